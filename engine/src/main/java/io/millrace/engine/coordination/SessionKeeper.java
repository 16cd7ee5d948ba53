package io.millrace.engine.coordination;

import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.session.SessionProof;
import io.millrace.ports.runtime.EventLoop.Cancellable;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this worker's session alive and knows for how long that is proven.
 *
 * <pre>
 * NONE --create applied--> ALIVE --proof runs out--> FENCED --heartbeat applied--> ALIVE
 *                            |                          |
 *                            +--- session is gone from the store ---> LOST (a new session is begun by the worker)
 * </pre>
 *
 * The proof counts from when the heartbeat was <em>sent</em>: whoever read it can have read it no earlier, so others call
 * the session dead no earlier than this worker stops itself. A session that is still in the store after the proof ran out
 * was not declared dead, so nobody has taken anything and the worker may go on once it has beaten again.
 */
public final class SessionKeeper {
    /** What the worker does about the session's fate. */
    public interface Owner {
        /** The session exists now; called once. */
        void sessionStarted();

        /** Deliveries must pause: life is not proven. */
        void fenced();

        /** Deliveries may go on. */
        void unfenced();

        /** Others have declared the session dead; called once, nothing is called after it. */
        void sessionLost();
    }

    private static final Backoff RETRY = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    private final WorkerContext context;
    private final StoreClient store;
    private final FenceGate gate;
    private final ServedStreams streams;
    private final Owner owner;
    private final SessionProof proof;
    private final SessionId id;

    private WorkerSession session;
    private long revision;
    private boolean started;
    private boolean ended;
    private boolean fenced;
    private boolean inFlight;
    private boolean beatAgain;
    private WorkerSession.State state = WorkerSession.State.ACTIVE;
    private long changes;
    private int failures;
    private long firstSentAtNanos;
    private long firstSentHeartbeat;
    private @Nullable Cancellable nextBeat;
    private @Nullable Cancellable fenceTimer;

    public SessionKeeper(WorkerContext context, StoreClient store, FenceGate gate, ServedStreams streams, Owner owner) {
        this.context = context;
        this.store = store;
        this.gate = gate;
        this.streams = streams;
        this.owner = owner;
        this.proof = new SessionProof(
                context.config().failoverTime(), context.config().fenceMargin());
        String suffix = Long.toHexString(context.runtime().randomness().nextLong("session-id"));
        this.id = new SessionId(context.config().workerId() + "@" + suffix);
        this.session = new WorkerSession(
                id,
                context.config().workerId(),
                state,
                1,
                context.config().failoverTime(),
                context.config().capacity(),
                0,
                streams.names());
    }

    public SessionId id() {
        return id;
    }

    /** The session as the next heartbeat will show it: what the leader plans with when it is this worker itself. */
    public WorkerSession view() {
        return new WorkerSession(
                id,
                session.workerId(),
                state,
                session.heartbeat(),
                session.failoverTime(),
                session.capacity(),
                changes,
                streams.names(),
                session.load());
    }

    /** Whether the session exists and was not lost. */
    public boolean isAlive() {
        return started && !ended;
    }

    /** Whether life is proven now: leases may be taken, records delivered, plans made. */
    public boolean isUsable() {
        return isAlive() && proof.isUsableAt(context.now());
    }

    /** Creates the session; retried until it is there or the worker ends. */
    public void start() {
        long sentAt = context.now();
        if (failures == 0) {
            firstSentAtNanos = sentAt;
            firstSentHeartbeat = session.heartbeat();
        }
        store.create(session, answer -> {
            if (answer instanceof WriteAnswer.Applied applied) {
                begin(applied.revision(), sentAt);
            } else if (answer instanceof WriteAnswer.Conflict conflict) {
                conflict.current().ifPresent(current -> begin(current.revision(), firstSentAtNanos));
            } else {
                context.after(RETRY.delay(++failures, context.jitter("session-create")), this::readBackCreation);
            }
        });
    }

    private void readBackCreation() {
        store.read(EntryKey.session(id), answer -> {
            if (answer instanceof ReadAnswer.Found found) {
                begin(found.found().revision(), firstSentAtNanos);
            } else {
                start();
            }
        });
    }

    /**
     * When the answers to several attempts were lost it may have been the first of them that made the session, and what
     * others saw of it may be as old as that.
     */
    private void begin(long createdRevision, long provenAtNanos) {
        if (started) {
            return;
        }
        started = true;
        failures = 0;
        revision = createdRevision;
        context.emit(new WorkerEvent.SessionStarted(id));
        proven(provenAtNanos);
        owner.sessionStarted();
        scheduleBeat();
    }

    /** Tells the leader with an early heartbeat that this worker's leases or its streams have changed. */
    public void announceChange() {
        changes++;
        beatSoon();
    }

    /** Tells the fleet that this worker wants to give everything away. */
    public void announceLeaving() {
        state = WorkerSession.State.LEAVING;
        beatSoon();
    }

    private void beatSoon() {
        if (!isAlive()) {
            return;
        }
        if (inFlight) {
            beatAgain = true;
        } else {
            beat();
        }
    }

    private void scheduleBeat() {
        schedule(context.config().heartbeatInterval());
    }

    private void schedule(Duration delay) {
        if (nextBeat != null) {
            nextBeat.cancel();
        }
        if (!ended) {
            nextBeat = context.after(delay, this::beat);
        }
    }

