package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.DoneBeyond;
import io.millrace.domain.consumer.BatchAttempts;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.coordination.FenceGate;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.ProcessorRestartException;
import io.millrace.ports.runtime.EventLoop.Cancellable;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Delivers in the order of the shard: sees one batch after the other through to its end. Delivers, retries, bisects and
 * parks as {@link BatchAttempts} says. On the loop only.
 */
final class BatchDelivery implements Delivery {
    private final WorkerContext context;
    private final FenceGate gate;
    private final ProcessorCalls calls;
    private final LeaseKey lease;
    private final long epoch;
    private final Shard shard;
    private ImmutableList<StreamRecord> batch = ImmutableList.of();
    private @Nullable BatchAttempts attempts;
    private BatchAttempts.@Nullable Step blocked;
    private Throwable lastCause = new IllegalStateException("nothing has failed yet");
    private @Nullable StreamRecord handing;
    private int done;
    private boolean closed;
    private @Nullable Cancellable retryTimer;

    BatchDelivery(
            WorkerContext context, FenceGate gate, ProcessorCalls calls, LeaseKey lease, long epoch, Shard shard) {
        this.context = context;
        this.gate = gate;
        this.calls = calls;
        this.lease = lease;
        this.epoch = epoch;
        this.shard = shard;
    }

    @Override
    public boolean takesMore() {
        return attempts == null && !calls.isBusy();
    }

    @Override
    public boolean isBusy() {
        return attempts != null;
    }

    @Override
    public boolean isCalling() {
        return calls.isBusy();
    }

    @Override
    public ImmutableList<StreamRecord> batch() {
        return batch;
    }

    @Override
    public Optional<DoneBeyond> doneBeyond() {
        return Optional.empty();
    }

    @Override
    public void beginNoBatch() {
        calls.beginNoBatch();
    }

    @Override
    public void noteHandOver() {
        StreamRecord last = handing;
        if (last != null && calls.hasBegun()) {
            handing = null;
            shard.handedOver(last.position());
        }
    }

    @Override
    public void deliver(ImmutableList<StreamRecord> next) {
        if (next.isEmpty()) {
            deliverNothing();
            return;
        }
        batch = next;
        done = 0;
        attempts = new BatchAttempts(next, context.config().failurePolicy());
        perform(attempts.first());
    }

    private void deliverNothing() {
        calls.callFenced("processRecords", shard.process(ImmutableList.of(), 1), outcome -> {
            if (outcome instanceof ProcessorCalls.Outcome.Threw threw) {
                if (threw.cause() instanceof ProcessorRestartException) {
                    shard.cannotGoOn(threw.cause());
                    return;
                }
                context.emit(new WorkerEvent.Trouble("The processor of " + lease + " threw at a batch without records ("
                        + threw.cause() + "); it gets the next one all the same."));
            }
            afterCall();
        });
    }

    @Override
    public void close() {
        closed = true;
        blocked = null;
        if (retryTimer != null) {
            retryTimer.cancel();
        }
    }

    @Override
    public void unfenced() {
        BatchAttempts.Step step = blocked;
        if (step != null && !closed) {
            blocked = null;
            perform(step);
        }
    }

    private void perform(BatchAttempts.Step step) {
        if (step instanceof BatchAttempts.Step.Deliver deliver) {
            later(deliver.after(), () -> hand(deliver));
        } else if (step instanceof BatchAttempts.Step.Park park) {
            later(park.after(), () -> park(park));
        } else if (step instanceof BatchAttempts.Step.Stop) {
            shard.stopped(lastCause);
        } else {
            ImmutableList<StreamRecord> finished = batch;
            attempts = null;
            batch = ImmutableList.of();
            shard.done(finished);
        }
    }

    private void later(Duration delay, Runnable action) {
        if (delay.isZero()) {
            action.run();
        } else {
            retryTimer = context.after(delay, () -> {
                if (!closed) {
                    action.run();
                }
            });
        }
    }

