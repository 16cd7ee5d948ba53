package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.RetentionGap;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.coordination.LeaseWriter;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.runtime.EventLoop.Cancellable;
import io.millrace.ports.telemetry.WorkerEvent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life of one shard in the hands of one worker, under one epoch. On the loop only.
 *
 * <pre>
 *            initialized            all handed over and done           children leased, SHARD_END stored
 * STARTING ---------------> CONSUMING ---------------> ENDING ---------------------------------> CLOSED
 *    |                        |   |                                                                ^
 *    |  give up               |   +-- failure policy --> STOPPED                                    |
 *    +------------------------+------------+                                                       |
 *                             v            v                                                       |
 *                          DRAINING --> SHUTTING_DOWN --> RELEASING -------------------------------+
 *                                      (shutdownRequested)  (last checkpoint, lease freed)         |
 *    STARTING, CONSUMING, ENDING -- the processor cannot go on --> RESTARTING --> another one, STARTING
 *    any state -- the lease is somebody else's --> LOST -- call in progress returned, leaseLost ---+
 * </pre>
 */
public final class ShardWorker {
    private final ShardServices services;
    private final WorkerContext context;
    private final LeaseWriter writer;
    private final LeaseKey key;
    private final ShardOwner owner;
    private final ProcessorCalls calls;
    private final HostedProcessor processor;
    private final ShardIntake intake;
    private final ShardReader reader;
    private final BatchDelivery delivery;
    private final ShardCheckpoints checkpoints;
    private final WakeTimer wake;
    private final ShardEnding ending;
    private final ShardEndCall endCall;
    private final LeaseRelease release;
    private final ShardRestart restart;

    private ShardState state = ShardState.STARTING;
    private boolean letGo;
    private boolean abandoned;
    private String givingUpBecause = "";
    private @Nullable Cancellable timeLimit;

    public ShardWorker(ShardServices services, ShardBeginning beginning, ShardOwner owner) {
        this.services = services;
        this.context = services.context();
        this.writer = beginning.writer();
        this.owner = owner;
        Lease lease = writer.lease();
        this.key = lease.key();
        this.calls = new ProcessorCalls(context, services.gate(), key);
        this.intake = new ShardIntake(services, key, lease.checkpoint(), beginning.pace(), new Read());
        this.reader = intake.reader();
        this.checkpoints = new ShardCheckpoints(context, writer, () -> lost("a checkpoint was refused by the store"));
        this.ending = new ShardEnding(services, writer, checkpoints, this::ended, this::lost);
        this.delivery = new BatchDelivery(context, services.gate(), calls, key, writer.epoch(), new Delivered());
        ShardContext shardContext =
                new ShardContext(key, context.config().workerId(), writer.epoch(), lease.checkpoint(), lease.pending());
        this.processor = new HostedProcessor(
                services,
                shardContext,
                new ShardCheckpointer(context, new UserRequests(this, checkpoints, delivery, ending, reader)),
                calls);
        this.endCall = new ShardEndCall(context, this, processor, checkpoints, ending, reader);
        this.release = new LeaseRelease(context, writer, checkpoints);
        this.restart = new ShardRestart(context, reader, beginning);
        processor.whenFailing(this::cannotGoOn);
        this.wake = new WakeTimer(context, this::advance);
    }

    public LeaseKey key() {
        return key;
    }

    public ShardState state() {
        return state;
    }

    /** Whether this worker means to keep the lease. */
    public boolean isKept() {
        return !letGo && givingUpBecause.isEmpty();
    }

    /** Whether the lease in the store still names this worker, as far as it knows. */
    public boolean holdsLease() {
        return !letGo;
    }

    /** Whether the lease is gone although a call of user code has not returned in time. */
    public boolean isAbandoned() {
        return letGo && abandoned;
    }

    boolean isGivingUp() {
        return !givingUpBecause.isEmpty();
    }

