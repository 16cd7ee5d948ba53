package io.millrace.domain.stream;

import com.google.common.collect.ImmutableList;
import java.util.Objects;
import java.util.Optional;

/**
 * A shard as ListShards describes it.
 *
 * @param id its name
 * @param parent the shard it was split from, or the first of the two it was merged from; empty for a shard the stream was
 *     created with. Named also when that parent is past retention and no longer listed
 * @param adjacentParent the second shard it was merged from
 * @param hashKeyRange the keys it serves
 * @param startingSequenceNumber its first possible sequence number
 * @param endingSequenceNumber its last one; empty while the shard is open
 */
public record Shard(
        ShardId id,
        Optional<ShardId> parent,
        Optional<ShardId> adjacentParent,
        HashKeyRange hashKeyRange,
        SequenceNumber startingSequenceNumber,
        Optional<SequenceNumber> endingSequenceNumber) {
    public Shard {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(adjacentParent, "adjacentParent");
        Objects.requireNonNull(hashKeyRange, "hashKeyRange");
        Objects.requireNonNull(startingSequenceNumber, "startingSequenceNumber");
        Objects.requireNonNull(endingSequenceNumber, "endingSequenceNumber");
    }

    /** Whether records may still be put into it. */
    public boolean isOpen() {
        return endingSequenceNumber.isEmpty();
    }

    /** No, one or two parents; the split or first parent first. */
    public ImmutableList<ShardId> parents() {
        ImmutableList.Builder<ShardId> parents = ImmutableList.builder();
        parent.ifPresent(parents::add);
        adjacentParent.ifPresent(parents::add);
        return parents.build();
    }
}
