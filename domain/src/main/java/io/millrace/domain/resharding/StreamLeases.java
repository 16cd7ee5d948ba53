package io.millrace.domain.resharding;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSortedMap;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The leases of one stream, by shard. */
final class StreamLeases {
    private final ImmutableSortedMap<ShardId, Lease> byShard;
    private final ImmutableListMultimap<ShardId, Lease> byParent;
    private final HashKeyIndex<Lease> byHashKeys;

    private StreamLeases(ImmutableSortedMap<ShardId, Lease> byShard) {
        this.byShard = byShard;
        ImmutableListMultimap.Builder<ShardId, Lease> links = ImmutableListMultimap.builder();
        for (Lease lease : byShard.values()) {
            for (ShardId parent : lease.parents()) {
                links.put(parent, lease);
            }
        }
        this.byParent = links.build();
        this.byHashKeys = new HashKeyIndex<>(byShard.values(), Lease::hashKeyRange);
    }

    /** Those of the leases that are for this stream. */
    static StreamLeases of(String stream, Iterable<Lease> leases) {
        Map<ShardId, Lease> byShard = new TreeMap<>();
        for (Lease lease : leases) {
            if (lease.key().stream().equals(stream)) {
                byShard.put(lease.shard(), lease);
            }
        }
        return new StreamLeases(ImmutableSortedMap.copyOf(byShard));
    }

    boolean isEmpty() {
        return byShard.isEmpty();
    }

    /** All of them, by shard id. */
    ImmutableList<Lease> all() {
        return byShard.values().asList();
    }

    Optional<Lease> lease(ShardId shard) {
        return Optional.ofNullable(byShard.get(shard));
    }

    boolean contains(ShardId shard) {
        return byShard.containsKey(shard);
    }

    /** The leases of this shard's children, whether the children are listed or not. */
    ImmutableList<Lease> childrenOf(ShardId shard) {
        return byParent.get(shard);
    }

    /** Whether a lease still waits for its parents; they have to be read before it. */
    static boolean isWaiting(Lease lease) {
        return !lease.lineageStart() && !lease.hasBegun() && !lease.isEnded();
    }

    /**
     * Whether a lease's shard was created after another shard. At any moment one shard serves a hash key, so of two
     * shards with a hash key in common, the newer one descends from the older one, even where a listing does not show
     * how.
     */
    static boolean isNewer(Lease lease, Shard than, ShardGraph listing) {
        if (lease.parents().contains(than.id())) {
            return true;
        }
        return listing.shard(lease.shard())
                .map(shard -> ShardGraph.CREATION_ORDER.compare(shard, than) > 0)
                // Kinesis numbers the shards of a stream in the order of their creation.
                .orElseGet(() -> lease.shard().compareTo(than.id()) > 0);
    }

    /** The leases, other than the shard's own, that have a hash key of this range. */
    ImmutableList<Lease> overlapping(HashKeyRange range, ShardId other) {
        return byHashKeys.overlapping(range).stream()
                .filter(lease -> !lease.shard().equals(other))
                .collect(toImmutableList());
    }
}
