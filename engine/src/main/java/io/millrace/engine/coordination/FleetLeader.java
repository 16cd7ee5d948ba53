package io.millrace.engine.coordination;

import com.google.common.collect.ImmutableSet;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.session.FailureDetector;
import io.millrace.domain.session.LeaderFitness;
import io.millrace.ports.store.CorruptEntry;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the leader does while it leads. Every coordination interval it lists the sessions: O(workers), whatever the number
 * of shards. Only when a session came, went, or says that its leases have changed are the leases listed and a new plan
 * made; a slow safety net does the same. In steady state the leader writes nothing.
 *
 * <pre>
 * sessions listed --dead ones deleted--> [changed?] --> leases listed --> shard sync, clean-up --> plan --> assignments
 * </pre>
 */
public final class FleetLeader {
    /** What the worker does about it. */
    public interface Owner {
        void streamGone(String stream);

        /** Another worker has more of the fleet's streams and should lead. */
        void giveWay();
    }

    private static final Duration SETTLING = Duration.ofSeconds(1);

    private final WorkerContext context;
    private final StoreClient store;
    private final SessionKeeper session;
    private final AssignmentWriter assignments;
    private final StreamSyncers syncers;
    private final ServedStreams streams;
    private final Owner owner;
    private final Optional<SharedLeases> shared;

    private final TreeMap<SessionId, WorkerSession> sessions = new TreeMap<>();
    private final TreeSet<SessionId> burying = new TreeSet<>();
    private final TreeMap<LeaseKey, Versioned<Lease>> leases = new TreeMap<>();
    private final TreeSet<String> corruptReported = new TreeSet<>();
    private FailureDetector<SessionId> detector = new FailureDetector<>();
    private long lastSessionsNanos;
    private long lastLeasesNanos;
    private boolean sessionsKnown;
    private boolean leasesKnown;
    private boolean listingSessions;
    private boolean listingLeases;
    private boolean leasesDirty = true;
    private boolean planDue;
    private boolean stopped;

    public FleetLeader(
            WorkerContext context,
            StoreClient store,
            SessionKeeper session,
            ServedStreams streams,
            AssignmentWriter assignments,
            Owner owner) {
        this.context = context;
        this.store = store;
        this.session = session;
        this.streams = streams;
        this.assignments = assignments;
        this.owner = owner;
        this.shared = store.sharing().map(terms -> new SharedLeases(context, store, terms, () -> leasesDirty = true));
        this.syncers = new StreamSyncers(context, store, leases, new ShardSyncer.Owner() {
            @Override
            public void leasesChanged() {
                planDue = true;
                plan();
            }

            @Override
            public void leasesUncertain() {
                leasesDirty = true;
            }

            @Override
            public void streamGone(String stream) {
                owner.streamGone(stream);
            }
        });
    }

    public void start() {
        assignments.start(() -> {
            planDue = true;
            forgetStrangers();
            plan();
        });
        streams.all().forEach(syncers::add);
        tick();
    }

    public void stop() {
        stopped = true;
        assignments.stop();
        syncers.stop();
    }

    /** A stream was added to those that this worker works on. */
    public void streamAdded(ServedStream added) {
        if (!stopped) {
            syncers.add(added);
            leasesDirty = true;
            ownChange();
        }
    }

    /** A stream is no longer among those that this worker works on. */
    public void streamRemoved(String removed) {
        syncers.remove(removed);
        ownChange();
    }

    /** This worker's own leases or its own state have changed: look at once. */
    public void ownChange() {
        leasesDirty = true;
        planDue = true;
        sessions.put(session.id(), session.view());
        listLeases();
    }

    /** Plans without this worker, which is leaving, and tells when the others have their assignments. */
    public void planToLeave(Runnable then) {
        ownChange();
        assignments.whenSettled(then);
    }

    private void tick() {
        if (stopped) {
            return;
        }
        context.after(context.config().coordinationInterval(), this::tick);
        if (!session.isUsable()) {
            return;
        }
        listSessions();
        Duration safetyNet = context.config().shardSyncInterval();
        Duration lookAgainAfter = shared.map(SharedLeases::lookInterval).orElse(safetyNet);
        if (leasesDirty || context.now() - lastLeasesNanos >= lookAgainAfter.toNanos()) {
            listLeases();
        }
        planDue |= assignments.isDueForLoad(sessions);
        plan();
    }

    private void listSessions() {
        if (listingSessions) {
            return;
        }
        listingSessions = true;
        store.listAll(EntryKind.SESSION, answer -> {
            listingSessions = false;
            if (!stopped && answer instanceof StoreClient.Listing.Complete complete) {
                List<Versioned<WorkerSession>> found = new ArrayList<>();
                List<WorkerSession> foreign = new ArrayList<>();
                for (Versioned<?> entry : complete.entries()) {
                    if (entry.entry() instanceof WorkerSession seen && seen.state() == WorkerSession.State.FOREIGN) {
                        foreign.add(seen);
                    } else if (entry.entry() instanceof WorkerSession seen) {
                        found.add(new Versioned<>(seen, entry.revision()));
                    }
                }
                shared.ifPresent(others -> others.workersListed(foreign));
                complete.corrupt().forEach(this::reportCorrupt);
                observe(found);
            }
        });
    }

