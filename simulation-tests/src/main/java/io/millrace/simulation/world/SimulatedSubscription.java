package io.millrace.simulation.world;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.Subscription;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.ports.source.SubscriptionListener;
import io.millrace.simulation.invariant.ServiceCall;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One subscription and the connection it has to itself: what is said over it arrives in order, each with a latency of its
 * own. When something is lost on the way, because the worker is cut off, the connection is dead from then on, and neither
 * side is told.
 */
final class SimulatedSubscription implements Subscription {
    private static final EnumSet<FaultKind> CUT = EnumSet.of(FaultKind.SOURCE_UNAVAILABLE);
    private static final EnumSet<FaultKind> PUSHES = EnumSet.of(
            FaultKind.SOURCE_UNAVAILABLE,
            FaultKind.SOURCE_SLOW,
            FaultKind.SUBSCRIPTION_ENDS,
            FaultKind.SUBSCRIPTION_FAILS,
            FaultKind.SUBSCRIPTION_SILENT);
    private static final String THERE = "stream.subscribe there";
    private static final String BACK = "stream.subscribe back";

    private final Link link;
    private final ShardId shard;
    private final SubscriptionListener listener;
    private final ServiceCall call;
    private @Nullable Subscription service;
    private boolean answered;
    private boolean cancelled;
    /** Whether the service's side of it is over. */
    private boolean over;

    private boolean dead;
    private long lastThereNanos;
    private long lastBackNanos;

    SimulatedSubscription(Link link, ShardId shard, SubscriptionListener listener) {
        this.link = link;
        this.shard = shard;
        this.listener = listener;
        this.call = link.sent("stream.subscribe", shard);
    }

    /** The request is on its way. */
    void send(Function<SubscriptionListener, Subscription> subscribe, boolean slow) {
        toService(slow, () -> {
            Subscription given = subscribe.apply(new Service());
            service = given;
            if (over) {
                given.cancel();
            }
        });
    }

    /** The service does not give it. */
    void refuse(SourceFailure failure) {
        link.process()
                .schedule(link.latency(THERE, false) + link.latency(BACK, false), () -> over(Optional.of(failure)));
    }

    /** The request never arrives. */
    void lose(SourceFailure failure) {
        link.process().schedule(link.requestTimeout().toNanos(), () -> over(Optional.of(failure)));
    }

    @Override
    public void request(int events) {
        if (!cancelled) {
            say(open -> open.request(events));
        }
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            answered(this);
            say(Subscription::cancel);
        }
    }

    private void say(Consumer<Subscription> what) {
        if (dead || link.fault(CUT).isPresent()) {
            dead = true;
            return;
        }
        toService(false, () -> {
            if (service != null && !over) {
                what.accept(service);
            }
        });
    }

    private void toService(boolean slow, Runnable task) {
        long now = link.time().nowNanos();
        lastThereNanos = Math.max(lastThereNanos, now + link.latency(THERE, slow));
        link.time().schedule(lastThereNanos - now, task);
    }

    private void toWorker(boolean slow, Runnable task) {
        long now = link.time().nowNanos();
        lastBackNanos = Math.max(lastBackNanos, now + link.latency(BACK, slow));
        link.process().schedule(lastBackNanos - now, () -> {
            if (!cancelled) {
                task.run();
            }
        });
    }

    private void opened() {
        answered(this);
        told("is open");
        listener.opened();
    }

    private void event(SubscriptionEvent event) {
        link.trace().add(link.process().name(), shard, new PushedEvent(event));
        link.observer().pushed(call, event);
        listener.event(event);
    }

    private void over(Optional<SourceFailure> failure) {
        if (!cancelled) {
            cancelled = true;
            String how = failure.map(why -> why.kind().name()).orElse("in order");
            answered(failure.<Object>map(why -> why).orElse(this));
            told("ends: " + how);
            listener.ended(failure);
        }
    }

    private void answered(Object answer) {
        if (!answered) {
            answered = true;
            link.observer().answered(call, answer);
        }
    }

    private void told(String what) {
        link.trace().add(link.process().name(), shard, "stream.subscribe " + shard + " " + what);
    }

    /** What the service does, at the moment at which it does it. */
    private final class Service implements SubscriptionListener {
        @Override
        public void opened() {
            push(SimulatedSubscription.this::opened);
        }

        @Override
        public void event(SubscriptionEvent event) {
            push(() -> SimulatedSubscription.this.event(event));
        }

        @Override
        public void ended(Optional<SourceFailure> failure) {
            if (!over && !dead && link.fault(CUT).isEmpty()) {
                toWorker(false, () -> over(failure));
            }
            over = true;
        }

        private void push(Runnable arrival) {
            if (over || dead) {
                return;
            }
            Optional<FaultKind> fault = link.fault(PUSHES).map(Action.Faults::kind);
            if (fault.isEmpty()) {
                toWorker(false, arrival);
                return;
            }
            switch (fault.get()) {
                case SOURCE_SLOW -> toWorker(true, arrival);
                case SUBSCRIPTION_ENDS -> end(arrival, Optional.empty());
                case SUBSCRIPTION_FAILS ->
                    end(arrival, Optional.of(SimulatedSource.failure(SourceFailure.Kind.UNAVAILABLE, fault.get())));
                default -> dead = true;
            }
        }

        /** Ends it in the place of what was to arrive, or just behind that. */
        private void end(Runnable arrival, Optional<SourceFailure> failure) {
            if (link.chance("subscription ends behind", 0.5)) {
                toWorker(false, arrival);
            }
            toWorker(false, () -> over(failure));
            over = true;
            if (service != null) {
                service.cancel();
            }
        }
    }
}
