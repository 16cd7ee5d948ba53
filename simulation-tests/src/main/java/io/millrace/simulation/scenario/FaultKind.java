package io.millrace.simulation.scenario;

/** What can go wrong with one call to the lease store or to the stream, or with what the stream pushes. */
public enum FaultKind {
    /** The request never arrives; the caller's client gives up after the request timeout. */
    STORE_REQUEST_LOST,
    /** The request is carried out and its answer lost: the caller cannot know. */
    STORE_RESPONSE_LOST,
    /** Like a lost response, but the request is carried out only after the caller has given up. */
    STORE_APPLIED_LATE,
    /** Refused for its rate; nothing changed. */
    STORE_THROTTLED,
    /** Refused for the store's own trouble; nothing changed. */
    STORE_UNAVAILABLE,
    /** Carried out, but slowly. */
    STORE_SLOW,
    /** A listing shows the entries as they were when the fault began. */
    STORE_STALE_LIST,
    /** A write is refused for its rate; reading goes on. */
    STORE_WRITES_THROTTLED,
    /** The write is carried out, sent again by the client itself, and answered with the conflict with itself. */
    STORE_APPLIED_TWICE,
    /** The answer arrives, and once more later. */
    STORE_RESPONSE_REPEATED,
    /** Some pages of a listing show the entries as they were when they were first listed during the fault, others now. */
    STORE_TORN_LIST,
    /** Refused for its rate. */
    SOURCE_THROTTLED,
    /** No answer within the request timeout. */
    SOURCE_UNAVAILABLE,
    /** Answered, but slowly. */
    SOURCE_SLOW,
    /** The iterator is called expired before its time. */
    SOURCE_EXPIRED_ITERATOR,
    /** No records although there are some. */
    SOURCE_EMPTY_PAGE,
    /** A listing shows the shards as they were when the fault began. */
    SOURCE_STALE_LIST,
    /** A listing lacks some shards that were born of others. */
    SOURCE_LIST_WITHOUT_CHILDREN,
    /** A listing lacks some shards that are closed. */
    SOURCE_LIST_WITHOUT_PARENTS,
    /** A listing shows some closed shards as if they were open. */
    SOURCE_LIST_SHOWS_CLOSED_OPEN,
    /** The page token of a listing is called expired before its time. */
    SOURCE_EXPIRED_TOKEN,
    /** At the end of a closed shard its children are not named. */
    SOURCE_END_WITHOUT_CHILDREN,
    /** A subscription of enhanced fan-out ends in good order before its time. */
    SUBSCRIPTION_ENDS,
    /** A subscription breaks. */
    SUBSCRIPTION_FAILS,
    /** Nothing comes over a subscription any more, and nobody is told: its connection is dead. */
    SUBSCRIPTION_SILENT,
    /** A subscription is not given because the shard has one that is too young. */
    SUBSCRIPTION_IN_USE,
    /** A subscription is not given for the rate at which they are asked for. */
    SUBSCRIPTION_THROTTLED,
    /** A subscription is not given because the service says that it does not know the consumer, which is there. */
    SUBSCRIPTION_NOT_FOUND;

    /** Whether it befalls calls to the lease store; else calls to the stream. */
    public boolean ofStore() {
        return name().startsWith("STORE_");
    }

    /** Whether it befalls subscriptions of enhanced fan-out, so that it happens only to workers that read by them. */
    public boolean ofSubscription() {
        return name().startsWith("SUBSCRIPTION_");
    }
}
