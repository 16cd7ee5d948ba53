package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;

/** S9. */
final class ShardEndMeansAllDone extends Invariant {
    private final StreamTruth stream;

    ShardEndMeansAllDone(StreamTruth stream, Verdict verdict) {
        super("S9", "SHARD_END is stored for closed shards only, when all their records are processed.", verdict);
        this.stream = stream;
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.leaseAfter().isEmpty() || !write.leaseAfter().get().isEnded()) {
            return;
        }
        Lease now = write.leaseAfter().get();
        ShardTruth shard = stream.shard(now.shard());
        if (!shard.isClosed()) {
            violated(now.shard(), write.writer() + " stored SHARD_END for a shard that is open");
        } else if (!shard.allDone()) {
            violated(
                    now.shard(),
                    write.writer() + " stored SHARD_END while " + (shard.size() - shard.firstNotDone())
                            + " records from " + shard.record(shard.firstNotDone()) + " on were not processed");
        }
    }
}
