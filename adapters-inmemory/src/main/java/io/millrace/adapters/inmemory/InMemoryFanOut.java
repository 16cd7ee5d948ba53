package io.millrace.adapters.inmemory;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.Subscription;
import io.millrace.ports.source.SubscriptionListener;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Enhanced fan-out as one source offers it; every answer is there at once. */
final class InMemoryFanOut implements FanOutSource {
    private final StreamState stream;
    private final FanOutState state;
    private final Supplier<Optional<SourceFailure>> unusable;
    /** Guarded by the stream's monitor; for look-ups only. */
    private final Set<InMemorySubscription> own = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @param unusable why nothing at all can be asked of the source; asked under the stream's monitor */
    InMemoryFanOut(StreamState stream, FanOutState state, Supplier<Optional<SourceFailure>> unusable) {
        this.stream = stream;
        this.state = state;
        this.unusable = unusable;
    }

    @Override
    public CompletionStage<ConsumerAnswer> describeConsumer(String name) {
        return answer(() -> state.consumers().describe(name));
    }

    @Override
    public CompletionStage<ConsumerAnswer> registerConsumer(String name) {
        return answer(() -> state.consumers().register(name));
    }

    @Override
    public CompletionStage<ConsumerAnswer> deregisterConsumer(String consumerArn) {
        CompletionStage<ConsumerAnswer> answer = answer(() -> {
            state.endAll(
                    subscription -> subscription.consumerArn().equals(consumerArn), state.noSuchConsumer(consumerArn));
            return state.consumers().deregister(consumerArn);
        });
        state.lookAtAll();
        return answer;
    }

    private CompletionStage<ConsumerAnswer> answer(Supplier<ConsumerAnswer> question) {
        synchronized (stream) {
            return CompletableFuture.completedFuture(unusable.get()
                    .<ConsumerAnswer>map(ConsumerAnswer.Failed::new)
                    .orElseGet(question));
        }
    }

    @Override
    public Subscription subscribe(
            String consumerArn, ShardId shard, ReadPosition position, SubscriptionListener listener) {
        InMemorySubscription subscription = new InMemorySubscription(state, consumerArn, shard, listener);
        synchronized (stream) {
            own.removeIf(InMemorySubscription::isOver);
            Optional<SourceFailure> failure = unusable.get();
            if (failure.isPresent()) {
                subscription.end(failure);
            } else {
                state.subscribe(subscription, position);
                own.add(subscription);
            }
        }
        subscription.tellAll();
        state.look(shard);
        return subscription;
    }

    /** Ends the subscriptions of this source. */
    void close() {
        synchronized (stream) {
            state.endAll(
                    own::contains,
                    new SourceFailure(
                            SourceFailure.Kind.UNAVAILABLE,
                            "this source of " + stream.identity().name() + " was closed"));
            own.clear();
        }
        state.lookAtAll();
    }
}
