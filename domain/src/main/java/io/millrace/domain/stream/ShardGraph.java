package io.millrace.domain.stream;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The lineage of a stream's shards as one listing shows it. Immutable.
 *
 * <p>A listing may be out of date or incomplete: a parent may be named and not be listed, either because it is past
 * retention or because this listing does not know it. The graph says what was listed and draws no conclusion.
 */
public final class ShardGraph {
    /** Oldest first, as KCL orders the leases it creates: by starting sequence number, then by shard id. */
    public static final Comparator<Shard> CREATION_ORDER =
            Comparator.comparing(Shard::startingSequenceNumber).thenComparing(Shard::id);

    private final ImmutableSortedMap<ShardId, Shard> shards;
    private final ImmutableSetMultimap<ShardId, ShardId> children;

    private ShardGraph(ImmutableSortedMap<ShardId, Shard> shards) {
        this.shards = shards;
        ImmutableSetMultimap.Builder<ShardId, ShardId> links = ImmutableSetMultimap.builder();
        for (Shard shard : shards.values()) {
            for (ShardId parent : shard.parents()) {
                links.put(parent, shard.id());
            }
        }
        this.children = links.build();
    }

    /**
     * The graph of these shards. A shard that is given twice, as happens when the pages of a listing are read while the
     * stream is resharded, counts as closed when it was closed in one of them: a shard never opens again.
     */
    public static ShardGraph of(Collection<Shard> shards) {
        Map<ShardId, Shard> byId = new TreeMap<>();
        for (Shard shard : shards) {
            byId.merge(shard.id(), shard, (one, other) -> one.isOpen() ? other : one);
        }
        return new ShardGraph(ImmutableSortedMap.copyOf(byId));
    }

    /** This graph and some more shards, under the rule of {@link #of} for those it has already. */
    public ShardGraph with(Collection<Shard> more) {
        return of(ImmutableList.<Shard>builder()
                .addAll(shards.values())
                .addAll(more)
                .build());
    }

    /** This graph as if these shards were not listed. */
    public ShardGraph without(Set<ShardId> gone) {
        return of(shards.values().stream()
                .filter(shard -> !gone.contains(shard.id()))
                .collect(toImmutableList()));
    }

    /** All shards, by id. */
    public ImmutableList<Shard> shards() {
        return shards.values().asList();
    }

    public Optional<Shard> shard(ShardId id) {
        return Optional.ofNullable(shards.get(id));
    }

    public boolean contains(ShardId id) {
        return shards.containsKey(id);
    }

    /** The shards none of whose parents are listed, by id. */
    public ImmutableList<Shard> roots() {
        return shards.values().stream()
                .filter(shard -> shard.parents().stream().noneMatch(shards::containsKey))
                .collect(toImmutableList());
    }

    /** The shards that still take records, by id. */
    public ImmutableList<Shard> openShards() {
        return shards.values().stream().filter(Shard::isOpen).collect(toImmutableList());
    }

    /** The listed shards that name this one as a parent, whether it is listed itself or not. */
    public ImmutableSortedSet<ShardId> childrenOf(ShardId id) {
        return ImmutableSortedSet.copyOf(children.get(id));
    }

    /** The listed shards that this one descends from, without itself; none when it is not listed. */
    public ImmutableSortedSet<ShardId> ancestorsOf(ShardId id) {
        Set<ShardId> found = new TreeSet<>();
        ArrayDeque<ShardId> open = new ArrayDeque<>();
        open.add(id);
        while (!open.isEmpty()) {
            Shard shard = shards.get(open.remove());
            if (shard == null) {
                continue;
            }
            for (ShardId parent : shard.parents()) {
                if (shards.containsKey(parent) && found.add(parent)) {
                    open.add(parent);
                }
            }
        }
        return ImmutableSortedSet.copyOf(found);
    }

    /**
     * All shards, every one after its listed parents, otherwise in {@link #CREATION_ORDER}. Shards that descend from
     * themselves, which Kinesis never lists, come last.
     */
    public ImmutableList<Shard> parentsFirst() {
        Map<ShardId, Integer> awaited = new TreeMap<>();
        PriorityQueue<Shard> free = new PriorityQueue<>(CREATION_ORDER);
        for (Shard shard : shards.values()) {
            int parents = (int) shard.parents().stream()
                    .distinct()
                    .filter(shards::containsKey)
                    .count();
            awaited.put(shard.id(), parents);
            if (parents == 0) {
                free.add(shard);
            }
        }
        ImmutableList.Builder<Shard> ordered = ImmutableList.builder();
        while (!free.isEmpty()) {
            Shard next = free.remove();
            ordered.add(next);
            awaited.remove(next.id());
            for (ShardId child : children.get(next.id())) {
                if (awaited.merge(child, -1, Integer::sum) == 0) {
                    free.add(Objects.requireNonNull(shards.get(child)));
                }
            }
        }
        awaited.keySet().forEach(id -> ordered.add(Objects.requireNonNull(shards.get(id))));
        return ordered.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShardGraph that && shards.equals(that.shards);
    }

    @Override
    public int hashCode() {
        return shards.hashCode();
    }

    /** Every shard with its parents and whether it is open, for traces and test failures. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (Shard shard : shards.values()) {
            text.append(text.length() > 1 ? ", " : "").append(shard.id());
            if (!shard.parents().isEmpty()) {
                text.append(" of ").append(shard.parents());
            }
            text.append(shard.isOpen() ? " open" : "");
        }
        return text.append(']').toString();
    }
}
