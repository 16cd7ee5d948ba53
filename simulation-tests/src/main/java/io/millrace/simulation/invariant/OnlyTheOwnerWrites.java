package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;
import java.util.Optional;

/** S3: fencing at the store. */
final class OnlyTheOwnerWrites extends Invariant {
    private final LeaseTruth leases;

    OnlyTheOwnerWrites(LeaseTruth leases, Verdict verdict) {
        super(
                "S3",
                "What changes a lease, but for taking, making and deleting it, is written by its owner under the current"
                        + " epoch.",
                verdict);
        this.leases = leases;
    }

    @Override
    protected boolean restsOnHistory() {
        return true;
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.leaseBefore().isEmpty() || write.leaseAfter().isEmpty() || write.isTake()) {
            return;
        }
        Lease was = write.leaseBefore().get();
        Lease now = write.leaseAfter().get();
        Optional<String> owner = leases.ownerLife(was);
        if (!owner.equals(Optional.of(write.writer()))) {
            violated(
                    was.shard(),
                    write.writer() + " wrote " + now.checkpoint() + " as " + now.ownership() + " while "
                            + owner.orElse("nobody") + " owned the lease as " + was.ownership());
        } else if (was.ownership().epoch() != now.ownership().epoch()) {
            violated(was.shard(), write.writer() + " wrote under " + now.ownership() + ", not " + was.ownership());
        }
    }
}
