package io.millrace.engine.coordination;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Follows this worker's assignment: takes the leases it names as soon as they are free, and asks for the others that this
 * worker holds to be given up. A lease is free when nobody owns it or its owner's session is gone from the store; whether
 * it is gone is asked of the store at that moment, never concluded from what was seen before.
 */
public final class AssignmentFollower {
    /** What the worker does about its leases. */
    public interface Owner {
        /** The leases this worker holds or is still giving up. */
        boolean isOccupied(LeaseKey key);

        /** Whether this worker works on the shards of a stream. */
        boolean serves(String stream);

        /** The leases this worker holds and is not giving up. */
        ImmutableList<LeaseKey> held();

        /** The lease is this worker's now. */
        void taken(Versioned<Lease> lease);

        /** The lease should go to another worker. */
        void giveUp(LeaseKey key);

        /** Told each time an assignment names the leader. */
        void leaderNamed(SessionId leader, long epoch);
    }

    /** Why a lease was last tried to be taken, and from whom. */
    private record Attempt(String reason, String takenFrom) {}

    /** From this many leases to take on, they are looked up with one listing instead of one read each. */
    private static final int LISTING_PAYS = 16;

    private final WorkerContext context;
    private final StoreClient store;
    private final SessionKeeper session;
    private final Owner owner;
    private ImmutableSortedSet<LeaseKey> assigned = ImmutableSortedSet.of();
    /** What is assigned to it of the streams that it works on. */
    private ImmutableSortedSet<LeaseKey> target = ImmutableSortedSet.of();

    private long leaderEpoch;
    private final TreeSet<LeaseKey> underWay = new TreeSet<>();
    private final TreeMap<LeaseKey, Attempt> attempts = new TreeMap<>();
    /**
     * Leases of which it is unknown whether the last attempt to take them was or will be applied, by the revision on which
     * it was conditional. They are looked at until that is known, wanted or not: one that was taken unawares would belong
     * to a worker that does nothing for it.
     */
    private final TreeMap<LeaseKey, Long> uncertain = new TreeMap<>();

    private long ownPlanEpoch;
    private boolean reading;
    private boolean listing;
    private boolean stopped;

    public AssignmentFollower(WorkerContext context, StoreClient store, SessionKeeper session, Owner owner) {
        this.context = context;
        this.store = store;
        this.session = session;
        this.owner = owner;
    }

    public void start() {
        poll();
    }

    /** From now on nothing is taken and nothing is asked to be given up. */
    public void stop() {
        stopped = true;
    }

    private void poll() {
        if (stopped) {
            return;
        }
        context.after(context.config().coordinationInterval(), this::poll);
        if (reading) {
            return;
        }
        reading = true;
        store.read(EntryKey.assignment(session.id()), answer -> {
            reading = false;
            if (answer instanceof ReadAnswer.Found found
                    && found.found().entry() instanceof Assignment assignment
                    && !isOwnPlan(assignment)) {
                follow(assignment);
            } else {
                // what this worker held under an earlier session may be free only now
                takeMissing();
            }
        });
    }

    /**
     * Takes over what this worker has planned for itself as leader. From then on what it reads of its own plans is ignored:
     * that may be older than the plan it follows.
     */
    public void followOwnPlan(Assignment assignment) {
        ownPlanEpoch = assignment.leaderEpoch();
        follow(assignment);
    }

    private boolean isOwnPlan(Assignment assignment) {
        return assignment.leader().equals(session.id()) && assignment.leaderEpoch() <= ownPlanEpoch;
    }

    /** Takes over an assignment; one of an older leader than the one followed is ignored. */
    private void follow(Assignment assignment) {
        if (stopped || assignment.leaderEpoch() < leaderEpoch) {
            return;
        }
        leaderEpoch = assignment.leaderEpoch();
        assigned = assignment.leases();
        owner.leaderNamed(assignment.leader(), assignment.leaderEpoch());
        streamsChanged();
    }

    /** Gives up what is not to be this worker's any more, and takes what is to be. */
    public void streamsChanged() {
        if (stopped) {
            return;
        }
        target = servedOf(assigned);
        ImmutableList<LeaseKey> held = owner.held();
        if (target.asList().equals(held)) {
            // as it is nearly always: nothing to give up, nothing to take
            return;
        }
        for (LeaseKey key : held) {
            if (!target.contains(key)) {
                owner.giveUp(key);
            }
        }
        takeMissing();
    }

    /** All of them, nearly always. */
    private ImmutableSortedSet<LeaseKey> servedOf(ImmutableSortedSet<LeaseKey> leases) {
        return leases.stream().allMatch(key -> owner.serves(key.stream()))
                ? leases
                : leases.stream()
                        .filter(key -> owner.serves(key.stream()))
                        .collect(ImmutableSortedSet.toImmutableSortedSet(LeaseKey::compareTo));
    }

    /** Something this worker held is free again; looks at once whether it is to be taken again. */
    public void takeMissing() {
        if (stopped || !session.isUsable()) {
            return;
        }
        ImmutableList<LeaseKey> missing = target.stream()
                .filter(key -> !owner.isOccupied(key) && !underWay.contains(key))
                .collect(ImmutableList.toImmutableList());
        if (missing.size() >= LISTING_PAYS) {
            listThenTake(ImmutableSortedSet.copyOf(missing));
        } else {
            missing.forEach(this::readThenTake);
        }
    }

