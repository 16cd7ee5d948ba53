package io.millrace.simulation.invariant;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.load.LoadBook;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.trace.Trace;
import java.util.HashMap;
import java.util.Map;

/**
 * L13. A leader that is new lets all leases rest, and one that has moved one lets that rest. And where no shard can have much
 * to do, because in the whole stream there is less than one lease has to have to count as busy, nothing moves for load.
 */
final class MovesForLoadAreRare extends Invariant {
    /** Half of the records that make a lease busy, so that a backlog does not. */
    private static final double FEW_RECORDS_PER_SECOND = 60;

    private final GroundTruth truth;
    private final boolean isLittleToDo;
    private final Map<String, Long> ledSinceNanos = new HashMap<>();
    private final Map<LeaseKey, Long> movedAtNanos = new HashMap<>();

    MovesForLoadAreRare(Scenario scenario, GroundTruth truth) {
        super(
                "L13",
                "No lease is moved for load where there is little to do, nor by a leader of less than five minutes, nor twice"
                        + " in five minutes.",
                truth.verdict());
        this.truth = truth;
        this.isLittleToDo =
                scenario.environment().cpuShare() == 0 && scenario.recordsPerSecond() <= FEW_RECORDS_PER_SECOND;
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.LeadershipTaken) {
            ledSinceNanos.put(life, truth.nowNanos());
        } else if (event instanceof WorkerEvent.Planned plan) {
            plan.forLoad().forEach(lease -> check(life, lease));
        }
    }

    private void check(String life, LeaseKey lease) {
        long now = truth.nowNanos();
        long rest = FleetTruth.leastNanos(LoadBook.REST);
        long led = ledSinceNanos.getOrDefault(life, now);
        Long before = movedAtNanos.put(lease, now);
        if (isLittleToDo) {
            violated(lease.shard(), life + " moves it for load, though there is next to none");
        } else if (now - led < rest) {
            violated(lease.shard(), life + " moves it for load, and leads since " + Trace.timeText(led));
        } else if (before != null && now - before < rest) {
            violated(lease.shard(), life + " moves it for load again after " + Trace.timeText(before));
        }
    }
}
