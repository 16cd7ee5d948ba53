package io.millrace.domain.consumer;

/** Why a shard gave neither an iterator nor records, by what is done about it. */
public enum FetchFailure {
    /** A quota is used up: try again later. */
    THROTTLED,
    /** The iterator is too old: get another one from the last position fetched. */
    EXPIRED_ITERATOR,
    /** No answer, or an error of the service, or a refusal that a person has to clear up: try again later. */
    UNAVAILABLE,
    /** There is no such stream or shard (any more): never try again. */
    NOT_FOUND
}
