package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;

/** S12: what a deleted lease knew is not needed any more. */
final class LeasesAreDeletedLate extends Invariant {
    private final StreamTruth stream;
    private final LeaseTruth leases;

    LeasesAreDeletedLate(StreamTruth stream, LeaseTruth leases, Verdict verdict) {
        super(
                "S12",
                "A lease is deleted at SHARD_END only, and after the leases of its children have begun; or when its shard is"
                        + " past retention.",
                verdict);
        this.stream = stream;
        this.leases = leases;
    }

    @Override
    protected boolean restsOnHistory() {
        return true;
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.leaseBefore().isEmpty() || write.after().isPresent()) {
            return;
        }
        Lease was = write.leaseBefore().get();
        if (stream.shard(was.shard()).isGone()) {
            return;
        }
        if (!was.isEnded()) {
            violated(was.shard(), write.writer() + " deleted it at " + was.checkpoint());
        }
        for (ShardTruth child : stream.childrenOf(was.shard())) {
            LeaseKey key = new LeaseKey(was.key().stream(), child.id());
            boolean begun = leases.lease(key).map(Lease::hasBegun).orElse(leases.hasEnded(key));
            if (!begun) {
                violated(was.shard(), write.writer() + " deleted it before its child " + child.id() + " had begun");
            }
        }
    }
}
