package io.millrace.domain.resharding;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Set;

/**
 * Which leases to create for the shards of a stream: at an application's first start, and later as the safety net under
 * the children that are leased when their parents end.
 *
 * <p>The rules are KCL's shard sync with three repairs. LATEST is pinned to the application's first start, so a shard born
 * after it is never skipped. The children of an ended shard are made when a crash left them out. And a listing that is old
 * or incomplete creates no lease for a shard that was processed before, and none that would be begun before its parents.
 *
 * <p>Within one lineage at most the first shard that must be read gets a lease; the shards after it follow as their
 * parents end. Pure: all of it follows from the input, and it changes nothing.
 */
public final class ShardSync {
    private ShardSync() {}

    /**
     * What a sync looks at.
     *
     * @param stream the stream's name
     * @param initialPosition where the application begins
     * @param boundAt the service's time at the application's first start: what LATEST means
     * @param listing all shards that the service listed
     * @param openAtTimestamp the service's answer to a listing of the shards that were open at the initial position: at
     *     the time of AT_TIMESTAMP, or, for LATEST, at {@code boundAt}. May be empty; then AT_TIMESTAMP begins with the
     *     oldest listed shards, and LATEST with the open ones, which misses the end of a shard that was closed between the
     *     first start and this sync
     * @param leases all leases of the application, of this stream and others
     */
    public record Input(
            String stream,
            InitialPosition initialPosition,
            Instant boundAt,
            ShardGraph listing,
            ImmutableList<Shard> openAtTimestamp,
            ImmutableList<Lease> leases) {
        public Input {
            Objects.requireNonNull(stream, "stream");
            Objects.requireNonNull(initialPosition, "initialPosition");
            Objects.requireNonNull(boundAt, "boundAt");
            Objects.requireNonNull(listing, "listing");
            Objects.requireNonNull(openAtTimestamp, "openAtTimestamp");
            Objects.requireNonNull(leases, "leases");
        }
    }

    /**
     * A lease to create if it does not exist yet.
     *
     * @param lease never owned
     * @param reason why, for a person
     */
    public record LeaseToCreate(Lease lease, String reason) {
        public LeaseToCreate {
            Objects.requireNonNull(lease, "lease");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * What a sync found.
     *
     * @param create the missing leases, in the order to create them in: by the shard's starting sequence number, then id
     * @param problems what is wrong with the listing, for a person; a later listing is expected to be better
     * @param holes the hash keys that nobody reads even after these leases are created: neither a lease that has not
     *     ended nor a shard that waits for its parents covers them
     */
    public record Plan(
            ImmutableList<LeaseToCreate> create, ImmutableList<String> problems, ImmutableList<HashKeyRange> holes) {
        public Plan {
            Objects.requireNonNull(create, "create");
            Objects.requireNonNull(problems, "problems");
            Objects.requireNonNull(holes, "holes");
        }
    }

    /** As {@link #plan(Input, Set)} when no shard is known to be gone. */
    public static Plan plan(Input input) {
        return plan(input, ImmutableSet.of());
    }

    /**
     * Decides which leases to create. Creating them and planning again creates nothing more.
     *
     * @param confirmedGone shards of which the service said that they do not exist (any more). They count as not listed
     *     whatever an old listing says, and their children do not wait for their leases to end
     */
    public static Plan plan(Input input, Set<ShardId> confirmedGone) {
        Objects.requireNonNull(confirmedGone, "confirmedGone");
        StreamLeases leases = StreamLeases.of(input.stream(), input.leases());
        ImmutableList<Shard> openAtStart =
                isTimed(input) ? existing(input.openAtTimestamp(), confirmedGone) : ImmutableList.of();
        ShardGraph listing = input.listing().without(confirmedGone).with(openAtStart);
        return leases.isEmpty()
                ? FirstSync.plan(input, listing, openAtStart)
                : LaterSync.plan(input, listing, openAtStart, leases, confirmedGone);
    }

    /**
     * The leases of the children that the answer at a shard's end names. They begin with their oldest record, whatever the
     * initial position, and wait for all their parents.
     */
    public static ImmutableList<Lease> childLeases(String stream, Collection<ChildShard> children) {
        return children.stream()
                .distinct()
                .sorted(Comparator.comparing(ChildShard::id))
                .map(child -> Lease.unowned(
                        new LeaseKey(stream, child.id()),
                        child.hashKeyRange(),
                        child.parents(),
                        false,
                        Checkpoint.TRIM_HORIZON))
                .collect(toImmutableList());
    }

    /** Where a lineage begins by the initial position; never LATEST, which would move with every change of owner. */
    static Checkpoint initialCheckpoint(Input input) {
        if (input.initialPosition() instanceof InitialPosition.AtTimestamp at) {
            return Checkpoint.atTimestamp(at.timestamp());
        }
        return input.initialPosition() instanceof InitialPosition.Latest
                ? Checkpoint.atTimestamp(input.boundAt())
                : Checkpoint.TRIM_HORIZON;
    }

    static Lease newLease(Input input, Shard shard, boolean lineageStart, Checkpoint checkpoint) {
        return Lease.unowned(
                new LeaseKey(input.stream(), shard.id()),
                shard.hashKeyRange(),
                shard.parents(),
                lineageStart,
                checkpoint);
    }

    /** One sentence for every shard that cannot be in the same listing as its open parent. */
    static ImmutableList<String> contradictions(ShardGraph listing) {
        return listing.shards().stream()
                .filter(shard -> Standings.contradicts(shard, listing))
                .map(shard -> "shard " + shard.id() + " is listed although its parent is still open (parents "
                        + shard.parents() + "): the listing contradicts itself, so nothing is created for this shard"
                        + " or its descendants until a later listing is consistent")
                .collect(toImmutableList());
    }

    private static boolean isTimed(Input input) {
        return !(input.initialPosition() instanceof InitialPosition.TrimHorizon);
    }

    private static ImmutableList<Shard> existing(ImmutableList<Shard> shards, Set<ShardId> gone) {
        return shards.stream().filter(shard -> !gone.contains(shard.id())).collect(toImmutableList());
    }
}
