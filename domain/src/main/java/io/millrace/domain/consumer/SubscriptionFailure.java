package io.millrace.domain.consumer;

/** Why a subscription to a shard was not given, or broke, by what is done about it. */
public enum SubscriptionFailure {
    /** A quota is used up: try again later. */
    THROTTLED,
    /** The shard has a young subscription of the same consumer, or the consumer is not ready: try again when that is over. */
    IN_USE,
    /** No answer, or an error of the service, or a refusal that a person has to clear up: try again later. */
    UNAVAILABLE,
    /** There is no such stream, shard or consumer (any more): never try again. */
    NOT_FOUND
}
