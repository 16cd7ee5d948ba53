package io.millrace.simulation.invariant;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;

/** S5: no checkpoint runs ahead of the processing. */
final class CheckpointsCoverDoneRecords extends Invariant {
    private final StreamTruth stream;

    CheckpointsCoverDoneRecords(StreamTruth stream, Verdict verdict) {
        super("S5", "When a checkpoint is stored every record up to it has been processed.", verdict);
        this.stream = stream;
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.leaseAfter().isEmpty()) {
            return;
        }
        Lease now = write.leaseAfter().get();
        if (!(now.checkpoint() instanceof Checkpoint.At at)
                || write.leaseBefore().map(Lease::checkpoint).equals(java.util.Optional.of(at))) {
            return;
        }
        ShardTruth shard = stream.shard(now.shard());
        int covered = shard.countUpTo(at.position());
        if (shard.firstNotDone() < covered) {
            violated(
                    now.shard(),
                    write.writer() + " stored " + at + " while record " + shard.record(shard.firstNotDone()) + ", "
                            + (covered - 1 - shard.firstNotDone()) + " before it, was not processed");
        }
    }
}
