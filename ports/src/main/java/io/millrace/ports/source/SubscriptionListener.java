package io.millrace.ports.source;

import java.util.Optional;

/**
 * Told what happens to one subscription: {@code opened event* ended}, or {@code ended} alone, one call after the other, from
 * any thread. Nothing follows the end.
 */
public interface SubscriptionListener {
    /** The service has taken the subscription; it may still end it in place of the first event. */
    void opened();

    /** The service has pushed something; at most as often as was requested. */
    void event(SubscriptionEvent event);

    /**
     * It is over. As long as nothing is asked for, an end may stay unnoticed.
     *
     * @param failure empty when the service ended it in order: at the end of the shard, after five minutes, or because the
     *     same consumer has subscribed to the shard anew. IN_USE when the shard has a subscription of this consumer that is
     *     too young, or the consumer is not ACTIVE; NOT_FOUND when there is no such shard, stream or consumer
     */
    void ended(Optional<SourceFailure> failure);
}