    private void beat() {
        if (ended || inFlight) {
            return;
        }
        inFlight = true;
        beatAgain = false;
        WorkerSession intended = session.beat(state, changes, streams.names())
                .withLoad(context.load().current());
        long sentAt = context.now();
        if (intended.heartbeat() != firstSentHeartbeat) {
            firstSentHeartbeat = intended.heartbeat();
            firstSentAtNanos = sentAt;
        }
        store.replaceUrgently(intended, revision, answer -> {
            inFlight = false;
            if (ended) {
                return;
            }
            context.emit(new WorkerEvent.HeartbeatSent(StoreClient.outcome(answer)));
            if (answer instanceof WriteAnswer.Applied applied) {
                beatApplied(intended, applied.revision(), sentAt);
            } else if (answer instanceof WriteAnswer.Conflict conflict) {
                adopt(conflict.current());
            } else if (answer instanceof WriteAnswer.Failed failed) {
                beatFailed(failed.failure());
            }
        });
    }

    private void beatApplied(WorkerSession written, long writtenRevision, long sentAt) {
        session = written;
        revision = writtenRevision;
        failures = 0;
        proven(context.rules().provenAtNanos(sentAt, context.now()));
        if (beatAgain) {
            beat();
        } else {
            scheduleBeat();
        }
    }

    private void beatFailed(StoreFailure failure) {
        failures++;
        Duration delay = RETRY.delay(failures, context.jitter("heartbeat-retry"));
        if (failure.kind() == StoreFailure.Kind.UNKNOWN) {
            readBack();
        } else {
            schedule(delay);
        }
    }

    /** After an answer was lost: the store's word decides, never a guess. */
    private void readBack() {
        inFlight = true;
        store.read(EntryKey.session(id), answer -> {
            inFlight = false;
            if (ended) {
                return;
            }
            if (answer instanceof ReadAnswer.Found found) {
                adopt(Optional.of(found.found()));
            } else if (answer instanceof ReadAnswer.Absent) {
                adopt(Optional.empty());
            } else {
                schedule(RETRY.delay(++failures, context.jitter("heartbeat-retry")));
            }
        });
    }

    /**
     * Goes on from what the store holds. Nobody else writes to a session that exists, so whatever is found there is an
     * earlier heartbeat of this worker whose answer was lost; if nothing is there, others have declared it dead.
     */
    private void adopt(Optional<Versioned<?>> stored) {
        if (stored.isEmpty() || !(stored.get().entry() instanceof WorkerSession found)) {
            lost();
            return;
        }
        session = found;
        revision = stored.get().revision();
        if (found.heartbeat() == firstSentHeartbeat) {
            failures = 0;
            proven(firstSentAtNanos);
            schedule(beatAgain ? Duration.ZERO : untilNextBeat());
        } else {
            schedule(RETRY.delay(Math.max(1, failures), context.jitter("heartbeat-retry")));
        }
    }

    /** At once when the beat that was found is old, else when it would have been due: conflicts alone never hurry it. */
    private Duration untilNextBeat() {
        Duration age = Duration.ofNanos(context.now() - firstSentAtNanos);
        Duration left = context.config().heartbeatInterval().minus(age);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void proven(long provenAtNanos) {
        if (proof.isProven()) {
            // On a loop that lags this may come before the timer of the fence: whoever met the shut gate meanwhile has
            // to be
            // told that it is open again.
            checkProof();
        }
        proof.proven(provenAtNanos);
        gate.openUntil(proof.usableUntilNanos());
        if (fenceTimer != null) {
            fenceTimer.cancel();
        }
        if (proof.isUsableAt(context.now())) {
            fenceTimer = context.at(proof.usableUntilNanos(), this::checkProof);
            if (fenced) {
                fenced = false;
                context.emit(new WorkerEvent.Unfenced());
                owner.unfenced();
            }
        } else {
            checkProof();
        }
    }

    private void checkProof() {
        if (ended || fenced || proof.isUsableAt(context.now())) {
            return;
        }
        fenced = true;
        context.emit(new WorkerEvent.Fenced(proof.sinceProof(context.now())));
        owner.fenced();
    }

    private void lost() {
        end();
        context.emit(new WorkerEvent.SessionLost(id));
        owner.sessionLost();
    }

    /** Deletes the session, so that nobody has to wait for it to die; best effort, bounded by a few tries. */
    public void delete(Runnable then) {
        end();
        deleteAttempt(1, then);
    }

    private void deleteAttempt(int attempt, Runnable then) {
        store.read(EntryKey.session(id), answer -> {
            if (answer instanceof ReadAnswer.Found found) {
                store.delete(EntryKey.session(id), found.found().revision(), deleted -> {
                    if (deleted instanceof WriteAnswer.Applied || attempt >= 5) {
                        then.run();
                    } else {
                        retryDelete(attempt, then);
                    }
                });
            } else if (answer instanceof ReadAnswer.Absent || attempt >= 5) {
                then.run();
            } else {
                retryDelete(attempt, then);
            }
        });
    }

    private void retryDelete(int attempt, Runnable then) {
        context.after(RETRY.delay(attempt, context.jitter("session-delete")), () -> deleteAttempt(attempt + 1, then));
    }

    private void end() {
        ended = true;
        gate.shut();
        if (nextBeat != null) {
            nextBeat.cancel();
        }
        if (fenceTimer != null) {
            fenceTimer.cancel();
        }
    }
}