    private void listThenTake(ImmutableSortedSet<LeaseKey> missing) {
        if (listing) {
            return;
        }
        listing = true;
        store.listAll(EntryKind.LEASE, answer -> {
            listing = false;
            if (answer instanceof StoreClient.Listing.Complete complete) {
                for (Versioned<?> found : complete.entries()) {
                    if (found.entry() instanceof Lease lease
                            && missing.contains(lease.key())
                            && wanted(lease.key())
                            && underWay.add(lease.key())) {
                        considerListed(new Versioned<>(lease, found.revision()));
                    }
                }
            }
        });
    }

    /**
     * A listing may be older than a release by this worker: what it calls ours is read before it is believed. All else is
     * only tried, on the revision seen.
     */
    private void considerListed(Versioned<Lease> seen) {
        if (seen.entry().ownership().isOwnedBy(session.id())) {
            read(seen.entry().key());
        } else {
            consider(seen);
        }
    }

    private void readThenTake(LeaseKey key) {
        if (underWay.add(key)) {
            read(key);
        }
    }

    private void read(LeaseKey key) {
        store.read(EntryKey.of(key), answer -> {
            if (answer instanceof ReadAnswer.Found found && found.found().entry() instanceof Lease lease) {
                consider(new Versioned<>(lease, found.found().revision()));
            } else if (answer instanceof ReadAnswer.Corrupt corrupt) {
                context.emit(new WorkerEvent.CorruptEntryFound(
                        corrupt.problem().key().toString(), corrupt.problem().problem()));
                drop(key);
            } else if (answer instanceof ReadAnswer.Absent) {
                drop(key);
            } else {
                lookAgain(key);
            }
        });
    }

    private boolean wanted(LeaseKey key) {
        return !stopped && session.isUsable() && target.contains(key) && !owner.isOccupied(key);
    }

    /** Whether an attempt to take it may have been applied, or may still be. */
    private boolean isUncertain(LeaseKey key) {
        return session.isAlive() && uncertain.containsKey(key);
    }

    private void drop(LeaseKey key) {
        underWay.remove(key);
        uncertain.remove(key);
    }

    /** Decides about a lease that was just read. */
    private void consider(Versioned<Lease> seen) {
        LeaseKey key = seen.entry().key();
        Optional<SessionId> holder = seen.entry().ownership().owner();
        boolean mine = holder.isPresent() && holder.get().equals(session.id());
        Long condition = uncertain.get(key);
        if (condition != null && condition != seen.revision() && !mine) {
            // Somebody has written since: the attempt was refused, or will be.
            uncertain.remove(key);
        }
        if (!wanted(key) && !isUncertain(key)) {
            drop(key);
            return;
        }
        if (mine) {
            // An earlier attempt to take it was applied although its answer was lost.
            taken(seen);
        } else if (context.rules().mayTake(seen.entry(), false)) {
            String reason = seen.entry().hasBegun() ? "hand-off" : "unowned";
            take(seen, reason, "");
        } else if (seen.entry().isEnded()) {
            drop(key);
        } else {
            askForHolder(seen, holder.orElseThrow());
        }
    }

    private void askForHolder(Versioned<Lease> seen, SessionId holder) {
        if (holder.isForeign()) {
            // Has no session whose end would show; the leader frees the lease when it stands still.
            lookAgain(seen.entry().key());
            return;
        }
        store.read(EntryKey.session(holder), answer -> {
            if (answer instanceof ReadAnswer.Absent && context.rules().mayTake(seen.entry(), true)) {
                take(seen, "expired", holder.value());
            } else {
                lookAgain(seen.entry().key());
            }
        });
    }

    private void lookAgain(LeaseKey key) {
        // Often enough that a lease which is handed over stands still for a fraction of a second only.
        Duration pause = context.config().coordinationInterval().dividedBy(5);
        context.after(pause, () -> {
            if (wanted(key) || isUncertain(key)) {
                read(key);
            } else {
                drop(key);
            }
        });
    }

    private void take(Versioned<Lease> seen, String reason, String takenFrom) {
        LeaseKey key = seen.entry().key();
        if (!wanted(key) && !isUncertain(key)) {
            drop(key);
            return;
        }
        attempts.put(key, new Attempt(reason, takenFrom));
        Lease intended = seen.entry().withOwnership(seen.entry().ownership().takenBy(session.id()));
        store.replace(intended, seen.revision(), answer -> {
            if (answer instanceof WriteAnswer.Applied applied) {
                taken(new Versioned<>(intended, applied.revision()));
                return;
            }
            if (answer instanceof WriteAnswer.Conflict conflict
                    && conflict.current().isPresent()
                    && conflict.current().get().entry() instanceof Lease stored
                    && stored.ownership().equals(intended.ownership())) {
                // A conflict with this very write, which the store's client had sent twice.
                taken(new Versioned<>(stored, conflict.current().get().revision()));
                return;
            }
            if (answer instanceof WriteAnswer.Failed failed) {
                if (failed.failure().kind() == StoreFailure.Kind.REFUSED) {
                    context.emit(new WorkerEvent.Trouble(failed.failure().explanation()));
                } else if (failed.failure().kind() == StoreFailure.Kind.UNKNOWN) {
                    uncertain.put(key, seen.revision());
                }
            }
            lookAgain(key);
        });
    }

    private void taken(Versioned<Lease> lease) {
        LeaseKey key = lease.entry().key();
        drop(key);
        Attempt attempt = attempts.getOrDefault(key, new Attempt("unowned", ""));
        attempts.remove(key);
        context.emit(new WorkerEvent.LeaseTaken(
                key,
                lease.entry().ownership().epoch(),
                lease.entry().checkpoint(),
                attempt.reason(),
                attempt.takenFrom()));
        owner.taken(lease);
        if (!target.contains(key)) {
            // Assigned to somebody else while it was unknown whether it had been taken.
            owner.giveUp(key);
        }
    }
}
