package io.millrace.simulation.invariant;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import java.util.HashMap;
import java.util.Map;

/** S16 for a planned move: what the owner leaves behind is exactly what it has not processed. */
final class GracefulMovesRepeatNothing extends Invariant {
    private final StreamTruth stream;
    private final LeaseTruth leases;
    private final FleetTruth fleet;
    private final Map<Term, Integer> delivered = new HashMap<>();

    GracefulMovesRepeatNothing(StreamTruth stream, LeaseTruth leases, FleetTruth fleet, Verdict verdict) {
        super(
                "S16",
                "When nothing goes wrong, a lease is given up only when all that its owner was handed is processed and"
                        + " checkpointed.",
                verdict);
        this.stream = stream;
        this.leases = leases;
        this.fleet = fleet;
    }

    @Override
    protected boolean restsOnHistory() {
        return true;
    }

    @Override
    public void began(ProcessorCall call) {
        if (call.isBatch() && fleet.keepsOrderOfShard(call.run().life())) {
            int last = stream.shard(call.shard())
                    .indexOf(call.records().get(call.records().size() - 1).position());
            delivered.merge(
                    new Term(call.run().shard().lease(), call.run().shard().epoch()), last + 1, Math::max);
        }
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.leaseBefore().isEmpty() || write.leaseAfter().isEmpty()) {
            return;
        }
        Lease was = write.leaseBefore().get();
        Lease now = write.leaseAfter().get();
        boolean released = now.ownership().owner().isEmpty()
                && leases.ownerLife(was).equals(java.util.Optional.of(write.writer()));
        if (!released || now.isEnded()) {
            return;
        }
        int handedOver =
                delivered.getOrDefault(new Term(was.key(), was.ownership().epoch()), 0);
        int covered = now.checkpoint() instanceof Checkpoint.At at
                ? stream.shard(was.shard()).countUpTo(at.position())
                : 0;
        if (handedOver > covered) {
            violated(
                    was.shard(),
                    write.writer() + " gave it up at " + now.checkpoint() + ", " + (handedOver - covered)
                            + " records before the last it had been handed");
        }
    }

    private record Term(LeaseKey lease, long epoch) {}
}