    /** Begins: reports a gap if the checkpoint fell out of retention, and initialises a processor. */
    public void start() {
        Lease lease = writer.lease();
        RetentionGap.beyond(
                        lease.checkpointArrival(),
                        services.retention(),
                        context.runtime().time().wallTime())
                .ifPresent(beyond -> context.emit(new WorkerEvent.RetentionGap(key, lease.checkpoint(), beyond)));
        processor.start(
                () -> state == ShardState.STARTING && givingUpBecause.isEmpty(), this::started, this::stopShard);
    }

    private void started() {
        if (restart.isWanted()) {
            processorFailed();
        } else if (state == ShardState.LOST || letGo) {
            sayLeaseLost();
        } else if (!givingUpBecause.isEmpty()) {
            requestShutdown();
        } else {
            state = ShardState.CONSUMING;
            advance();
        }
    }

    /** Does whatever is due. Called after anything that may have changed something; does nothing when nothing is due. */
    public void advance() {
        if (state == ShardState.CONSUMING) {
            wake.at(intake.fetch());
            cutAndDeliver();
            wake.at(checkpoints.advance());
            if (state == ShardState.CONSUMING && intake.isReadThrough() && !delivery.isBusy() && !processor.isBusy()) {
                checkpoints.progress().shardEndReached();
                state = ShardState.ENDING;
                endCall.make();
            }
        } else if (state.checkpointsAlone()) {
            wake.at(checkpoints.advance());
        }
    }

    private void cutAndDeliver() {
        if (delivery.isBusy() || processor.isBusy() || !services.gate().isOpenAt(context.now())) {
            return;
        }
        Optional<ImmutableList<StreamRecord>> batch = intake.cut();
        if (batch.isPresent()) {
            delivery.deliver(batch.get());
            wake.at(intake.fetch());
        } else {
            wake.at(intake.dueAtNanos());
        }
    }

    /** The worker can prove again that it lives. */
    public void unfenced() {
        delivery.unfenced();
        endCall.unfenced();
        advance();
    }

    private void ended() {
        context.emit(new WorkerEvent.ShardFinished(
                key, reader.children().stream().map(ChildShard::id).collect(ImmutableList.toImmutableList())));
        letGoThenClose();
        owner.leasesChanged();
    }

    /**
     * Gives the shard up in order: no more fetches, the batch in hand finishes, the processor is asked to shut down, the
     * last checkpoint is stored and the lease freed, all within the time limit.
     *
     * @param reason one word or two for the log: hand-off, shutdown, stream gone
     */
    public void giveUp(String reason) {
        if (!givingUpBecause.isEmpty() || state == ShardState.LOST || state == ShardState.CLOSED) {
            return;
        }
        givingUpBecause = reason;
        calls.beginNoBatch();
        readNoMore();
        timeLimit = context.after(context.config().handOffTimeout(), this::timeIsUp);
        if (state == ShardState.ENDING) {
            if (!processor.isBusy() && !ending.hasBegun()) {
                requestShutdown();
            }
        } else if (!processor.isBusy()) {
            requestShutdown();
        } else if (state != ShardState.STARTING) {
            state = ShardState.DRAINING;
        }
    }

    private void readNoMore() {
        intake.stop();
        delivery.close();
    }

    void requestShutdown() {
        if (!processor.needsFarewell()) {
            release();
            return;
        }
        state = ShardState.SHUTTING_DOWN;
        processor.shutdownRequested(() -> {
            if (state == ShardState.SHUTTING_DOWN) {
                release();
            } else if (letGo) {
                close();
            }
        });
    }

    private void timeIsUp() {
        if (letGo || state == ShardState.LOST || state == ShardState.RELEASING) {
            return;
        }
        abandoned = true;
        context.emit(new WorkerEvent.Trouble("The processor of " + key + " did not finish within "
                + context.config().handOffTimeout() + "; the shard is given up without it. What it has not checkpointed"
                + " is processed again by the next owner."));
        release();
    }

