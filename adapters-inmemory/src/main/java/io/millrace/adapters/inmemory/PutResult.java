package io.millrace.adapters.inmemory;

import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import java.util.Objects;

/**
 * Where a record was put.
 *
 * @param shard its shard
 * @param position where it stands in the shard
 */
public record PutResult(ShardId shard, RecordPosition position) {
    public PutResult {
        Objects.requireNonNull(shard, "shard");
        Objects.requireNonNull(position, "position");
    }

    public SequenceNumber sequenceNumber() {
        return position.sequenceNumber();
    }
}
