package io.millrace.engine.coordination;

import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.session.FailureDetector;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the fleet led: watches the leader's session and takes the leadership when it is free.
 *
 * <pre>
 * LOOKING --free--> taking --applied--> LEADING --released or superseded--> LOOKING
 *    |  somebody leads                                  ^
 *    v                                                  |
 * WATCHING --the leader's session is gone, or stood still for its failover time and was deleted--> taking
 * </pre>
 *
 * Leadership has no heartbeat of its own: it lives and dies with its owner's session. A session is declared dead by
 * deleting it on the revision that was seen standing still; if it has beaten meanwhile the deletion fails and it lives.
 */
public final class LeadershipKeeper {
    /** What the worker does about leadership. */
    public interface Owner {
        void leadershipTaken(long epoch);

        void leadershipLost();
    }

    /** How many looks at a living leader go by before the leadership itself is read again. */
    private static final int LOOKS_PER_READ = 8;

    /** Long enough for every other worker to have had its turn. */
    private static final Duration GIVING_WAY = Duration.ofSeconds(10);

    private final WorkerContext context;
    private final StoreClient store;
    private final SessionKeeper session;
    private final Owner owner;
    private FailureDetector<SessionId> detector = new FailureDetector<>();
    private long lastLookNanos;
    private int looks;
    private @Nullable SessionId watched;
    private @Nullable Versioned<Leadership> mine;
    /** The latest epoch of which this worker knows, so that a leadership that was removed by hand goes on and does not begin anew. */
    private long latestEpoch;

    private boolean inFlight;
    private boolean stopped;
    private boolean givingWay;
    private long givenWayAtNanos;

    public LeadershipKeeper(WorkerContext context, StoreClient store, SessionKeeper session, Owner owner) {
        this.context = context;
        this.store = store;
        this.session = session;
        this.owner = owner;
    }

    public boolean isLeading() {
        return mine != null && !stopped;
    }

    public void start() {
        look();
    }

    /**
     * Follows the session that an assignment names as its leader. A leader of a later epoch ends this worker's leadership:
     * both can be there after an entry was removed by hand.
     */
    public void hint(SessionId leader, long epoch) {
        latestEpoch = Math.max(latestEpoch, epoch);
        Versioned<Leadership> held = mine;
        if (held != null && epoch > held.entry().ownership().epoch()) {
            superseded("a leader of epoch " + epoch + " has planned: " + leader);
        } else if (held == null && !leader.equals(watched) && !leader.equals(session.id())) {
            watched = null;
        }
    }

    private Duration interval() {
        Duration quick = context.config().failoverTime().dividedBy(6);
        Duration least = context.config().coordinationInterval();
        return quick.compareTo(least) < 0 ? least : quick;
    }

    private void lookLater() {
        if (!stopped) {
            // Spread by chance, so that not all followers race for a leadership that has just become free.
            long nanos = (long) (interval().toNanos() * (0.75 + 0.5 * context.jitter("leadership-look")));
            context.after(Duration.ofNanos(nanos), this::look);
        }
    }

    private void look() {
        if (stopped || inFlight) {
            return;
        }
        if (mine != null || !session.isUsable()) {
            lookLater();
            return;
        }
        inFlight = true;
        SessionId leader = watched;
        if (leader == null || looks >= LOOKS_PER_READ) {
            looks = 0;
            store.read(EntryKey.leadership(), this::leadershipRead);
        } else {
            looks++;
            store.read(EntryKey.session(leader), answer -> leaderRead(leader, answer));
        }
    }

    private void leadershipRead(ReadAnswer answer) {
        inFlight = false;
        if (stopped) {
            return;
        }
        if (answer instanceof ReadAnswer.Found found && found.found().entry() instanceof Leadership leadership) {
            Versioned<Leadership> stored =
                    new Versioned<>(leadership, found.found().revision());
            Optional<SessionId> leader = leadership.ownership().owner();
            if (leader.isEmpty()) {
                take(Optional.of(stored));
            } else if (leader.get().equals(session.id())) {
                lead(stored);
                lookLater();
            } else {
                watched = leader.get();
                if (lastLookNanos == 0) {
                    inFlight = true;
                    store.read(EntryKey.session(leader.get()), look -> leaderRead(leader.get(), look));
                } else {
                    lookLater();
                }
            }
        } else if (answer instanceof ReadAnswer.Absent) {
            take(Optional.empty());
        } else {
            lookLater();
        }
    }

    private void leaderRead(SessionId leader, ReadAnswer answer) {
        inFlight = false;
        if (stopped) {
            return;
        }
        if (answer instanceof ReadAnswer.Absent) {
            takeAfterReading();
        } else if (answer instanceof ReadAnswer.Found found && found.found().entry() instanceof WorkerSession seen) {
            long now = context.now();
            long longestGap = context.config().longestGap(seen.failoverTime()).toNanos();
            if (lastLookNanos != 0 && now - lastLookNanos > longestGap) {
                // Not having looked proves nothing about the leader; begin to observe anew.
                detector = new FailureDetector<>();
            }
            lastLookNanos = now;
            detector.observe(leader, seen.heartbeat(), seen.failoverTime(), now);
            if (context.rules().isDead(detector, leader, now)) {
                bury(seen, found.found().revision(), detector.silence(leader, now));
            } else {
                lookLater();
            }
        } else {
            lookLater();
        }
    }

