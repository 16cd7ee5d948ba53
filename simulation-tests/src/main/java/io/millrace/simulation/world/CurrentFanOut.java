package io.millrace.simulation.world;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.Subscription;
import io.millrace.ports.source.SubscriptionListener;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Enhanced fan-out of the stream that has a name now.
 *
 * @param current asked at each call
 */
record CurrentFanOut(Supplier<FanOutSource> current) implements FanOutSource {
    @Override
    public CompletionStage<ConsumerAnswer> describeConsumer(String name) {
        return current.get().describeConsumer(name);
    }

    @Override
    public CompletionStage<ConsumerAnswer> registerConsumer(String name) {
        return current.get().registerConsumer(name);
    }

    @Override
    public CompletionStage<ConsumerAnswer> deregisterConsumer(String consumerArn) {
        return current.get().deregisterConsumer(consumerArn);
    }

    @Override
    public Subscription subscribe(
            String consumerArn, ShardId shard, ReadPosition position, SubscriptionListener listener) {
        return current.get().subscribe(consumerArn, shard, position, listener);
    }

    @Override
    public long bytesAhead(int subscriptions) {
        return current.get().bytesAhead(subscriptions);
    }
}
