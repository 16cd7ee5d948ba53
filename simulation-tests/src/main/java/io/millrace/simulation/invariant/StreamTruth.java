package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is true of the streams: their shards, no two of which have the same id, and what was put into them. */
public final class StreamTruth {
    private final SortedMap<ShardId, ShardTruth> shards = new TreeMap<>();
    /** For look-ups only, of which there are very many. */
    private final Map<ShardId, ShardTruth> byId = new HashMap<>();

    private final Retention retention;

    StreamTruth(Retention retention) {
        this.retention = retention;
    }

    /** How long it keeps a record. */
    public Duration retention() {
        return retention.kept();
    }

    /** @param stream the name of the stream that it is of */
    public void created(Shard shard, String stream) {
        ShardTruth created = new ShardTruth(shard, stream, retention);
        shards.put(shard.id(), created);
        byId.put(shard.id(), created);
    }

    public void closed(ShardId shard) {
        shard(shard).close();
    }

    public void put(ShardId shard, RecordPosition position, String partitionKey) {
        shard(shard).put(position, partitionKey);
    }

    /** @throws IllegalArgumentException when there was never such a shard */
    public ShardTruth shard(ShardId id) {
        ShardTruth shard = byId.get(id);
        if (shard == null) {
            throw new IllegalArgumentException("there was never a shard " + id);
        }
        return shard;
    }

    /** All shards that ever were, in order. */
    public Iterable<ShardTruth> shards() {
        return shards.values();
    }

    public ImmutableList<ShardTruth> childrenOf(ShardId parent) {
        return shards.values().stream()
                .filter(shard -> shard.parents().contains(parent))
                .collect(ImmutableList.toImmutableList());
    }

    /** The parents of a shard, their parents, and so on. */
    public ImmutableSortedSet<ShardId> ancestorsOf(ShardId shard) {
        ImmutableSortedSet.Builder<ShardId> all = ImmutableSortedSet.naturalOrder();
        for (ShardId parent : shard(shard).parents()) {
            all.add(parent).addAll(ancestorsOf(parent));
        }
        return all.build();
    }

    /** How many records were put in all. */
    public long records() {
        return shards.values().stream().mapToLong(ShardTruth::size).sum();
    }

    /** How many records were handed over again, over all shards. */
    public long duplicates() {
        return shards.values().stream().mapToLong(ShardTruth::duplicates).sum();
    }
}