    private void hand(BatchAttempts.Step.Deliver deliver) {
        if (!gate.isOpenAt(context.now())) {
            blocked = new BatchAttempts.Step.Deliver(deliver.from(), deliver.to(), deliver.attempt(), Duration.ZERO);
            return;
        }
        ImmutableList<StreamRecord> part = batch.subList(deliver.from(), deliver.to());
        StreamRecord first = part.get(0);
        StreamRecord last = part.get(part.size() - 1);
        handing = last;
        context.emit(new WorkerEvent.BatchStarted(
                lease, epoch, first.position(), last.position(), part.size(), deliver.attempt()));
        calls.callFenced("processRecords", shard.process(part, deliver.attempt()), outcome -> {
            noteHandOver();
            handing = null;
            if (outcome instanceof ProcessorCalls.Outcome.Returned returned) {
                context.emit(new WorkerEvent.BatchDone(
                        lease,
                        epoch,
                        first.position(),
                        last.position(),
                        part.size(),
                        RecordSizes.payloads(part),
                        returned.took()));
                succeeded();
            } else if (outcome instanceof ProcessorCalls.Outcome.Threw threw) {
                failed(threw.cause(), first, last, deliver.attempt());
            } else {
                blocked =
                        new BatchAttempts.Step.Deliver(deliver.from(), deliver.to(), deliver.attempt(), Duration.ZERO);
                afterCall();
            }
        });
    }

    private void park(BatchAttempts.Step.Park park) {
        if (!gate.isOpenAt(context.now())) {
            blocked = new BatchAttempts.Step.Park(park.index(), park.attempts(), Duration.ZERO);
            return;
        }
        StreamRecord record = batch.get(park.index());
        Throwable cause = lastCause;
        handing = record;
        calls.callFenced("deadLetter", shard.park(record, cause, park.attempts()), outcome -> {
            noteHandOver();
            handing = null;
            if (outcome instanceof ProcessorCalls.Outcome.Returned) {
                context.emit(new WorkerEvent.DeadLettered(lease, record, cause, park.attempts()));
                succeeded();
            } else if (outcome instanceof ProcessorCalls.Outcome.Threw threw) {
                context.emit(new WorkerEvent.Trouble("The dead-letter sink refused record " + record.position() + " of "
                        + lease + " (" + threw.cause() + "); the record is kept and tried again."));
                next(attempts().failed(context.jitter("park-retry")));
            } else {
                blocked = new BatchAttempts.Step.Park(park.index(), park.attempts(), Duration.ZERO);
                afterCall();
            }
        });
    }

    private BatchAttempts attempts() {
        if (attempts == null) {
            throw new IllegalStateException("no batch in hand for " + lease);
        }
        return attempts;
    }

    private void succeeded() {
        BatchAttempts.Step step = attempts().succeeded();
        int upTo = attempts().doneUpTo();
        if (upTo > done) {
            done = upTo;
            StreamRecord last = batch.get(upTo - 1);
            shard.doneUpTo(last.position(), last.approximateArrival());
        }
        next(step);
    }

    private void failed(Throwable cause, StreamRecord first, StreamRecord last, int attempt) {
        lastCause = cause;
        if (cause instanceof ProcessorRestartException) {
            context.emit(new WorkerEvent.BatchFailed(
                    lease,
                    epoch,
                    first.position(),
                    last.position(),
                    attempt,
                    cause,
                    "the shard begins anew at its last checkpoint"));
            shard.cannotGoOn(cause);
            return;
        }
        BatchAttempts.Step step = attempts().failed(context.jitter("batch-retry"));
        context.emit(new WorkerEvent.BatchFailed(
                lease, epoch, first.position(), last.position(), attempt, cause, describe(step)));
        next(step);
    }

    static String describe(BatchAttempts.Step step) {
        if (step instanceof BatchAttempts.Step.Deliver deliver) {
            return (deliver.to() - deliver.from()) + " records are tried again in "
                    + deliver.after().toMillis() + " ms (attempt " + deliver.attempt() + ")";
        }
        if (step instanceof BatchAttempts.Step.Park) {
            return "the record goes to the dead-letter sink";
        }
        return "the shard is stopped";
    }

    private void next(BatchAttempts.Step step) {
        if (closed) {
            shard.idle();
        } else {
            perform(step);
            afterCall();
        }
    }

    private void afterCall() {
        shard.idle();
    }
}
