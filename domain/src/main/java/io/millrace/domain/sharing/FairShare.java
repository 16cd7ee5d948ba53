package io.millrace.domain.sharing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides which of the leases that an application shares with KCL's workers are Millrace's to work on. The arithmetic is
 * that of KCL 2.x, so that nobody is starved: as many leases a worker as there are leases for each of all workers, rounded
 * up. Within its share Millrace takes what nobody has and what stands still; when there is none of that, one lease at a time
 * from the living worker that has the most. What it has beyond its share it gives back.
 *
 * <p>A lease may be taken from its owner when it was <em>seen</em> unchanged for longer than the failover time, never
 * before, whoever the owner is; or for the sake of balance, which the owner notices at its next renewal as it does among
 * workers of KCL 2.x. Either way it is a conditional write, so an owner that renews in time keeps it.
 */
public final class FairShare {
    private FairShare() {}

    /**
     * All that is seen.
     *
     * @param leases every lease, each once
     * @param workers how many of Millrace's workers take part
     * @param othersListed workers of KCL's that are known to live though they may own nothing
     * @param terms of sharing
     * @param slow workers of KCL's that did not take what was there for them: as long as there are no others, nothing is
     *     given back
     * @param maySteal whether one may be taken from a living worker now
     */
    public record Sight(
            ImmutableList<SeenLease> leases,
            int workers,
            ImmutableSortedSet<SessionId> othersListed,
            LeaseSharing terms,
            ImmutableSortedSet<SessionId> slow,
            boolean maySteal) {
        public Sight {
            Objects.requireNonNull(leases, "leases");
            Objects.requireNonNull(othersListed, "othersListed");
            Objects.requireNonNull(terms, "terms");
            Objects.requireNonNull(slow, "slow");
        }
    }

    /** Why a lease is taken from KCL's worker. */
    public enum Reason {
        /** It stood still: its owner does not renew it any more. */
        EXPIRED,
        /** Its living owner has more than its share. */
        BALANCE
    }

    /**
     * What follows.
     *
     * @param ours the leases Millrace's workers are to have
     * @param toFree those that have to be taken from a worker of KCL's first
     * @param others the workers of KCL's that live
     * @param overdue whether some are ours only because none of these took them in time
     */
    public record Decision(
            ImmutableSortedSet<LeaseKey> ours,
            ImmutableSortedMap<LeaseKey, Reason> toFree,
            ImmutableSortedSet<SessionId> others,
            boolean overdue) {}

    /** Decides; pure, and independent of the order of the leases. */
    public static Decision decide(Sight sight) {
        ImmutableList<SeenLease> open = sight.leases().stream()
                .filter(lease -> !lease.ended())
                .sorted(Comparator.comparing(SeenLease::key))
                .collect(ImmutableList.toImmutableList());
        ImmutableSortedSet<SessionId> others = livingOthers(sight);
        int all = open.size();
        int target = perWorker(all, sight.workers() + others.size());
        int share = others.isEmpty() ? all : Math.min(all, target * sight.workers());

        TreeSet<LeaseKey> ours = new TreeSet<>();
        open.stream().filter(SeenLease::isOurs).map(SeenLease::key).forEach(ours::add);
        if (sight.workers() > 0 && !sight.slow().containsAll(others)) {
            while (ours.size() > share) {
                ours.pollLast();
            }
        }
        TreeMap<LeaseKey, Reason> toFree = new TreeMap<>();
        boolean overdue = sight.workers() > 0 && takeAvailable(sight, open, share, ours, toFree);
        if (sight.maySteal() && ours.size() < share) {
            mostLoaded(sight, open, others, target).ifPresent(key -> {
                ours.add(key);
                toFree.put(key, Reason.BALANCE);
            });
        }
        sight.leases().stream()
                .filter(lease -> lease.ended() && lease.isForeign() && isStill(lease, sight.terms()))
                .forEach(lease -> toFree.put(lease.key(), Reason.EXPIRED));
        return new Decision(ImmutableSortedSet.copyOf(ours), ImmutableSortedMap.copyOf(toFree), others, overdue);
    }

    /** Rounded up; one when there are more workers than leases. */
    private static int perWorker(int leases, int workers) {
        return workers >= leases ? 1 : (leases + workers - 1) / Math.max(1, workers);
    }

    /**
     * Those that renew a lease, be it one that has ended, and those that are listed and have none. Who lets all its leases
     * stand still does not live, whatever it said of itself a while ago.
     */
    private static ImmutableSortedSet<SessionId> livingOthers(Sight sight) {
        TreeSet<SessionId> living = new TreeSet<>(sight.othersListed());
        sight.leases().stream()
                .filter(SeenLease::isForeign)
                .forEach(lease -> living.removeAll(lease.owner().stream().toList()));
        for (SeenLease lease : sight.leases()) {
            if (lease.isForeign() && !isStill(lease, sight.terms())) {
                lease.owner().ifPresent(living::add);
            }
        }
        return ImmutableSortedSet.copyOf(living);
    }

    private static boolean isStill(SeenLease lease, LeaseSharing terms) {
        return lease.still().compareTo(terms.failoverTime()) > 0;
    }

    /** @return whether any was taken beyond the share */
    private static boolean takeAvailable(
            Sight sight,
            ImmutableList<SeenLease> open,
            int share,
            TreeSet<LeaseKey> ours,
            TreeMap<LeaseKey, Reason> toFree) {
        boolean beyond = false;
        Duration overdueAfter = sight.terms().overdueAfter();
        for (SeenLease lease : open) {
            boolean expired = lease.isForeign() && isStill(lease, sight.terms());
            if (lease.owner().isPresent() && !expired) {
                continue;
            }
            boolean within = ours.size() < share;
            if (within || lease.still().compareTo(overdueAfter) > 0) {
                ours.add(lease.key());
                beyond |= !within;
                if (expired) {
                    toFree.put(lease.key(), Reason.EXPIRED);
                }
            }
        }
        return beyond;
    }

    /** A lease of the living worker that has the most, if that is more than its share. */
    private static Optional<LeaseKey> mostLoaded(
            Sight sight, ImmutableList<SeenLease> open, ImmutableSortedSet<SessionId> others, int target) {
        TreeMap<SessionId, ImmutableSortedSet.Builder<LeaseKey>> held = new TreeMap<>();
        for (SeenLease lease : open) {
            if (lease.isForeign() && !isStill(lease, sight.terms())) {
                held.computeIfAbsent(lease.owner().orElseThrow(), none -> ImmutableSortedSet.naturalOrder())
                        .add(lease.key());
            }
        }
        return held.entrySet().stream()
                .filter(entry -> others.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .map(ImmutableSortedSet.Builder::build)
                .filter(leases -> leases.size() > target)
                .max(Comparator.comparingInt(ImmutableSortedSet::size))
                .map(ImmutableSortedSet::last);
    }
}
