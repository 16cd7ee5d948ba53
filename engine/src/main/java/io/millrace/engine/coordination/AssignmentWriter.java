package io.millrace.engine.coordination;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.assignment.AssignmentPlan;
import io.millrace.domain.assignment.FleetView;
import io.millrace.domain.assignment.LeaseView;
import io.millrace.domain.assignment.Move;
import io.millrace.domain.assignment.WorkerView;
import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.load.LoadBook;
import io.millrace.domain.resharding.Readiness;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan and writes what has changed of it: one assignment entry a worker, written by the leader alone, so that it
 * never collides with an owner's checkpoint. Workers that gain are written before workers that lose, so that a successor
 * already waits when a lease is given up.
 */
public final class AssignmentWriter {
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final WorkerContext context;
    private final StoreClient store;
    private final SessionId leader;
    private final long leaderEpoch;
    private final Consumer<Assignment> ownAssignment;
    private final Consumer<String> superseded;

    private final TreeMap<SessionId, Versioned<Assignment>> stored = new TreeMap<>();
    private final TreeMap<SessionId, Assignment> wanted = new TreeMap<>();
    private final TreeSet<SessionId> inFlight = new TreeSet<>();
    /**
     * Workers whose last write has an unknown outcome: it may still be applied, on the revision that stands there now. Only
     * another write on that revision rules it out, so one is made even if what stands there is what is wanted.
     */
    private final TreeSet<SessionId> uncertain = new TreeSet<>();

    private final LoadBook loads;
    private boolean loaded;
    private boolean stopped;
    private int failures;
    private @Nullable Runnable settled;

    /**
     * @param ownAssignment told at once what this worker itself is to own
     * @param superseded told when a leader of a later epoch has written
     */
    public AssignmentWriter(
            WorkerContext context,
            StoreClient store,
            SessionId leader,
            long leaderEpoch,
            Consumer<Assignment> ownAssignment,
            Consumer<String> superseded) {
        this.context = context;
        this.store = store;
        this.leader = leader;
        this.leaderEpoch = leaderEpoch;
        this.ownAssignment = ownAssignment;
        this.superseded = superseded;
        this.loads = new LoadBook(context.now());
    }

    /** Reads what the leaders before have planned: a new leader changes as little as it can. */
    public void start(Runnable then) {
        store.listAll(EntryKind.ASSIGNMENT, answer -> {
            if (stopped) {
                return;
            }
            if (answer instanceof StoreClient.Listing.Complete complete) {
                for (Versioned<?> entry : complete.entries()) {
                    if (entry.entry() instanceof Assignment assignment) {
                        stored.put(assignment.session(), new Versioned<>(assignment, entry.revision()));
                    }
                }
                loaded = true;
                then.run();
            } else {
                context.after(RETRY.delay(++failures, context.jitter("assignments-load")), () -> start(then));
            }
        });
    }

    public void stop() {
        stopped = true;
    }

    /** Whether loads have changed so that a plan is due. */
    public boolean isDueForLoad(SortedMap<SessionId, WorkerSession> sessions) {
        return loads.isPlanDue(sessions.values(), context.now());
    }

    /**
     * Plans and begins to write.
     *
     * @param ours whether a lease is to be worked on by this fleet
     * @param sights what is known of each stream's shards, by its name
     * @return whether to plan again soon
     */
    public boolean plan(
            SortedMap<SessionId, WorkerSession> sessions,
            SortedMap<LeaseKey, Versioned<Lease>> leases,
            Predicate<LeaseKey> ours,
            Function<String, StreamSight> sights) {
        if (!loaded || stopped) {
            return true;
        }
        boolean forLoad = isDueForLoad(sessions);
        FleetView fleet = view(sessions, leases, ours, sights, forLoad);
        AssignmentPlan plan = context.rules().plan(fleet, context.config().planning());
        loads.planned(sessions.values(), plan.moves(), forLoad, plan.moreToMove(), context.now());
        tell(fleet, plan);
        ImmutableList.Builder<SessionId> losing = ImmutableList.builder();
        for (SessionId session : sessions.keySet()) {
            ImmutableSortedSet<LeaseKey> target = plan.target().getOrDefault(session, ImmutableSortedSet.of());
            Assignment assignment = new Assignment(session, leader, leaderEpoch, target);
            wanted.put(session, assignment);
            if (gains(session, target)) {
                write(session);
            } else {
                losing.add(session);
            }
        }
        losing.build().forEach(this::write);
        tellSettled();
        return plan.moreToMove();
    }

