package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;

/** S4. */
final class CheckpointsNeverMoveBack extends Invariant {
    CheckpointsNeverMoveBack(Verdict verdict) {
        super("S4", "The checkpoint of a lease never moves back.", verdict);
    }

    @Override
    protected boolean restsOnHistory() {
        return true;
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.leaseBefore().isEmpty() || write.leaseAfter().isEmpty()) {
            return;
        }
        Lease was = write.leaseBefore().get();
        Lease now = write.leaseAfter().get();
        if (now.checkpoint().compareTo(was.checkpoint()) < 0) {
            violated(was.shard(), write.writer() + " moved it from " + was.checkpoint() + " to " + now.checkpoint());
        }
    }
}
