package io.millrace.engine.coordination;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.assignment.AssignmentPlan;
import io.millrace.domain.assignment.AssignmentPlanner;
import io.millrace.domain.assignment.FleetView;
import io.millrace.domain.assignment.PlanningSettings;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.ProgressTracker;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.LeaseWriteRules;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.domain.load.WorkerMeter;
import io.millrace.domain.resharding.LeaseCleanup;
import io.millrace.domain.resharding.Readiness;
import io.millrace.domain.resharding.ShardSync;
import io.millrace.domain.session.FailureDetector;
import io.millrace.domain.sharing.FairShare;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Every decision of the domain that a worker asks for, in one place. The methods only pass the question on; they can be
 * overridden so that tests of the tests can plant a wrong decision and see that it is caught. Production uses
 * {@link #STANDARD}.
 */
public class WorkerRules {
    /** The rules as they are. */
    public static final WorkerRules STANDARD = new WorkerRules();

    /** When a heartbeat that succeeded proves life: from when it was sent, not from when the answer came. */
    public long provenAtNanos(long sentAtNanos, long answeredAtNanos) {
        return sentAtNanos;
    }

    /** Whether an observed session may be called dead. */
    public boolean isDead(FailureDetector<SessionId> detector, SessionId session, long nowNanos) {
        return detector.isDead(session, nowNanos);
    }

    /** Whether a lease may be taken, given whether its owner's session is known to be gone from the store. */
    public boolean mayTake(Lease lease, boolean ownerGone) {
        return !lease.isEnded() && (lease.ownership().owner().isEmpty() || ownerGone);
    }

    /** What has become of a write. */
    public LeaseWriteRules.Resolution resolve(
            Optional<Entry> intended, long expectedRevision, Optional<Versioned<?>> stored) {
        return LeaseWriteRules.resolve(intended, expectedRevision, stored);
    }

    /** Whether a user may store this checkpoint. */
    public ProgressTracker.Verdict judge(ProgressTracker progress, Checkpoint requested) {
        return progress.judge(requested);
    }

    /** Whether a shard's consumption may begin. */
    public Readiness.Verdict readiness(
            Lease lease, Map<LeaseKey, Lease> leases, ShardGraph listing, Set<ShardId> confirmedGone) {
        return Readiness.of(lease, leases, listing, confirmedGone);
    }

    /** Which leases to make. */
    public ShardSync.Plan sync(ShardSync.Input input, Set<ShardId> confirmedGone) {
        return ShardSync.plan(input, confirmedGone);
    }

    /** The leases of a finished shard's children. */
    public ImmutableList<Lease> childLeases(String stream, ImmutableList<ChildShard> children) {
        return ShardSync.childLeases(stream, children);
    }

    /** Which leases to delete. */
    public LeaseCleanup.Plan cleanup(
            String stream, Map<LeaseKey, Lease> leases, ShardGraph listing, Set<ShardId> confirmedGone) {
        return LeaseCleanup.plan(stream, leases, listing, confirmedGone);
    }

    /** Which leases are this fleet's, where they are shared with workers of another system. */
    public FairShare.Decision share(FairShare.Sight sight) {
        return FairShare.decide(sight);
    }

    /** What the fleet is told of a worker's load. */
    public WorkerLoad load(WorkerMeter meter, double coresUsed, double coresAvailable, long nowNanos) {
        return meter.sample(coresUsed, coresAvailable, nowNanos);
    }

    /** Who should own what. */
    public AssignmentPlan plan(FleetView fleet, PlanningSettings settings) {
        return AssignmentPlanner.plan(fleet, settings);
    }
}
