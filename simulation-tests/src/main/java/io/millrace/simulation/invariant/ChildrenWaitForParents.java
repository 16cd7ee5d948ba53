package io.millrace.simulation.invariant;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ShardId;

/** S8: order across a reshard. */
final class ChildrenWaitForParents extends Invariant {
    private final StreamTruth stream;
    private final LeaseTruth leases;

    ChildrenWaitForParents(StreamTruth stream, LeaseTruth leases, Verdict verdict) {
        super(
                "S8",
                "No record of a shard is handed over before the checkpoints of all its parents are SHARD_END, but for"
                        + " parents that are past retention.",
                verdict);
        this.stream = stream;
        this.leases = leases;
    }

    @Override
    public void began(ProcessorCall call) {
        if (!call.isBatch()) {
            return;
        }
        for (ShardId parent : stream.shard(call.shard()).parents()) {
            LeaseKey key = new LeaseKey(call.run().shard().lease().stream(), parent);
            if (!leases.hasEnded(key) && !stream.shard(parent).isGone()) {
                violated(
                        call.shard(),
                        call.run() + " got records while its parent " + parent + " was at "
                                + leases.lease(key)
                                        .map(lease -> lease.checkpoint().toString())
                                        .orElse("no lease"));
            }
        }
    }
}
