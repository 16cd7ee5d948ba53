package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.SessionId;
import io.millrace.simulation.trace.Trace;

/**
 * S16 for a failover. What is repeated is what the owner had processed in one checkpoint interval before it was last heard
 * of, and the one batch it had in hand; records that were read ahead were not handed over and are not repeated. An owner
 * whose writes failed or that stood still could store nothing, and is exempt.
 */
final class FailoversRepeatLittle extends Invariant {
    private final GroundTruth truth;
    private final UnstoredWork work;

    FailoversRepeatLittle(GroundTruth truth, UnstoredWork work) {
        super(
                "S16",
                "A failover repeats what was processed in one checkpoint interval and one batch at most.",
                truth.verdict());
        this.truth = truth;
        this.work = work;
    }

    @Override
    public void applied(AppliedWrite write) {
        if (!write.isTake() || write.leaseBefore().isEmpty()) {
            return;
        }
        Lease was = write.leaseBefore().get();
        SessionId owner = was.ownership().owner().orElse(null);
        LeaseTruth.Beat beat = owner == null ? null : truth.leases().lastBeat(owner);
        if (beat != null) {
            work.term(was.key(), was.ownership().epoch())
                    .ifPresent(term -> judge(write, was, beat.sentAtNanos(), term));
        }
    }

    private void judge(AppliedWrite write, Lease was, long lastHeardNanos, UnstoredWork.Term term) {
        long overdue = term.overdueSinceNanos(lastHeardNanos);
        if (overdue != LifeTruth.NEVER) {
            violated(
                    was.shard(),
                    write.writer() + " took the lease of " + term.run() + " at " + was.checkpoint() + ", but "
                            + term.run() + " had processed more at " + Trace.timeText(overdue)
                            + " and was heard of until " + Trace.timeText(lastHeardNanos));
        }
        int batch = truth.fleet().life(term.run().life()).config().batchLimits().maxRecords();
        if (term.inHand() > batch) {
            violated(was.shard(), term.run() + " had " + term.inHand() + " records in hand, more than a batch");
        }
    }
}
