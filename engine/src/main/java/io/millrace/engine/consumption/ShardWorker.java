package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.RetentionGap;
import io.millrace.domain.consumer.ProcessingOrder;
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
    private final HostedProcessor processor;
    private final ShardIntake intake;
    private final ShardFeed feed;
    private final Delivery delivery;
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
        ProcessorCalls calls = new ProcessorCalls(context, services.gate(), key);
        this.intake = new ShardIntake(services, lease, beginning.pace(), new Read());
        this.feed = intake.feed();
        this.checkpoints = new ShardCheckpoints(context, writer, () -> lost("a checkpoint was refused by the store"));
        this.ending = new ShardEnding(services, writer, checkpoints, this::ended, this::lost);
        ShardContext shardContext =
                new ShardContext(key, context.config().workerId(), writer.epoch(), lease.checkpoint(), lease.pending());
        Delivery.Shard reports = new DeliveryReports(this, checkpoints, intake);
        this.delivery = context.config().order() == ProcessingOrder.SHARD
                ? new BatchDelivery(context, services.gate(), calls, key, writer.epoch(), reports)
                : new ParallelDelivery(context, services.gate(), key, writer.epoch(), intake::isDoneAlready, reports);
        checkpoints.follow(delivery::doneBeyond);
        this.processor = new HostedProcessor(
                services,
                shardContext,
                new ShardCheckpointer(context, new UserRequests(this, checkpoints, delivery, ending, feed)),
                calls);
        this.endCall = new ShardEndCall(context, this, processor, checkpoints, ending, feed);
        this.release = new LeaseRelease(context, writer, checkpoints);
        this.restart = new ShardRestart(context, feed, beginning);
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

    HostedProcessor processor() {
        return processor;
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
            if (state == ShardState.CONSUMING && intake.isReadThrough() && !delivery.isBusy() && !isBusy()) {
                checkpoints.progress().shardEndReached();
                state = ShardState.ENDING;
                endCall.make();
            }
        } else if (state.checkpointsAlone()) {
            wake.at(checkpoints.advance());
        }
    }

    private void cutAndDeliver() {
        while (state == ShardState.CONSUMING
                && delivery.takesMore()
                && services.gate().isOpenAt(context.now())) {
            Optional<ImmutableList<StreamRecord>> batch = intake.cut();
            if (batch.isEmpty()) {
                wake.at(intake.dueAtNanos());
                return;
            }
            delivery.deliver(batch.get());
            wake.at(intake.fetch());
        }
    }

    /** Whether user code is at work. */
    private boolean isBusy() {
        return processor.isBusy() || delivery.isCalling();
    }

    /** The worker can prove again that it lives. */
    public void unfenced() {
        delivery.unfenced();
        endCall.unfenced();
        advance();
    }

    private void ended() {
        context.emit(new WorkerEvent.ShardFinished(
                key, feed.children().stream().map(ChildShard::id).collect(ImmutableList.toImmutableList())));
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
        delivery.beginNoBatch();
        readNoMore();
        timeLimit = context.after(context.config().handOffTimeout(), this::timeIsUp);
        if (state == ShardState.ENDING) {
            if (!isBusy() && !ending.hasBegun()) {
                requestShutdown();
            }
        } else if (!isBusy()) {
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
        if (!isBusy()) {
            close();
        }
    }

    private void letGo() {
        if (!letGo) {
            letGo = true;
            processor.letGo();
            delivery.beginNoBatch();
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
        if (!isBusy()) {
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
        if (!isBusy()) {
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

    void stopShard(Throwable cause) {
        state = ShardState.STOPPED;
        readNoMore();
        context.emit(new WorkerEvent.ShardStopped(key, cause));
        advance();
    }

    /** A call that hands records over has returned, and nothing follows by itself. */
    void callReturned() {
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
            owner.streamGone(key.stream());
        }
    }
}
