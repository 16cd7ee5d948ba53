package io.millrace.multilang.child;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.ShardContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.LongStream;

/** Shards and batches. */
final class Samples {
    private Samples() {}

    static ShardContext shard(int ordinal) {
        return shard(ShardId.ofOrdinal(ordinal), Checkpoint.TRIM_HORIZON);
    }

    static ShardContext shard(ShardId shard, Checkpoint start) {
        return new ShardContext(new LeaseKey("stream", shard), "worker", 3, start, Optional.empty());
    }

    static StreamRecord record(long number, byte[] data) {
        return new StreamRecord(
                RecordPosition.of(SequenceNumber.of(number)),
                "key-" + number,
                Optional.empty(),
                Instant.ofEpochMilli(1_700_000_000_123L),
                data);
    }

    /** Records with these numbers, each of so many bytes. */
    static RecordBatch batch(ShardContext shard, Checkpointer checkpointer, long first, long last, int bytes) {
        return new RecordBatch(
                shard,
                LongStream.rangeClosed(first, last)
                        .mapToObj(number -> record(number, new byte[bytes]))
                        .collect(ImmutableList.toImmutableList()),
                Duration.ofMillis(5),
                1,
                checkpointer);
    }
}
