package io.millrace.simulation.invariant;

import io.millrace.simulation.trace.Trace;
import java.time.Duration;

/** L7, first half. A worker may stop without having given up everything, but stop it must, whatever fails; unless it stands still. */
final class StopsReturnInTime extends Invariant {
    /** What a worker allows itself for its last writes after the hand-off timeout, and a little. */
    private static final Duration LAST_WRITES = Duration.ofSeconds(15);

    private final GroundTruth truth;

    StopsReturnInTime(GroundTruth truth) {
        super("L7", "A worker that is asked to stop has stopped after its hand-off timeout.", truth.verdict());
        this.truth = truth;
    }

    @Override
    public void secondPassed() {
        long now = truth.nowNanos();
        for (LifeTruth life : truth.fleet().lives()) {
            if (life.isAlive()
                    && life.isStopping()
                    && now - life.stoppingSinceNanos()
                            > FleetTruth.mostNanos(
                                    life.config().handOffTimeout().plus(LAST_WRITES))
                    && life.isAttentiveSince(life.stoppingSinceNanos(), now)) {
                violated(
                        null,
                        life.name() + " was asked to stop at " + Trace.timeText(life.stoppingSinceNanos())
                                + " and has not stopped");
                return;
            }
        }
    }
}
