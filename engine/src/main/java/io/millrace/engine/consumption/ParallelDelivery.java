package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.DoneBeyond;
import io.millrace.domain.checkpoint.OpenRecords;
import io.millrace.domain.consumer.BatchAttempts;
import io.millrace.domain.consumer.KeyLanes;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.ConsumerConfig;
import io.millrace.engine.consumption.ProcessorCalls.Outcome;
import io.millrace.engine.coordination.FenceGate;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.ProcessorRestartException;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Delivers the records of one shard side by side, as {@link KeyLanes} divides them, and keeps count of what is done
 * ({@link OpenRecords}). On the loop only.
 */
final class ParallelDelivery implements Delivery {
    /** Beyond that far from the first record that is not done, nothing is taken in: what is done there would be repeated. */
    private static final long LONGEST_SPAN = 1_000_000;

    private final WorkerContext context;
    private final FenceGate gate;
    private final LeaseKey lease;
    private final long epoch;
    private final Predicate<StreamRecord> doneAlready;
    private final Shard shard;
    private final int parallelism;
    private final int mostPending;
    private final KeyLanes lanes;
    private final OpenRecords open = new OpenRecords();
    private final ArrayDeque<ProcessorCalls> free = new ArrayDeque<>();
    private final ArrayDeque<ProcessorCalls> made = new ArrayDeque<>();
    private int calling;
    private boolean pumping;
    private boolean blocked;
    private boolean closed;
    private boolean beginsNoBatch;

    /** @param doneAlready asked of each record, in order, whether it was done before by whoever had the shard then */
    ParallelDelivery(
            WorkerContext context,
            FenceGate gate,
            LeaseKey lease,
            long epoch,
            Predicate<StreamRecord> doneAlready,
            Shard shard) {
        ConsumerConfig config = context.config();
        this.context = context;
        this.gate = gate;
        this.lease = lease;
        this.epoch = epoch;
        this.doneAlready = doneAlready;
        this.shard = shard;
        this.parallelism = config.parallelism();
        this.mostPending = Math.max(2 * config.batchLimits().maxRecords(), 4 * parallelism);
        this.lanes = new KeyLanes(config.order(), parallelism, config.batchLimits(), config.failurePolicy());
    }

    @Override
    public boolean takesMore() {
        return lanes.pending() < mostPending
                && lanes.pendingBytes() < 2 * context.config().batchLimits().maxBytes()
                && open.span() < LONGEST_SPAN;
    }

    @Override
    public void deliver(ImmutableList<StreamRecord> next) {
        ImmutableList.Builder<StreamRecord> before = ImmutableList.builder();
        for (StreamRecord record : next) {
            long number = open.add(record);
            if (doneAlready.test(record)) {
                open.done(number);
                before.add(record);
            } else {
                lanes.add(record, number);
            }
        }
        ImmutableList<StreamRecord> known = before.build();
        if (!known.isEmpty()) {
            done(known);
        }
        pump();
    }

    @Override
    public boolean isBusy() {
        return lanes.pending() > 0;
    }

    @Override
    public boolean isCalling() {
        return calling > 0;
    }

    /** What is handed over may be done in any order: only what is done counts. */
    @Override
    public void noteHandOver() {}

    @Override
    public ImmutableList<StreamRecord> batch() {
        return ImmutableList.of();
    }

    @Override
    public Optional<DoneBeyond> doneBeyond() {
        return open.doneBeyond();
    }

    @Override
    public void unfenced() {
        blocked = false;
        pump();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void beginNoBatch() {
        beginsNoBatch = true;
        made.forEach(ProcessorCalls::beginNoBatch);
    }

    /** Fills the lanes that are free. */
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        while (!closed && !blocked && calling < parallelism) {
            Optional<KeyLanes.Part> part = lanes.next();
            if (part.isEmpty()) {
                break;
            }
            if (gate.isOpenAt(context.now())) {
                begin(part.get());
            } else {
                lanes.notStarted(part.get());
                blocked = true;
            }
        }
        pumping = false;
    }

    private void begin(KeyLanes.Part part) {
        calling++;
        if (part.step() instanceof BatchAttempts.Step.Park park) {
            park(part, park);
        } else if (part.step() instanceof BatchAttempts.Step.Deliver deliver) {
            hand(part, deliver);
        } else {
            throw new IllegalStateException("nothing to do with a part in " + part.step());
        }
    }

    private ProcessorCalls lane() {
        ProcessorCalls lane = free.poll();
        if (lane == null) {
            lane = new ProcessorCalls(context, gate, lease);
            made.add(lane);
            if (beginsNoBatch) {
                lane.beginNoBatch();
            }
        }
        return lane;
    }

