package io.millrace.engine.coordination;

import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseWriteRules;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/**
 * Writes to one lease that this worker owns, one write at a time, each conditional on the revision it last wrote. A write
 * whose answer was lost is resolved by reading back, so a worker never loses a lease to its own earlier attempt.
 */
public final class LeaseWriter {
    /** How a write ended. */
    public enum Result {
        /** It is in the store. */
        STORED,
        /** The lease belongs to somebody else, or is gone. Nothing was written. */
        LOST,
        /** The store did not take it; nothing was written and the lease is still this worker's. */
        FAILED
    }

    /** @param evenIfEqual whether it is sent although it changes nothing but the revision */
    private record Write(UnaryOperator<Lease> change, boolean evenIfEqual, Consumer<Result> then) {}

    private static final Backoff READ_BACK = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final WorkerContext context;
    private final StoreClient store;
    private final SessionId owner;
    private final long epoch;
    private final FenceGate gate;
    private final ArrayDeque<Write> waiting = new ArrayDeque<>();
    private Versioned<Lease> current;
    private boolean inFlight;
    private boolean lost;
    private int repeats;
    private long firstSentAtNanos;
    private LongConsumer sentAtOfStored = sentAtNanos -> {};
    private StoreFailure.Kind lastFailure = StoreFailure.Kind.UNAVAILABLE;

    /**
     * @param current the lease as this worker took it
     * @param gate open while records of the lease may be delivered
     */
    public LeaseWriter(
            WorkerContext context, StoreClient store, SessionId owner, Versioned<Lease> current, FenceGate gate) {
        this.context = context;
        this.store = store;
        this.owner = owner;
        this.epoch = current.entry().ownership().epoch();
        this.current = current;
        this.gate = gate;
    }

    /** The lease as last known to be stored. */
    public Lease lease() {
        return current.entry();
    }

    public long epoch() {
        return epoch;
    }

    /** Open while records of the lease may be delivered. */
    public FenceGate gate() {
        return gate;
    }

    /** Whether the lease is this worker's, as far as is known. */
    public boolean isHeld() {
        return !lost && current.entry().ownership().isOwnedBy(owner);
    }

    /** From now on {@code then} is told of every write that was stored, and when it was first sent. */
    void whenStored(LongConsumer then) {
        sentAtOfStored = then;
    }

    /** Why the store did not take the last write that it did not take. */
    public StoreFailure.Kind lastFailure() {
        return lastFailure;
    }

    /** Whether a write is under way or waiting. */
    public boolean isBusy() {
        return inFlight || !waiting.isEmpty();
    }

    /** Writes the changed lease after the writes before it have ended. */
    public void write(UnaryOperator<Lease> change, Consumer<Result> then) {
        waiting.add(new Write(change, false, then));
        next();
    }

    /** Writes the lease as it is, which raises its revision: so others see that its owner lives. */
    void renew(Consumer<Result> then) {
        waiting.add(new Write(UnaryOperator.identity(), true, then));
        next();
    }

    private void next() {
        if (inFlight || waiting.isEmpty()) {
            return;
        }
        Write write = waiting.remove();
        if (!isHeld()) {
            write.then().accept(Result.LOST);
            next();
            return;
        }
        inFlight = true;
        firstSentAtNanos = context.now();
        send(write);
    }

    private void send(Write write) {
        Lease intended = write.change().apply(current.entry());
        long expected = current.revision();
        if (!write.evenIfEqual() && intended.equals(current.entry())) {
            // What is wanted stands there already, for instance because a later checkpoint was stored meanwhile.
            finish(write, Result.STORED);
            return;
        }
        store.replace(intended, expected, answer -> {
            if (answer instanceof WriteAnswer.Applied applied) {
                stored(write, intended, applied.revision());
            } else if (answer instanceof WriteAnswer.Conflict conflict) {
                resolve(write, intended, expected, conflict.current());
            } else if (answer instanceof WriteAnswer.Failed failed) {
                lastFailure = failed.failure().kind();
                if (lastFailure == StoreFailure.Kind.UNKNOWN) {
                    readBack(write, intended, expected, 1);
                } else {
                    finish(write, Result.FAILED);
                }
            }
        });
    }

    private void readBack(Write write, Lease intended, long expected, int attempt) {
        store.read(EntryKey.of(intended.key()), answer -> {
            if (answer instanceof ReadAnswer.Found found) {
                resolve(write, intended, expected, Optional.of(found.found()));
            } else if (answer instanceof ReadAnswer.Absent || answer instanceof ReadAnswer.Corrupt) {
                resolve(write, intended, expected, Optional.empty());
            } else {
                context.after(
                        READ_BACK.delay(attempt, context.jitter("read-back")),
                        () -> readBack(write, intended, expected, attempt + 1));
            }
        });
    }

    private void resolve(Write write, Lease intended, long expected, Optional<Versioned<?>> stored) {
        LeaseWriteRules.Resolution resolution = context.rules().resolve(Optional.of(intended), expected, stored);
        if (resolution == LeaseWriteRules.Resolution.APPLIED) {
            stored(write, intended, stored.orElseThrow().revision());
        } else if (resolution == LeaseWriteRules.Resolution.NOT_APPLIED) {
            // The earlier attempt may still land; the repeat carries the same condition, so only one of them can.
            repeat(write);
        } else if (stored.isPresent()
                && stored.get().entry() instanceof Lease found
                && found.ownership().isOwnedBy(owner)
                && found.ownership().epoch() == epoch) {
            // Only this worker writes under this epoch: an earlier write of its own landed late.
            current = new Versioned<>(found, stored.get().revision());
            repeat(write);
        } else {
            lost = true;
            finish(write, Result.LOST);
        }
    }

    private void repeat(Write write) {
        repeats++;
        context.after(READ_BACK.delay(repeats, context.jitter("write-repeat")), () -> send(write));
    }

    private void stored(Write write, Lease written, long revision) {
        current = new Versioned<>(written, revision);
        sentAtOfStored.accept(firstSentAtNanos);
        finish(write, Result.STORED);
    }

    private void finish(Write write, Result result) {
        inFlight = false;
        repeats = 0;
        write.then().accept(result);
        next();
    }
}
