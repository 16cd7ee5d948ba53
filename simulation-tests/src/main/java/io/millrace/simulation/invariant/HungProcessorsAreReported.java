package io.millrace.simulation.invariant;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * L9. A call is judged from when it was begun, or from when the one before it ended: a call that waits long for a thread is
 * reported too. That other shards go on is S19's.
 */
final class HungProcessorsAreReported extends Invariant {
    private static final Duration SLACK = Duration.ofSeconds(3);

    /** So long, at most, does it take the loop of a worker that runs to learn that a call has ended. */
    private static final Duration HOP = Duration.ofMillis(100);

    private final GroundTruth truth;
    private final Map<String, Map<LeaseKey, Call>> calls = new HashMap<>();

    HungProcessorsAreReported(GroundTruth truth) {
        super(
                "L9",
                "A call of user code that takes too long is reported, and none is that is merely slow.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void began(ProcessorCall call) {
        if (!truth.fleet().keepsOrderOfShard(call.run().life())) {
            return; // several calls at a time: which of them is meant, a report does not tell
        }
        Call state = of(call.run().life(), call.run().shard().lease());
        state.beganNanos = truth.nowNanos();
        state.reported = false;
    }

    @Override
    public void returned(ProcessorCall call) {
        ended(call);
    }

    @Override
    public void threw(ProcessorCall call, Throwable thrown) {
        ended(call);
    }

    private void ended(ProcessorCall call) {
        if (!truth.fleet().keepsOrderOfShard(call.run().life())) {
            return;
        }
        Call state = of(call.run().life(), call.run().shard().lease());
        state.beganNanos = LifeTruth.NEVER;
        state.endedBeforeNanos = state.endedNanos;
        state.endedNanos = truth.nowNanos();
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.LeaseTaken taken) {
            Call state = of(life, taken.lease());
            state.endedNanos = truth.nowNanos();
            state.endedBeforeNanos = truth.nowNanos();
        } else if (event instanceof WorkerEvent.ProcessorHung hung
                && truth.fleet().keepsOrderOfShard(life)) {
            Call state = of(life, hung.lease());
            state.reported = true;
            if (truth.nowNanos() - waitedSinceNanos(life, state)
                    < FleetTruth.leastNanos(truth.fleet().life(life).config().hungAfter())) {
                violated(
                        hung.lease().shard(),
                        life + " reports " + hung.call() + " as hung, but it was not begun before "
                                + Trace.timeText(state.endedNanos));
            }
        }
    }

    /**
     * Since when at most the call runs, or waits for a thread, that a worker speaks of: one that has ended is spoken of for as
     * long as the loop has not heard of its end.
     */
    private long waitedSinceNanos(String name, Call state) {
        long now = truth.nowNanos();
        boolean isUnheard = now - state.endedNanos < HOP.toNanos()
                || !truth.fleet().life(name).hasRunSince(state.endedNanos, now);
        return isUnheard && state.beganNanos == LifeTruth.NEVER ? state.endedBeforeNanos : state.endedNanos;
    }

    @Override
    public void ended(String life) {
        calls.remove(life);
    }

    @Override
    public void secondPassed() {
        long now = truth.nowNanos();
        calls.forEach((name, ofLife) -> {
            LifeTruth life = truth.fleet().life(name);
            long bound = FleetTruth.mostNanos(life.config().hungAfter().plus(SLACK));
            ofLife.forEach((lease, call) -> {
                if (call.beganNanos != LifeTruth.NEVER
                        && !call.reported
                        && now - call.beganNanos > bound
                        && life.isAttentiveSince(call.beganNanos, now)) {
                    violated(
                            lease.shard(),
                            name + " does not report the call that runs since " + Trace.timeText(call.beganNanos));
                }
            });
        });
    }

    private Call of(String life, LeaseKey lease) {
        return calls.computeIfAbsent(life, name -> new HashMap<>()).computeIfAbsent(lease, key -> new Call());
    }

    private static final class Call {
        private long beganNanos = LifeTruth.NEVER;
        private long endedNanos = LifeTruth.NEVER;
        private long endedBeforeNanos = LifeTruth.NEVER;
        private boolean reported;
    }
}