    private void tell(FleetView fleet, AssignmentPlan plan) {
        if (plan.moves().isEmpty()) {
            return;
        }
        ImmutableList<String> moves = plan.moves().stream()
                .map(move -> move.lease() + ": "
                        + move.from().map(from -> from + " -> ").orElse("-> ") + move.to() + " (" + move.explanation()
                        + ")")
                .collect(ImmutableList.toImmutableList());
        ImmutableSortedSet<LeaseKey> forLoad = plan.moves().stream()
                .filter(move -> move.reason() == Move.Reason.LOAD)
                .map(Move::lease)
                .collect(ImmutableSortedSet.toImmutableSortedSet(LeaseKey::compareTo));
        context.emit(
                new WorkerEvent.Planned(fleet.leases().size(), fleet.workers().size(), moves, forLoad));
    }

    private FleetView view(
            SortedMap<SessionId, WorkerSession> sessions,
            SortedMap<LeaseKey, Versioned<Lease>> leases,
            Predicate<LeaseKey> ours,
            Function<String, StreamSight> sights,
            boolean forLoad) {
        TreeMap<LeaseKey, SessionId> planned = new TreeMap<>();
        for (SessionId session : sessions.keySet()) {
            Optional.ofNullable(wanted.get(session))
                    .or(() -> Optional.ofNullable(stored.get(session)).map(Versioned::entry))
                    .ifPresent(assignment -> assignment.leases().forEach(key -> planned.put(key, session)));
        }
        TreeMap<LeaseKey, Lease> byKey = new TreeMap<>();
        TreeMap<LeaseKey, SessionId> owners = new TreeMap<>();
        leases.forEach((key, lease) -> {
            byKey.put(key, lease.entry());
            lease.entry().ownership().owner().ifPresent(owner -> owners.put(key, owner));
        });
        long now = context.now();
        loads.learn(sessions.values(), owners, now);
        TreeMap<String, StreamSight> sightOf = new TreeMap<>();
        ImmutableList.Builder<LeaseView> views = ImmutableList.builder();
        for (Map.Entry<LeaseKey, Lease> entry : byKey.entrySet()) {
            Lease lease = entry.getValue();
            if (lease.isEnded() || !ours.test(entry.getKey())) {
                continue;
            }
            StreamSight sight = sightOf.computeIfAbsent(lease.key().stream(), sights);
            Readiness.Verdict verdict = context.rules().readiness(lease, byKey, sight.listing(), sight.confirmedGone());
            if (verdict instanceof Readiness.Verdict.Waiting waiting) {
                waiting.toProbe().forEach(sight.probe());
            } else {
                Optional<SessionId> owner = Optional.ofNullable(planned.get(entry.getKey()))
                        .or(() -> lease.ownership().owner().filter(sessions::containsKey));
                boolean resting = !forLoad || loads.isResting(entry.getKey(), now);
                views.add(new LeaseView(entry.getKey(), owner, loads.weight(entry.getKey()), resting));
            }
        }
        ImmutableList<WorkerView> workers = sessions.values().stream()
                .map(session -> new WorkerView(
                        session.id(),
                        session.capacity(),
                        session.state() == WorkerSession.State.ACTIVE,
                        session.streams()))
                .collect(ImmutableList.toImmutableList());
        return new FleetView(workers, views.build());
    }

