package io.millrace.engine.coordination;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.session.FailureDetector;
import io.millrace.domain.sharing.FairShare;
import io.millrace.domain.sharing.LeaseSharing;
import io.millrace.domain.sharing.SeenLease;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The leader's dealings with workers of KCL's that share the leases: watches every lease, as these do, divides the leases
 * by {@link FairShare}, and frees those that are to come over, so that whoever they are assigned to can take them. On the
 * loop only.
 */
final class SharedLeases {
    private final WorkerContext context;
    private final StoreClient store;
    private final LeaseSharing terms;
    private final Runnable leasesUncertain;
    private final TreeSet<LeaseKey> freeing = new TreeSet<>();
    private FailureDetector<LeaseKey> watch = new FailureDetector<>();
    private FailureDetector<SessionId> others = new FailureDetector<>();
    private final TreeSet<SessionId> listed = new TreeSet<>();
    private long lastLookNanos;
    private boolean looked;
    private long stolenAtNanos;
    private boolean stolen;
    private long overdueAtNanos;
    private ImmutableSortedSet<SessionId> slow = ImmutableSortedSet.of();

    /** @param leasesUncertain told when the leases are no longer what was listed */
    SharedLeases(WorkerContext context, StoreClient store, LeaseSharing terms, Runnable leasesUncertain) {
        this.context = context;
        this.store = store;
        this.terms = terms;
        this.leasesUncertain = leasesUncertain;
    }

    /** How long after a listing of the leases the next is due. */
    Duration lookInterval() {
        return terms.lookInterval();
    }

    /** Workers of KCL's that say of themselves that they live. */
    void workersListed(List<WorkerSession> seen) {
        listed.clear();
        for (WorkerSession worker : seen) {
            others.observe(worker.id(), worker.heartbeat(), worker.failoverTime(), context.now());
            listed.add(worker.id());
        }
        others.retainOnly(listed);
    }

    /** The leases were listed afresh. */
    void leasesListed(SortedMap<LeaseKey, Versioned<Lease>> leases) {
        long now = context.now();
        if (looked
                && now - lastLookNanos
                        > context.config().longestGap(terms.failoverTime()).toNanos()) {
            // Not having looked proves nothing about the others; begin to observe anew.
            watch = new FailureDetector<>();
        }
        looked = true;
        lastLookNanos = now;
        leases.forEach((key, lease) -> watch.observe(key, lease.revision(), terms.failoverTime(), now));
        watch.retainOnly(leases.keySet());
    }

    /**
     * Decides which leases this fleet works on, and begins to free those that others have to let go of.
     *
     * @return whether a lease is this fleet's
     */
    Predicate<LeaseKey> divide(
            SortedMap<LeaseKey, Versioned<Lease>> leases, SortedMap<SessionId, WorkerSession> sessions) {
        FairShare.Decision decision = context.rules().share(sight(leases, sessions));
        if (decision.overdue()) {
            slow = decision.others();
            overdueAtNanos = context.now();
        }
        decision.toFree().forEach((key, reason) -> {
            Versioned<Lease> lease = leases.get(key);
            if (lease != null && freeing.add(key)) {
                free(lease, reason);
            }
        });
        return decision.ours()::contains;
    }

    /** What a dead worker of Millrace's had is nobody's. */
    private FairShare.Sight sight(
            SortedMap<LeaseKey, Versioned<Lease>> leases, SortedMap<SessionId, WorkerSession> sessions) {
        long now = context.now();
        ImmutableList.Builder<SeenLease> seen = ImmutableList.builder();
        leases.forEach((key, lease) -> seen.add(new SeenLease(
                key,
                lease.entry().ownership().owner().filter(owner -> owner.isForeign() || sessions.containsKey(owner)),
                lease.entry().isEnded(),
                watch.silence(key, lastLookNanos))));
        int workers = (int) sessions.values().stream()
                .filter(session -> session.state() == WorkerSession.State.ACTIVE)
                .count();
        ImmutableSortedSet<SessionId> living = listed.stream()
                .filter(worker -> !others.isDead(worker, now))
                .collect(ImmutableSortedSet.toImmutableSortedSet(SessionId::compareTo));
        if (now - overdueAtNanos > terms.keepingTime().toNanos()) {
            slow = ImmutableSortedSet.of();
        }
        boolean maySteal =
                !stolen || now - stolenAtNanos > terms.stealInterval().toNanos();
        return new FairShare.Sight(seen.build(), workers, living, terms, slow, maySteal);
    }

    /** Conditional on the revision that stood still: an owner that has renewed meanwhile keeps the lease. */
    private void free(Versioned<Lease> lease, FairShare.Reason reason) {
        Lease freed = lease.entry().freed();
        SessionId owner = lease.entry().ownership().owner().orElseThrow();
        store.replace(freed, lease.revision(), answer -> {
            freeing.remove(freed.key());
            leasesUncertain.run();
            if (answer instanceof WriteAnswer.Applied) {
                if (reason == FairShare.Reason.BALANCE) {
                    stolen = true;
                    stolenAtNanos = context.now();
                }
                context.emit(new WorkerEvent.LeaseFreed(
                        freed.key(), owner, reason == FairShare.Reason.EXPIRED ? "expired" : "balance"));
            }
        });
    }
}
