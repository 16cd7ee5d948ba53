package io.millrace.domain.resharding;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link Standing} of every shard without a lease that a sync has to look at: those that might need a lease, and
 * upwards everything they descend from, as far as the next lease.
 *
 * <p>The rules are those by which KCL walks up from the open shards, and one more: a shard is never begun when a lease
 * with hash keys of its range shows that it was passed already, or that something before it is being read. This is what
 * makes an old or incomplete listing harmless.
 */
final class Standings {
    private final ShardGraph listing;
    private final StreamLeases leases;
    private final Predicate<Shard> startsHere;
    private final Predicate<Shard> liesBefore;
    private final Predicate<Lease> finished;
    private final Map<ShardId, Standing> found = new LinkedHashMap<>();

    /**
     * @param startsHere whether reading begins with this shard when nothing it descends from is read
     * @param liesBefore whether this shard is known to have been closed before the initial position
     * @param finished whether nothing more is to be read from a leased shard
     */
    Standings(
            ShardGraph listing,
            StreamLeases leases,
            Predicate<Shard> startsHere,
            Predicate<Shard> liesBefore,
            Predicate<Lease> finished) {
        this.listing = listing;
        this.leases = leases;
        this.startsHere = startsHere;
        this.liesBefore = liesBefore;
        this.finished = finished;
        Set<ShardId> inQuestion = inQuestion();
        if (inQuestion.isEmpty()) {
            // as it is nearly always; to order the whole listing would be for nothing
            return;
        }
        for (Shard shard : listing.parentsFirst()) {
            if (inQuestion.contains(shard.id())) {
                found.put(shard.id(), standing(shard));
            }
        }
    }

    /** The shards in question, parents first. */
    ImmutableList<ShardId> shards() {
        return ImmutableList.copyOf(found.keySet());
    }

    /** The standing of a shard in question; null for any other. */
    @Nullable
    Standing of(ShardId shard) {
        return found.get(shard);
    }

    /** Whether this shard is listed together with a parent that is listed as open. */
    static boolean contradicts(Shard shard, ShardGraph listing) {
        return shard.parents().stream()
                .anyMatch(parent -> listing.shard(parent).filter(Shard::isOpen).isPresent());
    }

    private Set<ShardId> inQuestion() {
        ArrayDeque<ShardId> open = new ArrayDeque<>();
        listing.openShards().forEach(shard -> open.add(shard.id()));
        for (Lease lease : leases.all()) {
            if (StreamLeases.isWaiting(lease)) {
                open.addAll(lease.parents());
            }
            if (finished.test(lease)) {
                open.addAll(listing.childrenOf(lease.shard()));
            }
        }
        Set<ShardId> inQuestion = new TreeSet<>();
        while (!open.isEmpty()) {
            ShardId id = open.remove();
            if (!leases.contains(id) && inQuestion.add(id)) {
                listing.shard(id).ifPresent(shard -> open.addAll(shard.parents()));
            }
        }
        return inQuestion;
    }

    private Standing standing(Shard shard) {
        if (contradicts(shard, listing) || anyParent(shard, Standing.INCONSISTENT)) {
            return Standing.INCONSISTENT;
        }
        ImmutableList<Lease> overlapping = leases.overlapping(shard.hashKeyRange(), shard.id());
        ImmutableList<Lease> passed = overlapping.stream()
                .filter(lease -> !StreamLeases.isWaiting(lease) && StreamLeases.isNewer(lease, shard, listing))
                .collect(toImmutableList());
        if (!passed.isEmpty()) {
            return passed.stream().allMatch(Lease::lineageStart) ? Standing.BEFORE_START : Standing.CONSUMED;
        }
        if (shard.parents().stream().anyMatch(leases::contains) || anyTrackedParent(shard)) {
            return Standing.DESCENDANT;
        }
        ImmutableList<Lease> before = overlapping.stream()
                .filter(lease -> !StreamLeases.isNewer(lease, shard, listing))
                .collect(toImmutableList());
        if (anyParent(shard, Standing.UNLINKED) || !before.stream().allMatch(finished)) {
            return Standing.UNLINKED;
        }
        boolean processedUpToHere = !before.isEmpty() || anyParent(shard, Standing.CONSUMED);
        if (processedUpToHere && !liesBefore.test(shard)) {
            return Standing.TRACKED_START;
        }
        return startsHere.test(shard) ? Standing.START : Standing.UNTRACKED;
    }

    private boolean anyParent(Shard shard, Standing standing) {
        return shard.parents().stream().anyMatch(parent -> found.get(parent) == standing);
    }

    private boolean anyTrackedParent(Shard shard) {
        return shard.parents().stream().anyMatch(parent -> {
            Standing standing = found.get(parent);
            return standing != null && standing.isTracked();
        });
    }
}
