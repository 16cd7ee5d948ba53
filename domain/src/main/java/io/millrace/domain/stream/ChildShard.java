package io.millrace.domain.stream;

import com.google.common.collect.ImmutableList;
import java.util.Objects;

/**
 * A child as the answer at a shard's end names it (ChildShards of GetRecords and SubscribeToShard).
 *
 * @param id the child's name
 * @param parents one for a split, two for a merge
 * @param hashKeyRange the keys the child serves
 */
public record ChildShard(ShardId id, ImmutableList<ShardId> parents, HashKeyRange hashKeyRange) {
    public ChildShard {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(parents, "parents");
        Objects.requireNonNull(hashKeyRange, "hashKeyRange");
    }
}