    private void bury(WorkerSession dead, long revision, Duration silence) {
        inFlight = true;
        store.delete(EntryKey.session(dead.id()), revision, answer -> {
            inFlight = false;
            if (answer instanceof WriteAnswer.Applied) {
                context.emit(new WorkerEvent.SessionDeclaredDead(dead.id(), dead.workerId(), silence));
                takeAfterReading();
            } else if (answer instanceof WriteAnswer.Conflict conflict
                    && conflict.current().isEmpty()) {
                takeAfterReading();
            } else {
                lookLater();
            }
        });
    }

    private void takeAfterReading() {
        watched = null;
        lastLookNanos = 0;
        detector = new FailureDetector<>();
        inFlight = true;
        store.read(EntryKey.leadership(), answer -> {
            inFlight = false;
            if (answer instanceof ReadAnswer.Absent) {
                take(Optional.empty());
            } else if (answer instanceof ReadAnswer.Found found && found.found().entry() instanceof Leadership seen) {
                takeIfOrphaned(new Versioned<>(seen, found.found().revision()));
            } else {
                lookLater();
            }
        });
    }

    /** Takes a leadership whose owner has no session any more; somebody else may have been faster. */
    private void takeIfOrphaned(Versioned<Leadership> seen) {
        Optional<SessionId> leader = seen.entry().ownership().owner();
        if (leader.isEmpty()) {
            take(Optional.of(seen));
            return;
        }
        inFlight = true;
        store.read(EntryKey.session(leader.get()), answer -> {
            inFlight = false;
            if (answer instanceof ReadAnswer.Absent) {
                take(Optional.of(seen));
            } else {
                watched = leader.get();
                lookLater();
            }
        });
    }

    private void take(Optional<Versioned<Leadership>> seen) {
        if (stopped || isGivingWay() || !session.isUsable()) {
            lookLater();
            return;
        }
        inFlight = true;
        Ownership before =
                seen.map(found -> found.entry().ownership()).orElse(new Ownership(Optional.empty(), latestEpoch));
        Leadership intended = new Leadership(before.takenBy(session.id()));
        java.util.function.Consumer<WriteAnswer> then = answer -> {
            inFlight = false;
            if (answer instanceof WriteAnswer.Applied applied) {
                lead(new Versioned<>(intended, applied.revision()));
            } else if (answer instanceof WriteAnswer.Failed failed
                    && failed.failure().kind() == StoreFailure.Kind.REFUSED) {
                context.emit(new WorkerEvent.Trouble(failed.failure().explanation()));
            }
            // A conflict or a lost answer is resolved by the next look, which reads the leadership.
            watched = null;
            lookLater();
        };
        if (seen.isPresent()) {
            store.replace(intended, seen.get().revision(), then);
        } else {
            store.create(intended, then);
        }
    }

    private void lead(Versioned<Leadership> leadership) {
        if (stopped || mine != null) {
            return;
        }
        mine = leadership;
        long epoch = leadership.entry().ownership().epoch();
        context.emit(new WorkerEvent.LeadershipTaken(epoch));
        owner.leadershipTaken(epoch);
    }

    /** Another leader of a later epoch was met: this worker leads no longer. */
    public void superseded(String by) {
        if (mine != null) {
            mine = null;
            watched = null;
            context.emit(new WorkerEvent.LeadershipLost(by));
            owner.leadershipLost();
        }
    }

    /** The session is gone and the leadership with it, or the worker ends; nothing is written. */
    public void stop(String reason) {
        stopped = true;
        if (mine != null) {
            mine = null;
            context.emit(new WorkerEvent.LeadershipLost(reason));
            owner.leadershipLost();
        }
    }

    /**
     * Gives the leadership up, because another worker should have it, and does not try to take it for a while. Should the
     * write not arrive, the leadership is found to be this worker's at the next look, and is given up again.
     */
    public void giveWay() {
        Versioned<Leadership> held = mine;
        if (held == null || stopped) {
            return;
        }
        givingWay = true;
        givenWayAtNanos = context.now();
        superseded("makes way for a worker that has more of the fleet's streams");
        Leadership free = new Leadership(held.entry().ownership().released());
        store.replace(free, held.revision(), answer -> {});
    }

    private boolean isGivingWay() {
        givingWay = givingWay && context.now() - givenWayAtNanos < GIVING_WAY.toNanos();
        return givingWay;
    }

    /** Gives the leadership up, so that a successor need not wait; best effort. */
    public void resign(Runnable then) {
        Versioned<Leadership> held = mine;
        stop("resigned");
        if (held == null) {
            then.run();
        } else {
            Leadership free = new Leadership(held.entry().ownership().released());
            store.replace(free, held.revision(), answer -> then.run());
        }
    }
}