    private void observe(List<Versioned<WorkerSession>> found) {
        long now = context.now();
        long longestGap =
                context.config().longestGap(context.config().failoverTime()).toNanos();
        if (sessionsKnown && now - lastSessionsNanos > longestGap) {
            // Not having looked proves nothing about the others; begin to observe anew.
            detector = new FailureDetector<>();
        }
        lastSessionsNanos = now;
        TreeSet<SessionId> listed = new TreeSet<>();
        for (Versioned<WorkerSession> entry : found) {
            WorkerSession seen = entry.entry();
            listed.add(seen.id());
            if (seen.id().equals(session.id())) {
                continue;
            }
            detector.observe(seen.id(), seen.heartbeat(), seen.failoverTime(), now);
            if (context.rules().isDead(detector, seen.id(), now)) {
                bury(seen, entry.revision(), detector.silence(seen.id(), now));
            } else if (!burying.contains(seen.id())) {
                remember(seen);
            }
        }
        remember(session.view());
        listed.add(session.id());
        for (SessionId known : List.copyOf(sessions.keySet())) {
            if (!listed.contains(known)) {
                confirmGone(known);
            }
        }
        detector.retainOnly(listed);
        if (LeaderFitness.shouldGiveWay(session.view(), sessions.values())) {
            owner.giveWay();
            return;
        }
        if (!sessionsKnown) {
            sessionsKnown = true;
            planDue = true;
            forgetStrangers();
        }
        plan();
    }

    private void remember(WorkerSession seen) {
        WorkerSession before = sessions.put(seen.id(), seen);
        if (before == null
                || before.changes() != seen.changes()
                || before.state() != seen.state()
                || !before.streams().equals(seen.streams())
                || Double.compare(before.capacity(), seen.capacity()) != 0) {
            leasesDirty = true;
            planDue = true;
            if (leasesKnown) {
                listLeases();
            }
        }
    }

    /** A listing may be stale, so a session that is missing from it is looked up before it is believed gone. */
    private void confirmGone(SessionId known) {
        store.read(EntryKey.session(known), answer -> {
            if (!stopped && answer instanceof ReadAnswer.Absent) {
                gone(known);
            }
        });
    }

    /** Assignments of workers that are not listed: left behind by workers that went when nobody led. */
    private void forgetStrangers() {
        if (sessionsKnown) {
            assignments.sessions().stream()
                    .filter(known -> !sessions.containsKey(known))
                    .forEach(this::confirmGone);
        }
    }

    private void bury(WorkerSession dead, long revision, Duration silence) {
        if (!burying.add(dead.id())) {
            return;
        }
        store.delete(EntryKey.session(dead.id()), revision, answer -> {
            burying.remove(dead.id());
            if (stopped) {
                return;
            }
            if (answer instanceof WriteAnswer.Applied) {
                context.emit(new WorkerEvent.SessionDeclaredDead(dead.id(), dead.workerId(), silence));
                gone(dead.id());
            } else if (answer instanceof WriteAnswer.Conflict conflict
                    && conflict.current().isEmpty()) {
                gone(dead.id());
            }
        });
    }

    private void gone(SessionId departed) {
        if (sessions.remove(departed) != null || sessionsKnown) {
            planDue = true;
            leasesDirty = true;
            assignments.forget(departed);
            plan();
            listLeases();
        }
    }

    private void listLeases() {
        if (listingLeases || stopped) {
            return;
        }
        listingLeases = true;
        boolean wasDirty = leasesDirty;
        leasesDirty = false;
        store.listAll(EntryKind.LEASE, answer -> {
            listingLeases = false;
            if (stopped) {
                return;
            }
            if (answer instanceof StoreClient.Listing.Complete complete) {
                lastLeasesNanos = context.now();
                learn(complete);
                shared.ifPresent(others -> others.leasesListed(leases));
                complete.corrupt().forEach(this::reportCorrupt);
                leasesKnown = true;
                planDue = true;
                syncers.leasesListed(
                        complete.corrupt().stream().map(CorruptEntry::key).collect(ImmutableSet.toImmutableSet()));
                plan();
                if (wasDirty) {
                    // The listing may have been a moment behind what called for it; one more look settles it.
                    context.after(SETTLING, this::listLeases);
                }
            } else {
                leasesDirty = true;
            }
        });
    }

    /**
     * A listing may be stale, or begun before a lease was made that it does not show, so one that is missing from it is kept
     * and looked up before it is believed gone: planned for nobody, its owner would give it up.
     */
    private void learn(StoreClient.Listing.Complete listing) {
        TreeMap<LeaseKey, Versioned<Lease>> missing = new TreeMap<>(leases);
        leases.clear();
        for (Versioned<?> entry : listing.entries()) {
            if (entry.entry() instanceof Lease lease) {
                leases.put(lease.key(), new Versioned<>(lease, entry.revision()));
                missing.remove(lease.key());
            }
        }
        ImmutableSet<EntryKey> corrupt =
                listing.corrupt().stream().map(CorruptEntry::key).collect(ImmutableSet.toImmutableSet());
        missing.forEach((key, lease) -> {
            if (!corrupt.contains(EntryKey.of(key))) {
                leases.put(key, lease);
                confirmGone(key);
            }
        });
    }

    private void confirmGone(LeaseKey known) {
        store.read(EntryKey.of(known), answer -> {
            if (!stopped && answer instanceof ReadAnswer.Absent && leases.remove(known) != null) {
                leasesDirty = true;
                planDue = true;
                listLeases();
            }
        });
    }

    private void plan() {
        if (stopped || !planDue || !sessionsKnown || !leasesKnown || !syncers.isReady() || !session.isUsable()) {
            return;
        }
        Predicate<LeaseKey> ours =
                shared.map(others -> others.divide(leases, sessions)).orElse(everyLease -> true);
        planDue = assignments.plan(sessions, leases, ours, syncers::sight);
    }

    private void reportCorrupt(CorruptEntry corrupt) {
        if (corruptReported.add(corrupt.key().toString())) {
            context.emit(new WorkerEvent.CorruptEntryFound(corrupt.key().toString(), corrupt.problem()));
        }
    }
}
