package io.millrace.ports.source;

import io.millrace.domain.stream.ShardId;
import java.util.concurrent.CompletionStage;

/**
 * Enhanced fan-out of one stream, at the level of its API: consumers that are registered with the stream, and subscriptions,
 * over which the service pushes a shard's records to one of them. What to do when a subscription ends, which it does after
 * five minutes at the latest, is decided by the engine: an implementation translates and classifies; it neither retries nor
 * subscribes anew.
 *
 * <p>All methods return at once; the stages may complete on any thread and never complete exceptionally. Whoever implements
 * this runs the contract kit {@code FanOutContract} of this module's test artifact.
 */
public interface FanOutSource {
    /** Asks for the consumer of that name (DescribeStreamConsumer). */
    CompletionStage<ConsumerAnswer> describeConsumer(String name);

    /**
     * Registers a consumer (RegisterStreamConsumer). It may be used when it is ACTIVE, which takes some seconds. A failure of
     * the kind IN_USE means that there is one of that name already.
     *
     * @param name 1 to 128 characters of {@code [a-zA-Z0-9_.-]}
     */
    CompletionStage<ConsumerAnswer> registerConsumer(String name);

    /** Deregisters a consumer (DeregisterStreamConsumer); the answer is what is left of it: DELETING, or Absent. */
    CompletionStage<ConsumerAnswer> deregisterConsumer(String consumerArn);

    /**
     * Subscribes to a shard (SubscribeToShard). Nothing is pushed before it is asked for by {@link Subscription#request}.
     * A subscription that another one of the same consumer to the same shard follows more than five seconds after ends;
     * one that follows sooner is refused with IN_USE.
     *
     * @param consumerArn of a consumer that is ACTIVE
     * @param position where to begin; Latest and AtTimestamp as in GetShardIterator
     * @param listener told of everything, from any thread, one call after the other; its last call is {@code ended}
     * @return at once, before or after the first call of the listener
     */
    Subscription subscribe(String consumerArn, ShardId shard, ReadPosition position, SubscriptionListener listener);

    /**
     * How many bytes of so many subscriptions may have come, and lie in this process, without having been asked for, since the
     * service sends ahead what connections have room for. Zero or more, the same for the same number; counted in the memory
     * budget of the worker.
     *
     * @param subscriptions that are open over this source, zero or more
     */
    default long bytesAhead(int subscriptions) {
        return 0;
    }
}
