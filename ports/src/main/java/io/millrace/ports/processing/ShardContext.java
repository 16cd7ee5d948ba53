package io.millrace.ports.processing;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.PendingCheckpoint;
import io.millrace.domain.stream.ShardId;
import java.util.Objects;
import java.util.Optional;

/**
 * What a processor is told about its shard before the first record.
 *
 * @param lease stream and shard
 * @param workerId the worker that runs the processor
 * @param epoch the fencing token: grows with every change of owner. A processor that writes elsewhere keeps it with what
 *     it writes and refuses to write over something of a greater epoch
 * @param checkpoint where processing begins
 * @param pending a checkpoint that an earlier owner prepared and did not commit
 */
public record ShardContext(
        LeaseKey lease, String workerId, long epoch, Checkpoint checkpoint, Optional<PendingCheckpoint> pending) {
    public ShardContext {
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(workerId, "workerId");
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(pending, "pending");
    }

    public ShardId shardId() {
        return lease.shard();
    }
}
