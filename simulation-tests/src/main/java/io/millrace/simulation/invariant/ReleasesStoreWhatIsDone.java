package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;
import io.millrace.simulation.trace.Trace;

/** L7, second half. A worker whose writes failed may have begun to give the lease up earlier, and is exempt. */
final class ReleasesStoreWhatIsDone extends Invariant {
    private final UnstoredWork work;

    /** @param work has to be told of a write before this law is */
    ReleasesStoreWhatIsDone(GroundTruth truth, UnstoredWork work) {
        super("L7", "Who gives a lease up stores in the same write all that is processed.", truth.verdict());
        this.work = work;
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.leaseBefore().isEmpty() || write.leaseAfter().isEmpty()) {
            return;
        }
        Lease was = write.leaseBefore().get();
        Lease now = write.leaseAfter().get();
        if (was.ownership().owner().isEmpty() || now.ownership().owner().isPresent() || now.isEnded()) {
            return;
        }
        work.term(was.key(), was.ownership().epoch()).ifPresent(term -> {
            long left = term.leftUnstoredSinceNanos(write.sentAtNanos());
            if (left != LifeTruth.NEVER) {
                violated(
                        was.shard(),
                        write.writer() + " gave the lease up at " + now.checkpoint() + ", but had processed more at "
                                + Trace.timeText(left));
            }
        });
    }
}
