package io.millrace.simulation.mutants;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.assignment.AssignmentPlan;
import io.millrace.domain.assignment.FleetView;
import io.millrace.domain.assignment.PlanningSettings;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.resharding.LeaseCleanup;
import io.millrace.domain.resharding.Readiness;
import io.millrace.domain.resharding.ShardSync;
import io.millrace.domain.session.FailureDetector;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import io.millrace.engine.coordination.WorkerRules;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Decisions as somebody could have got them wrong. */
final class WrongRules {
    private WrongRules() {}

    /** M1. */
    public static final class OneParentIsEnough extends WorkerRules {
        @Override
        public Readiness.Verdict readiness(
                Lease lease, Map<LeaseKey, Lease> leases, ShardGraph listing, Set<ShardId> confirmedGone) {
            boolean oneEnded = lease.parents().stream()
                    .map(parent -> leases.get(new LeaseKey(lease.key().stream(), parent)))
                    .anyMatch(parent -> parent != null && parent.isEnded());
            return oneEnded ? new Readiness.Verdict.Ready() : super.readiness(lease, leases, listing, confirmedGone);
        }
    }

    /** M2. */
    public static final class NotListedIsExpired extends WorkerRules {
        @Override
        public Readiness.Verdict readiness(
                Lease lease, Map<LeaseKey, Lease> leases, ShardGraph listing, Set<ShardId> confirmedGone) {
            boolean allMissing = lease.parents().stream().noneMatch(listing::contains);
            return allMissing ? new Readiness.Verdict.Ready() : super.readiness(lease, leases, listing, confirmedGone);
        }
    }

    /** M8. */
    public static final class ProvenWhenAnswered extends WorkerRules {
        @Override
        public long provenAtNanos(long sentAtNanos, long answeredAtNanos) {
            return answeredAtNanos;
        }
    }

    /** M13. */
    public static final class ChildrenAtLatest extends WorkerRules {
        @Override
        public ImmutableList<Lease> childLeases(String stream, ImmutableList<ChildShard> children) {
            return super.childLeases(stream, children).stream()
                    .map(lease -> lease.withCheckpoint(Checkpoint.LATEST, Optional.empty()))
                    .collect(ImmutableList.toImmutableList());
        }
    }

    /** M15. */
    public static final class EndedIsDeletedAtOnce extends WorkerRules {
        @Override
        public LeaseCleanup.Plan cleanup(
                String stream, Map<LeaseKey, Lease> leases, ShardGraph listing, Set<ShardId> confirmedGone) {
            ImmutableList<LeaseCleanup.LeaseToDelete> ended = leases.values().stream()
                    .filter(Lease::isEnded)
                    .map(lease -> new LeaseCleanup.LeaseToDelete(lease.key(), "it has ended"))
                    .collect(ImmutableList.toImmutableList());
            return new LeaseCleanup.Plan(ended, ImmutableList.of());
        }
    }

    /** M16. */
    public static final class TakesWithoutSurplus extends WorkerRules {
        @Override
        public AssignmentPlan plan(FleetView fleet, PlanningSettings settings) {
            AssignmentPlan right = super.plan(fleet, settings);
            TreeMap<SessionId, ImmutableSortedSet<LeaseKey>> target = new TreeMap<>(right.target());
            if (target.size() > 1 && right.moves().isEmpty()) {
                SessionId first = target.firstKey();
                SessionId last = target.lastKey();
                ImmutableSortedSet<LeaseKey> ofFirst = right.target().getOrDefault(first, ImmutableSortedSet.of());
                ImmutableSortedSet<LeaseKey> ofLast = right.target().getOrDefault(last, ImmutableSortedSet.of());
                target.put(first, ofLast);
                target.put(last, ofFirst);
            }
            return new AssignmentPlan(ImmutableSortedMap.copyOf(target), right.moves(), true);
        }
    }

    /** M19: deals the shares out in the order of a set whose order differs from one virtual machine to the next. */
    public static final class OrderOfAHash extends WorkerRules {
        @Override
        public AssignmentPlan plan(FleetView fleet, PlanningSettings settings) {
            AssignmentPlan right = super.plan(fleet, settings);
            if (right.moves().isEmpty() || right.target().size() < 5) {
                return right;
            }
            Iterator<ImmutableSortedSet<LeaseKey>> shares =
                    right.target().values().iterator();
            TreeMap<SessionId, ImmutableSortedSet<LeaseKey>> target = new TreeMap<>();
            for (SessionId session : Set.copyOf(right.target().keySet())) {
                target.put(session, shares.next());
            }
            return new AssignmentPlan(ImmutableSortedMap.copyOf(target), right.moves(), right.moreToMove());
        }
    }

    /** M22. */
    public static final class NotListedIsDeleted extends WorkerRules {
        @Override
        public LeaseCleanup.Plan cleanup(
                String stream, Map<LeaseKey, Lease> leases, ShardGraph listing, Set<ShardId> confirmedGone) {
            ImmutableList<LeaseCleanup.LeaseToDelete> missing = leases.values().stream()
                    .filter(lease -> !listing.contains(lease.shard()))
                    .map(lease -> new LeaseCleanup.LeaseToDelete(lease.key(), "it is not listed"))
                    .collect(ImmutableList.toImmutableList());
            return new LeaseCleanup.Plan(missing, ImmutableList.of());
        }
    }

    /** Takes leases from the living. */
    public static final class TakesFromTheLiving extends WorkerRules {
        @Override
        public boolean mayTake(Lease lease, boolean ownerGone) {
            return !lease.isEnded();
        }
    }

    /** Calls the slow dead. */
    public static final class ImpatientObserver extends WorkerRules {
        @Override
        public boolean isDead(FailureDetector<SessionId> detector, SessionId session, long nowNanos) {
            return detector.silence(session, nowNanos).toMillis() > 1_500;
        }
    }

    /** Makes leases of shards that were found later at LATEST. */
    public static final class FoundLaterAtLatest extends WorkerRules {
        @Override
        public ShardSync.Plan sync(ShardSync.Input input, Set<ShardId> confirmedGone) {
            ShardSync.Plan right = super.sync(input, confirmedGone);
            return new ShardSync.Plan(
                    right.create().stream()
                            .map(create -> new ShardSync.LeaseToCreate(
                                    create.lease().withCheckpoint(Checkpoint.LATEST, Optional.empty()),
                                    create.reason()))
                            .collect(ImmutableList.toImmutableList()),
                    right.problems(),
                    right.holes());
        }
    }
}
