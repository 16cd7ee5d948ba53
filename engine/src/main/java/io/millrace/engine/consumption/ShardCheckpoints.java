package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.checkpoint.CheckpointSchedule;
import io.millrace.domain.checkpoint.DoneBeyond;
import io.millrace.domain.checkpoint.ProgressTracker;
import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.PendingCheckpoint;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.coordination.LeaseWriter;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.CheckpointException.Reason;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Stores one shard's progress: by itself as the policy says, and when user code asks. Every write is conditional on owner
 * and epoch. On the loop only.
 */
final class ShardCheckpoints {
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final WorkerContext context;
    private final LeaseWriter writer;
    private final Runnable lost;
    private final ProgressTracker progress;
    private final CheckpointSchedule schedule;
    private Supplier<Optional<DoneBeyond>> doneBeyond = Optional::empty;
    private boolean beyondChanged;
    private boolean inFlight;
    private boolean isVoid;

    /** @param lost told when a write shows that the lease is somebody else's */
    ShardCheckpoints(WorkerContext context, LeaseWriter writer, Runnable lost) {
        this.context = context;
        this.writer = writer;
        this.lost = lost;
        this.progress = new ProgressTracker(writer.lease().checkpoint());
        this.schedule = new CheckpointSchedule(context.config().checkpointPolicy());
    }

    ProgressTracker progress() {
        return progress;
    }

    boolean isManual() {
        return context.config().checkpointPolicy() instanceof CheckpointPolicy.Manual;
    }

    /** What was processed and is not stored is lost with the processor: none of it is stored any more. */
    void forget() {
        isVoid = true;
    }

    /** @param current what is done beyond what the progress says, asked when a checkpoint is written */
    void follow(Supplier<Optional<DoneBeyond>> current) {
        doneBeyond = current;
    }

    /** Something was done beyond what the progress says. */
    void doneBeyondChanged() {
        beyondChanged = true;
    }

    /** What to store: where all is done up to, and what beyond it. */
    private record Storing(Checkpoint checkpoint, Optional<Instant> arrival, Optional<DoneBeyond> beyond) {
        /**
         * Writes wait for one another, so one that was asked for later may have stored more by the time an earlier one is
         * sent: a checkpoint never moves back.
         */
        Lease applyTo(Lease lease) {
            int order = lease.checkpoint().compareTo(checkpoint);
            if (order > 0) {
                return lease;
            }
            return (order == 0 ? lease : lease.withCheckpoint(checkpoint, arrival)).withDoneBeyond(beyond);
        }
    }

    private Optional<Storing> due() {
        if (isManual() || isVoid) {
            return Optional.empty();
        }
        Optional<Storing> records =
                progress.unstoredRecords().map(due -> new Storing(due.checkpoint(), due.arrival(), doneBeyond.get()));
        return records.isEmpty() && beyondChanged
                ? Optional.of(new Storing(progress.stored(), Optional.empty(), doneBeyond.get()))
                : records;
    }

    private boolean hasUnstored() {
        return !isManual()
                && !isVoid
                && (beyondChanged || progress.unstoredRecords().isPresent());
    }

    /**
     * Writes if the policy says so.
     *
     * @return when to come back; empty when nothing is unstored or a write is under way
     */
    OptionalLong advance() {
        if (inFlight || isManual()) {
            return OptionalLong.empty();
        }
        boolean unstored = hasUnstored();
        if (!schedule.isDue(unstored, false, context.now())) {
            return schedule.nextDueNanos(unstored);
        }
        Optional<Storing> due = due();
        if (due.isEmpty()) {
            return OptionalLong.empty();
        }
        inFlight = true;
        beyondChanged = false;
        schedule.written(context.now());
        store(due.get(), result -> {
            inFlight = false;
            if (result == LeaseWriter.Result.FAILED) {
                beyondChanged |= due.get().beyond().isPresent();
                schedule.failed(context.jitter("checkpoint-retry"), context.now());
            }
        });
        return OptionalLong.empty();
    }

    private void store(Storing storing, Consumer<LeaseWriter.Result> then) {
        writer.write(storing::applyTo, result -> {
            report(storing.checkpoint(), result);
            then.accept(result);
            if (result == LeaseWriter.Result.LOST) {
                lost.run();
            }
        });
    }

    /** What user code stores; what was done beyond an earlier checkpoint means nothing any more. */
    private static Lease atLeast(Lease lease, Checkpoint checkpoint, Optional<Instant> arrival) {
        return lease.checkpoint().compareTo(checkpoint) >= 0 ? lease : lease.withCheckpoint(checkpoint, arrival);
    }

    private void report(Checkpoint checkpoint, LeaseWriter.Result result) {
        LeaseKey key = writer.lease().key();
        if (result == LeaseWriter.Result.STORED) {
            progress.stored(checkpoint);
            context.emit(new WorkerEvent.CheckpointStored(key, writer.epoch(), checkpoint));
        } else {
            String reason = result == LeaseWriter.Result.LOST ? "the lease is lost" : "the store did not take it";
            context.emit(new WorkerEvent.CheckpointRefused(key, writer.epoch(), reason));
        }
    }

