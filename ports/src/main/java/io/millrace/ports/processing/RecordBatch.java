package io.millrace.ports.processing;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.StreamRecord;
import java.time.Duration;
import java.util.Objects;

/**
 * Some records of a shard, in order.
 *
 * @param shard the shard and the fencing token
 * @param records at least one, unless the consumer was asked to tell of reads that found nothing
 * @param behindLatest how far the last fetch was behind the tip of the shard
 * @param attempt 1 the first time these records are handed over by this worker, one more at each retry
 * @param checkpointer stores progress
 */
public record RecordBatch(
        ShardContext shard,
        ImmutableList<StreamRecord> records,
        Duration behindLatest,
        int attempt,
        Checkpointer checkpointer) {
    public RecordBatch {
        Objects.requireNonNull(shard, "shard");
        Objects.requireNonNull(records, "records");
        Objects.requireNonNull(behindLatest, "behindLatest");
        Objects.requireNonNull(checkpointer, "checkpointer");
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts are counted from 1: " + attempt);
        }
    }
}
