package io.millrace.domain.resharding;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.HashKeyCoverage;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which leases to delete because nobody needs them any more.
 *
 * <p>A lease is what remembers that its shard was processed: delete it too early, and a shard is read again or its child is
 * begun too soon. So two things are held. Leases of one lineage go oldest first, one generation at a time. And a lease goes
 * only when leases of newer shards stand for every hash key of its shard, so that {@link ShardSync} never takes the shard
 * for one that nobody reads, whatever listing it is given.
 */
public final class LeaseCleanup {
    private final StreamLeases leases;
    private final ShardGraph listing;
    private final Set<ShardId> confirmedGone;

    private LeaseCleanup(StreamLeases leases, ShardGraph listing, Set<ShardId> confirmedGone) {
        this.leases = leases;
        this.listing = listing;
        this.confirmedGone = confirmedGone;
    }

    /**
     * A lease to delete, provided that it has not changed.
     *
     * @param key whose lease
     * @param reason why, for a person
     */
    public record LeaseToDelete(LeaseKey key, String reason) {
        public LeaseToDelete {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * What may be cleaned up.
     *
     * @param delete the leases to delete, by key; any of them may be left out
     * @param toProbe shards with a lease that are not listed, by id: ask the service whether they exist
     */
    public record Plan(ImmutableList<LeaseToDelete> delete, ImmutableList<ShardId> toProbe) {
        public Plan {
            Objects.requireNonNull(delete, "delete");
            Objects.requireNonNull(toProbe, "toProbe");
        }
    }

    /**
     * Decides which leases of a stream to delete: those of ended shards all of whose children are past their beginning, and
     * those of shards that are gone from the stream.
     *
     * @param leases all leases, of this stream and others
     * @param listing all shards that the service listed, perhaps out of date
     * @param confirmedGone shards of which the service said that they do not exist (any more)
     */
    public static Plan plan(
            String stream, Map<LeaseKey, Lease> leases, ShardGraph listing, Set<ShardId> confirmedGone) {
        return new LeaseCleanup(StreamLeases.of(stream, leases.values()), listing, confirmedGone).plan();
    }

    private Plan plan() {
        ImmutableList.Builder<LeaseToDelete> delete = ImmutableList.builder();
        ImmutableList.Builder<ShardId> toProbe = ImmutableList.builder();
        for (Lease lease : leases.all()) {
            boolean gone = confirmedGone.contains(lease.shard());
            if (!gone && !listing.contains(lease.shard())) {
                toProbe.add(lease.shard());
            }
            if (lease.parents().stream().noneMatch(leases::contains)) {
                Optional<String> reason = completed(lease).or(() -> gone ? gone(lease) : Optional.empty());
                reason.ifPresent(why -> delete.add(new LeaseToDelete(lease.key(), why)));
            }
        }
        return new Plan(delete.build(), toProbe.build());
    }

    /** Ended, and all its children are past their beginning; its listed children are all when they serve its whole range. */
    private Optional<String> completed(Lease lease) {
        Set<ShardId> children = new TreeSet<>(listing.childrenOf(lease.shard()));
        if (!lease.isEnded() || children.isEmpty() || !servesAll(lease.hashKeyRange(), children)) {
            return Optional.empty();
        }
        leases.childrenOf(lease.shard()).forEach(child -> children.add(child.shard()));
        return children.stream()
                        .allMatch(child -> leases.lease(child)
                                .filter(LeaseCleanup::isPastBeginning)
                                .isPresent())
                ? Optional.of("shard " + lease.shard() + " is processed to its end and its children " + children
                        + " are being processed")
                : Optional.empty();
    }

    private boolean servesAll(HashKeyRange range, Set<ShardId> children) {
        return HashKeyCoverage.covers(
                range,
                children.stream()
                        .flatMap(child -> listing.shard(child).stream())
                        .map(Shard::hashKeyRange)
                        .collect(toImmutableList()));
    }

    private static boolean isPastBeginning(Lease lease) {
        return lease.hasBegun() && !lease.checkpoint().isSentinel();
    }

    /** Gone from the stream, and the shards after it are begun or need not wait for it. */
    private Optional<String> gone(Lease lease) {
        boolean childrenLeased = listing.childrenOf(lease.shard()).stream().allMatch(leases::contains);
        ImmutableList<HashKeyRange> after = leases.overlapping(lease.hashKeyRange(), lease.shard()).stream()
                .filter(other -> !StreamLeases.isWaiting(other) && isAfter(other, lease))
                .map(Lease::hashKeyRange)
                .collect(toImmutableList());
        return childrenLeased && HashKeyCoverage.covers(lease.hashKeyRange(), after)
                ? Optional.of("shard " + lease.shard() + " is gone from the stream"
                        + (lease.isEnded()
                                ? ""
                                : " before it was processed to its end (checkpoint " + lease.checkpoint() + ")"))
                : Optional.empty();
    }

    /** Of two shards with a common hash key, whether one descends from the other: by name, else by age, else by number. */
    private boolean isAfter(Lease other, Lease lease) {
        return listing.shard(lease.shard())
                .map(shard -> StreamLeases.isNewer(other, shard, listing))
                .orElseGet(() ->
                        other.parents().contains(lease.shard()) || other.shard().compareTo(lease.shard()) > 0);
    }
}
