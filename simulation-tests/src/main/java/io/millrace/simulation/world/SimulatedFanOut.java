package io.millrace.simulation.world;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.Subscription;
import io.millrace.ports.source.SubscriptionListener;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.world.Link.Exchange;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Enhanced fan-out as one worker sees it: with latency, and with the faults that the scenario holds for it. */
final class SimulatedFanOut implements FanOutSource {
    private static final EnumSet<FaultKind> SUBSCRIBING = EnumSet.of(
            FaultKind.SOURCE_THROTTLED,
            FaultKind.SOURCE_UNAVAILABLE,
            FaultKind.SOURCE_SLOW,
            FaultKind.SUBSCRIPTION_IN_USE,
            FaultKind.SUBSCRIPTION_THROTTLED,
            FaultKind.SUBSCRIPTION_NOT_FOUND);

    private final FanOutSource fanOut;
    private final Link link;

    /** @param fanOut answers at once, and pushes on whatever thread the simulation runs on */
    SimulatedFanOut(FanOutSource fanOut, Link link) {
        this.fanOut = fanOut;
        this.link = link;
    }

    @Override
    public CompletionStage<ConsumerAnswer> describeConsumer(String name) {
        return call("stream.consumer", name, () -> fanOut.describeConsumer(name));
    }

    @Override
    public CompletionStage<ConsumerAnswer> registerConsumer(String name) {
        return call("stream.register", name, () -> fanOut.registerConsumer(name));
    }

    @Override
    public CompletionStage<ConsumerAnswer> deregisterConsumer(String consumerArn) {
        return call("stream.deregister", consumerArn, () -> fanOut.deregisterConsumer(consumerArn));
    }

    private CompletionStage<ConsumerAnswer> call(
            String operation, String subject, Supplier<CompletionStage<ConsumerAnswer>> service) {
        return SimulatedSource.call(
                link,
                new Exchange<>(operation, subject, null, service, ConsumerAnswer::toString),
                ConsumerAnswer.Failed::new,
                link.fault(SimulatedSource.ANY_CALL));
    }

    @Override
    public Subscription subscribe(
            String consumerArn, ShardId shard, ReadPosition position, SubscriptionListener listener) {
        Optional<FaultKind> fault = link.fault(SUBSCRIBING).map(Action.Faults::kind);
        SimulatedSubscription subscription = new SimulatedSubscription(link, shard, listener);
        if (fault.isEmpty() || fault.get() == FaultKind.SOURCE_SLOW) {
            subscription.send(pushed -> fanOut.subscribe(consumerArn, shard, position, pushed), fault.isPresent());
        } else {
            refuse(subscription, fault.get());
        }
        return subscription;
    }

    private static void refuse(SimulatedSubscription subscription, FaultKind fault) {
        switch (fault) {
            case SUBSCRIPTION_IN_USE -> subscription.refuse(SimulatedSource.failure(SourceFailure.Kind.IN_USE, fault));
            case SUBSCRIPTION_NOT_FOUND ->
                subscription.refuse(SimulatedSource.failure(SourceFailure.Kind.NOT_FOUND, fault));
            case SUBSCRIPTION_THROTTLED, SOURCE_THROTTLED ->
                subscription.refuse(SimulatedSource.failure(SourceFailure.Kind.THROTTLED, fault));
            case SOURCE_UNAVAILABLE ->
                subscription.lose(SimulatedSource.failure(SourceFailure.Kind.UNAVAILABLE, fault));
            default -> throw new IllegalStateException(fault + " does not befall who subscribes");
        }
    }
}