    void release() {
        state = ShardState.RELEASING;
        release.write(
                givingUpBecause,
                () -> state == ShardState.RELEASING,
                this::letGoThenClose,
                () -> lost("it was taken before it could be given up"));
    }

    private void letGoThenClose() {
        letGo();
        if (!processor.isBusy()) {
            close();
        }
    }

    private void letGo() {
        if (!letGo) {
            letGo = true;
            calls.beginNoBatch();
            owner.letGo(key);
        }
    }

    /** The lease is somebody else's, or the session is gone: nothing more is delivered and no checkpoint is taken. */
    public void lost(String reason) {
        if (state == ShardState.LOST || state == ShardState.CLOSED || letGo) {
            return;
        }
        state = ShardState.LOST;
        context.emit(new WorkerEvent.LeaseLost(key, writer.epoch(), reason));
        readNoMore();
        ending.stop();
        letGo();
        if (!processor.isBusy()) {
            sayLeaseLost();
        }
    }

    void sayLeaseLost() {
        if (processor.needsFarewell()) {
            processor.leaseLost(this::close);
        } else {
            close();
        }
    }

    /** The processor said, or showed by what it threw, that it cannot go on. */
    void cannotGoOn(Throwable cause) {
        restart.want(cause);
        if (!ending.hasBegun()) {
            readNoMore();
        }
        if (!processor.isBusy()) {
            processorFailed();
        }
    }

    private void processorFailed() {
        processor.discard();
        checkpoints.forget();
        boolean goesOnByItself = state.outlivesProcessor() || ending.hasBegun();
        if (state == ShardState.LOST || letGo) {
            close();
        } else if (!goesOnByItself && !givingUpBecause.isEmpty()) {
            restart.giveUp();
            release();
        } else if (!goesOnByItself) {
            state = ShardState.RESTARTING;
            restart.schedule(() -> state == ShardState.RESTARTING, this::beginAnew, this::stopShard);
        }
    }

    private void beginAnew(ShardBeginning beginning) {
        end();
        owner.beginAnew(beginning);
    }

    private void stopShard(Throwable cause) {
        state = ShardState.STOPPED;
        readNoMore();
        context.emit(new WorkerEvent.ShardStopped(key, cause));
        advance();
    }

    private void close() {
        if (state == ShardState.CLOSED) {
            return;
        }
        end();
        owner.closed(key);
    }

    private void end() {
        state = ShardState.CLOSED;
        wake.cancel();
        if (timeLimit != null) {
            timeLimit.cancel();
        }
        intake.close();
    }

    private final class Read implements ShardIntake.Shard {
        @Override
        public void advance() {
            ShardWorker.this.advance();
        }

        @Override
        public void streamGone() {
            owner.streamGone();
        }
    }

    private final class Delivered implements BatchDelivery.Shard {
        @Override
        public void handedOver(StreamRecord last) {
            checkpoints.progress().delivered(last.position());
        }

        @Override
        public void doneUpTo(StreamRecord last) {
            checkpoints.progress().done(last.position(), last.approximateArrival());
        }

        @Override
        public void batchDone(ImmutableList<StreamRecord> batch) {
            intake.done(batch);
        }

        @Override
        public void cannotGoOn(Throwable cause) {
            ShardWorker.this.cannotGoOn(cause);
        }

        @Override
        public void stopped(Throwable cause) {
            stopShard(cause);
        }

        @Override
        public void idle() {
            if (restart.isWanted()) {
                processorFailed();
            } else if (state == ShardState.LOST || letGo) {
                // Lost, or given up because time was up, while this call was still running: the processor has to know.
                sayLeaseLost();
            } else if (state == ShardState.DRAINING) {
                requestShutdown();
            } else {
                advance();
            }
        }

        @Override
        public ProcessorCalls.UserCall process(ImmutableList<StreamRecord> records, int attempt) {
            return processor.process(records, attempt, reader.behindLatest());
        }

        @Override
        public ProcessorCalls.UserCall park(StreamRecord record, Throwable cause, int tries) {
            return processor.park(record, cause, tries);
        }
    }
}
