package io.millrace.domain.resharding;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.HashKeyCoverage;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The sync of a stream that has leases. */
final class LaterSync {
    private final ShardSync.Input input;
    private final ShardGraph listing;
    private final StreamLeases leases;
    private final Predicate<Lease> finished;
    private final ImmutableSet<ShardId> openAtStart;
    private final Standings standings;
    private final TreeMap<Shard, ShardSync.LeaseToCreate> create = new TreeMap<>(ShardGraph.CREATION_ORDER);

    /** Shards that a lease which does not exist yet will wait for. */
    private final Set<ShardId> awaited = new TreeSet<>();

    private LaterSync(
            ShardSync.Input input,
            ShardGraph listing,
            ImmutableList<Shard> openAtStart,
            StreamLeases leases,
            Predicate<Lease> finished) {
        this.input = input;
        this.listing = listing;
        this.leases = leases;
        this.finished = finished;
        this.openAtStart = openAtStart.stream().map(Shard::id).collect(toImmutableSet());
        ImmutableSet<ShardId> awaitedNow = leases.all().stream()
                .filter(StreamLeases::isWaiting)
                .flatMap(lease -> lease.parents().stream())
                .collect(toImmutableSet());
        HashKeyIndex<Shard> starts = new HashKeyIndex<>(openAtStart, Shard::hashKeyRange);
        Predicate<Shard> liesBefore = shard -> starts.overlapping(shard.hashKeyRange()).stream()
                .anyMatch(start -> ShardGraph.CREATION_ORDER.compare(start, shard) > 0);
        this.standings = new Standings(
                listing,
                leases,
                shard -> awaitedNow.contains(shard.id()) || startsHere(shard, liesBefore),
                liesBefore,
                finished);
    }

    /**
     * Whether a lineage that nobody reads begins with this shard when it is the first one of it that the listing has: one
     * that was open at the initial position or was created after it. For LATEST without knowledge of that time no shard is
     * marked, as in KCL, and the open one is begun.
     */
    private boolean startsHere(Shard shard, Predicate<Shard> liesBefore) {
        return openAtStart.isEmpty()
                ? !(input.initialPosition() instanceof InitialPosition.Latest)
                : !liesBefore.test(shard);
    }

    static ShardSync.Plan plan(
            ShardSync.Input input,
            ShardGraph listing,
            ImmutableList<Shard> openAtStart,
            StreamLeases leases,
            Set<ShardId> confirmedGone) {
        return new LaterSync(
                        input,
                        listing,
                        openAtStart,
                        leases,
                        lease -> lease.isEnded() || confirmedGone.contains(lease.shard()))
                .plan();
    }

    private ShardSync.Plan plan() {
        // Children first: what a shard awaits is known before its parents' turn.
        for (ShardId id : standings.shards().reverse()) {
            listing.shard(id).ifPresent(this::consider);
        }
        return new ShardSync.Plan(ImmutableList.copyOf(create.values()), problems(), holes());
    }

    private void consider(Shard shard) {
        @Nullable Standing standing = standings.of(shard.id());
        if (standing == Standing.START) {
            createFirst(shard, ShardSync.initialCheckpoint(input), "begin its lineage at " + input.initialPosition());
        } else if (standing == Standing.TRACKED_START) {
            createFirst(shard, Checkpoint.TRIM_HORIZON, "what came before it was processed, and nobody reads it");
        } else if (standing == Standing.UNTRACKED && (isStartOfLatest(shard) || awaited.contains(shard.id()))) {
            createFirst(shard, ShardSync.initialCheckpoint(input), "nobody reads it or what it descends from");
        } else if (standing == Standing.DESCENDANT) {
            createChildOfFinished(shard);
            awaited.addAll(shard.parents());
        }
    }

    /** Whether LATEST begins with this shard although the shards of that time are not known; others lie before it. */
    private boolean isStartOfLatest(Shard shard) {
        return shard.isOpen() && openAtStart.isEmpty();
    }

    /**
     * Begins a lineage with this shard. Of a shard that was open at the initial position the parents lie before it. Of any
     * other, listed parents are known to be done with or to lie before; a parent that is not listed may be past retention
     * or missing from this listing, so the shard waits until that is known.
     */
    private void createFirst(Shard shard, Checkpoint checkpoint, String reason) {
        boolean lineageStart =
                openAtStart.contains(shard.id()) || shard.parents().stream().allMatch(listing::contains);
        create.put(
                shard,
                new ShardSync.LeaseToCreate(
                        ShardSync.newLease(input, shard, lineageStart, checkpoint),
                        "shard " + shard.id() + " has no lease: " + reason));
        if (!lineageStart) {
            awaited.addAll(shard.parents());
        }
    }

    private void createChildOfFinished(Shard shard) {
        shard.parents().stream()
                .filter(parent -> leases.lease(parent).filter(finished).isPresent())
                .findFirst()
                .ifPresent(parent -> create.put(
                        shard,
                        new ShardSync.LeaseToCreate(
                                ShardSync.newLease(input, shard, false, Checkpoint.TRIM_HORIZON),
                                "shard " + parent + " has ended and its child had no lease")));
    }

    private ImmutableList<String> problems() {
        List<String> problems = new ArrayList<>(ShardSync.contradictions(listing));
        for (ShardId id : standings.shards()) {
            if (standings.of(id) == Standing.UNLINKED && parentsAreLinked(id)) {
                problems.add(
                        "shard " + id + " has no lease and shares hash keys with a lease that has not ended, but the"
                                + " listing does not show how it descends from there: it waits for that lease's end or a"
                                + " complete listing");
            }
        }
        return ImmutableList.copyOf(problems);
    }

    private boolean parentsAreLinked(ShardId id) {
        return listing.shard(id).stream()
                .flatMap(shard -> shard.parents().stream())
                .noneMatch(parent -> standings.of(parent) == Standing.UNLINKED);
    }

    private ImmutableList<HashKeyRange> holes() {
        ImmutableList.Builder<HashKeyRange> covered = ImmutableList.builder();
        leases.all().stream()
                .filter(lease -> !finished.test(lease))
                .forEach(lease -> covered.add(lease.hashKeyRange()));
        create.values().forEach(created -> covered.add(created.lease().hashKeyRange()));
        covered.addAll(standings.shards().stream()
                .filter(id -> standings.of(id) == Standing.DESCENDANT)
                .flatMap(id -> listing.shard(id).stream())
                .map(Shard::hashKeyRange)
                .collect(toImmutableList()));
        return HashKeyCoverage.holes(covered.build());
    }
}