    private boolean gains(SessionId session, ImmutableSortedSet<LeaseKey> target) {
        Versioned<Assignment> before = stored.get(session);
        return before == null || !before.entry().leases().containsAll(target);
    }

    private void write(SessionId session) {
        Assignment assignment = wanted.get(session);
        Versioned<Assignment> before = stored.get(session);
        if (stopped || assignment == null || inFlight.contains(session)) {
            return;
        }
        if (session.equals(leader)) {
            // Also when nothing is to be written: the plan before may have been followed, and never have been stored.
            ownAssignment.accept(assignment);
        }
        boolean certain = !uncertain.contains(session);
        if (certain && before != null && before.entry().equals(assignment)) {
            return;
        }
        if (certain && before == null && assignment.leases().isEmpty()) {
            // Nothing to tell a worker that has nothing and never had; it learns of the leader when it gets a lease.
            return;
        }
        inFlight.add(session);
        Consumer<WriteAnswer> then = answer -> written(session, assignment, answer);
        if (before == null) {
            store.create(assignment, then);
        } else {
            store.replace(assignment, before.revision(), then);
        }
    }

    private void written(SessionId session, Assignment assignment, WriteAnswer answer) {
        inFlight.remove(session);
        if (stopped) {
            return;
        }
        if (answer instanceof WriteAnswer.Applied applied) {
            failures = 0;
            uncertain.remove(session);
            stored.put(session, new Versioned<>(assignment, applied.revision()));
            write(session);
            tellSettled();
        } else if (answer instanceof WriteAnswer.Conflict conflict) {
            adopt(session, conflict.current());
        } else {
            if (answer instanceof WriteAnswer.Failed failed && failed.failure().kind() == StoreFailure.Kind.UNKNOWN) {
                uncertain.add(session);
            }
            context.after(RETRY.delay(++failures, context.jitter("assignment-retry")), () -> readAgain(session));
        }
    }

    private void readAgain(SessionId session) {
        if (stopped || !wanted.containsKey(session)) {
            return;
        }
        store.read(EntryKey.assignment(session), answer -> {
            if (answer instanceof ReadAnswer.Found found) {
                adopt(session, Optional.of(found.found()));
            } else if (answer instanceof ReadAnswer.Absent) {
                adopt(session, Optional.empty());
            } else {
                context.after(RETRY.delay(++failures, context.jitter("assignment-retry")), () -> readAgain(session));
            }
        });
    }

    private void adopt(SessionId session, Optional<Versioned<?>> current) {
        long before = Optional.ofNullable(stored.get(session))
                .map(Versioned::revision)
                .orElse(0L);
        if (current.map(Versioned::revision).orElse(0L) != before) {
            uncertain.remove(session);
        }
        if (current.isEmpty()) {
            stored.remove(session);
        } else if (current.get().entry() instanceof Assignment found) {
            if (found.leaderEpoch() > leaderEpoch) {
                superseded.accept("a leader of epoch " + found.leaderEpoch() + " has planned: " + found.leader());
                return;
            }
            stored.put(session, new Versioned<>(found, current.get().revision()));
        }
        write(session);
    }

    /** The workers that have an assignment in the store. */
    public ImmutableSortedSet<SessionId> sessions() {
        return ImmutableSortedSet.copyOf(stored.keySet());
    }

    /** Tells once when the next plan is made and written. */
    public void whenSettled(Runnable then) {
        settled = then;
    }

    private void tellSettled() {
        if (settled != null && inFlight.isEmpty()) {
            Runnable then = settled;
            settled = null;
            then.run();
        }
    }

    /** The worker is gone: its assignment is deleted. */
    public void forget(SessionId session) {
        wanted.remove(session);
        uncertain.remove(session);
        Versioned<Assignment> before = stored.remove(session);
        if (before != null) {
            store.delete(EntryKey.assignment(session), before.revision(), answer -> {});
        }
    }
}