    private void hand(KeyLanes.Part part, BatchAttempts.Step.Deliver deliver) {
        ProcessorCalls lane = lane();
        ImmutableList<StreamRecord> records = part.records().subList(deliver.from(), deliver.to());
        StreamRecord first = records.get(0);
        StreamRecord last = records.get(records.size() - 1);
        context.emit(new WorkerEvent.BatchStarted(
                lease, epoch, first.position(), last.position(), records.size(), deliver.attempt()));
        lane.callFenced("processRecords", shard.process(records, deliver.attempt()), outcome -> {
            if (outcome instanceof Outcome.Returned returned) {
                context.emit(new WorkerEvent.BatchDone(
                        lease,
                        epoch,
                        first.position(),
                        last.position(),
                        records.size(),
                        RecordSizes.payloads(records),
                        returned.took()));
                succeeded(part);
            } else if (outcome instanceof Outcome.Threw threw) {
                failed(part, threw.cause(), first, last, deliver.attempt());
            } else {
                notStarted(part);
            }
            ended(lane);
        });
    }

    private void park(KeyLanes.Part part, BatchAttempts.Step.Park park) {
        ProcessorCalls lane = lane();
        StreamRecord record = part.records().get(park.index());
        Throwable cause = part.cause();
        lane.callFenced("deadLetter", shard.park(record, cause, park.attempts()), outcome -> {
            if (outcome instanceof Outcome.Returned) {
                context.emit(new WorkerEvent.DeadLettered(lease, record, cause, park.attempts()));
                succeeded(part);
            } else if (outcome instanceof Outcome.Threw threw) {
                context.emit(new WorkerEvent.Trouble("The dead-letter sink refused record " + record.position() + " of "
                        + lease + " (" + threw.cause() + "); the record is kept and tried again."));
                lanes.failed(part, cause, context.jitter("park-retry")).ifPresent(this::waitFor);
            } else {
                notStarted(part);
            }
            ended(lane);
        });
    }

    private void ended(ProcessorCalls lane) {
        calling--;
        free.push(lane);
        pump();
        if (!closed || calling == 0) {
            shard.idle();
        }
    }

    private void notStarted(KeyLanes.Part part) {
        lanes.notStarted(part);
        blocked = true;
    }

    private void succeeded(KeyLanes.Part part) {
        KeyLanes.Finished finished = lanes.succeeded(part);
        for (int index = finished.from(); index < finished.to(); index++) {
            open.done(part.number(index));
        }
        done(part.records().subList(finished.from(), finished.to()));
    }

    private void done(ImmutableList<StreamRecord> records) {
        open.doneUpTo().ifPresent(mark -> shard.doneUpTo(mark.position(), mark.arrival()));
        if (open.count() > 0) {
            shard.doneBeyondChanged();
        }
        shard.done(records);
    }

    private void failed(KeyLanes.Part part, Throwable cause, StreamRecord first, StreamRecord last, int attempt) {
        if (cause instanceof ProcessorRestartException) {
            tellOfFailure(first, last, attempt, cause, "the shard begins anew at its last checkpoint");
            lanes.notStarted(part);
            shard.cannotGoOn(cause);
            return;
        }
        Optional<KeyLanes.Waiting> waiting = lanes.failed(part, cause, context.jitter("batch-retry"));
        tellOfFailure(
                first,
                last,
                attempt,
                cause,
                waiting.map(next -> BatchDelivery.describe(next.part().step()))
                        .orElse("its partition keys are tried again each by itself"));
        waiting.ifPresent(this::waitFor);
    }

    private void tellOfFailure(StreamRecord first, StreamRecord last, int attempt, Throwable cause, String whatNext) {
        context.emit(
                new WorkerEvent.BatchFailed(lease, epoch, first.position(), last.position(), attempt, cause, whatNext));
    }

    private void waitFor(KeyLanes.Waiting waiting) {
        KeyLanes.Part part = waiting.part();
        if (part.step() instanceof BatchAttempts.Step.Stop stop) {
            context.emit(new WorkerEvent.Trouble(
                    "Record " + part.records().get(stop.from()).position() + " of " + lease
                            + " could not be processed, and the failure policy stops its partition key. The other keys of the"
                            + " shard go on; the checkpoint stays before the record, and what is done beyond it is stored beside"
                            + " it. Repair the processor or the record's cause, and restart the worker."));
            return;
        }
        Duration after = waiting.after();
        if (after.isZero()) {
            lanes.due(part);
            return;
        }
        context.after(after, () -> {
            if (!closed) {
                lanes.due(part);
                pump();
            }
        });
    }
}
