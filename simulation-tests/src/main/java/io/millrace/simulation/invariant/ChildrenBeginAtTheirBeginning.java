package io.millrace.simulation.invariant;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ShardId;

/** S10: where a shard begins that was born of one that the application reads. */
final class ChildrenBeginAtTheirBeginning extends Invariant {
    private final GroundTruth truth;

    ChildrenBeginAtTheirBeginning(GroundTruth truth) {
        super(
                "S10",
                "A child of a shard that has or had a lease begins at TRIM_HORIZON, whatever the configured position.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.before().isPresent() || write.leaseAfter().isEmpty()) {
            return;
        }
        Lease made = write.leaseAfter().get();
        if (made.checkpoint().equals(Checkpoint.TRIM_HORIZON)) {
            return;
        }
        for (ShardId parent : truth.stream().shard(made.shard()).parents()) {
            if (truth.leases().wasEverMade(new LeaseKey(made.key().stream(), parent))) {
                violated(
                        made.shard(),
                        write.writer() + " made its lease at " + made.checkpoint() + " although its parent " + parent
                                + " is read");
            }
        }
    }
}