    /** The change that gives the lease up, with everything that the policy allows to be stored. */
    UnaryOperator<Lease> releasing() {
        // Records only: SHARD_END is for the processor's shardEnded to allow, and is written elsewhere.
        Optional<Storing> due = due();
        return lease -> {
            Lease last = due.isPresent() ? due.get().applyTo(lease) : lease;
            return last.withOwnership(last.ownership().released());
        };
    }

    /** What user code asked for, while it processes records or shuts down. */
    void userCheckpoint(
            Optional<RecordPosition> position, ImmutableList<StreamRecord> batch, CompletableFuture<Void> answer) {
        Optional<RecordPosition> wanted = position.isPresent() ? position : progress.deliveredUpTo();
        if (wanted.isEmpty()) {
            answer.complete(null);
            return;
        }
        Checkpoint requested = Checkpoint.at(wanted.get());
        if (refused(requested, answer)) {
            return;
        }
        if (requested.equals(progress.stored())) {
            answer.complete(null);
            return;
        }
        Optional<Instant> arrival = batch.stream()
                .filter(record -> record.position().compareTo(wanted.get()) <= 0)
                .reduce((earlier, later) -> later)
                .map(StreamRecord::approximateArrival);
        UnaryOperator<Lease> change = lease -> atLeast(lease, requested, arrival);
        attempt(change, context.now(), 1, answer, result -> report(requested, result));
    }

    /** The first phase of a two-phase checkpoint. */
    void userPrepare(RecordPosition position, Optional<String> state, CompletableFuture<Void> answer) {
        Checkpoint requested = Checkpoint.at(position);
        if (!refused(requested, answer)) {
            PendingCheckpoint pending = new PendingCheckpoint(requested, state);
            attempt(lease -> lease.withPending(pending), context.now(), 1, answer, result -> {});
        }
    }

    private boolean refused(Checkpoint requested, CompletableFuture<Void> answer) {
        ProgressTracker.Verdict verdict = context.rules().judge(progress, requested);
        LeaseKey key = writer.lease().key();
        if (verdict == ProgressTracker.Verdict.BEYOND_DELIVERED) {
            fail(
                    answer,
                    Reason.BEYOND_DELIVERED,
                    "Checkpoint " + requested + " of " + key
                            + " lies beyond what was handed over ("
                            + progress.deliveredUpTo()
                                    .map(RecordPosition::toString)
                                    .orElse("nothing yet")
                            + "); nothing was stored. Checkpoint a record that this processor was given.");
        } else if (verdict == ProgressTracker.Verdict.BACKWARDS) {
            fail(
                    answer,
                    Reason.BACKWARDS,
                    "Checkpoint " + requested + " of " + key + " lies before the stored one, " + progress.stored()
                            + "; nothing was stored.");
        }
        return verdict != ProgressTracker.Verdict.ALLOWED;
    }

    private void attempt(
            UnaryOperator<Lease> change,
            long sinceNanos,
            int attempt,
            CompletableFuture<Void> answer,
            Consumer<LeaseWriter.Result> report) {
        writer.write(change, result -> {
            report.accept(result);
            if (result == LeaseWriter.Result.STORED) {
                answer.complete(null);
            } else if (result == LeaseWriter.Result.LOST) {
                fail(
                        answer,
                        Reason.LEASE_LOST,
                        "Another worker owns " + writer.lease().key()
                                + " now, so the checkpoint was not stored. It processes again what was not checkpointed.");
                lost.run();
            } else if (writer.lastFailure() == StoreFailure.Kind.REFUSED) {
                fail(
                        answer,
                        Reason.STORE_FAILED,
                        "The lease store refuses the checkpoint of "
                                + writer.lease().key()
                                + ", and would refuse it however often it were tried; nothing was stored.");
            } else if (context.now() - sinceNanos > LONGEST_WAIT.toNanos()) {
                fail(
                        answer,
                        writer.lastFailure() == StoreFailure.Kind.THROTTLED
                                ? Reason.STORE_THROTTLED
                                : Reason.STORE_FAILED,
                        "The lease store did not take the checkpoint of "
                                + writer.lease().key() + " for " + LONGEST_WAIT.toSeconds()
                                + " s; it may be tried again. What is not checkpointed is processed again after a failover.");
            } else {
                context.after(
                        RETRY.delay(attempt, context.jitter("user-checkpoint-retry")),
                        () -> attempt(change, sinceNanos, attempt + 1, answer, report));
            }
        });
    }

    static void fail(CompletableFuture<Void> answer, Reason reason, String message) {
        answer.completeExceptionally(new CheckpointException(reason, message));
    }
}
