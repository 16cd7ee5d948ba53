package io.millrace.multilang.child;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.multilang.child.ShardPositions.Phase;
import io.millrace.multilang.frames.BatchNumbers;
import io.millrace.multilang.frames.ChildFrame;
import io.millrace.multilang.frames.FrameParts;
import io.millrace.multilang.protocol.Action;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.ShardContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard on a child that takes frames. Calls come from one thread at a time, frames from the thread that reads; the
 * monitor of this object guards what both touch.
 */
final class FramedChannel implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(FramedChannel.class);

    private final FramedChild process;
    private final int number;
    private final Runnable failedBetweenCalls;
    private final ChannelCheckpoints checkpoints;
    private long sent;
    private long done;
    private int generation = 1;
    private @Nullable Action acknowledged;
    private ChildFrame.@Nullable Failed failure;
    private @Nullable String closed;
    private long heardNanos = System.nanoTime();
    private boolean leaving;
    private boolean left;

    FramedChannel(FramedChild process, int number, ShardContext shard, Runnable failedBetweenCalls) {
        this.process = process;
        this.number = number;
        this.failedBetweenCalls = failedBetweenCalls;
        this.checkpoints = new ChannelCheckpoints(shard.checkpoint(), this::wake, this::answer);
    }

    @Override
    public Child child() {
        return process.child();
    }

    // ---- what the child says, on the thread that reads

    void said(ChildFrame frame) {
        boolean failed = false;
        synchronized (this) {
            heardNanos = System.nanoTime();
            if (frame instanceof ChildFrame.BatchDone batch) {
                done = Math.max(done, Math.min(sent, batch.batch()));
            } else if (frame instanceof ChildFrame.Acknowledged action) {
                acknowledge(action.action());
            } else if (frame instanceof ChildFrame.Failed problem && leaving) {
                failedWhileLeaving(problem);
            } else if (frame instanceof ChildFrame.Failed problem && failure == null) {
                failure = problem;
                failed = true;
            }
            notifyAll();
        }
        if (frame instanceof ChildFrame.Checkpoint request && !checkpoints.asked(request)) {
            close("asks for checkpoints faster than they can be stored");
            process.child().endSoon(Child.UNASKED);
        }
        if (failed) {
            failedBetweenCalls.run();
        }
    }

    /** Here and not where it is waited for: the child's very next frame may ask for a checkpoint. */
    private void acknowledge(Action action) {
        acknowledged = action;
        if (action == Action.INITIALIZE) {
            checkpoints.enter(Phase.RECORDS, null);
        }
    }

    /** With LEASE_LOST the channel is over, whatever user code makes of it, and what failed before it does not count. */
    private void failedWhileLeaving(ChildFrame.Failed problem) {
        if (problem.action().equals(Optional.of(Action.LEASE_LOST.wireName()))) {
            acknowledged = Action.LEASE_LOST;
        }
        LOG.warn(
                "The record processor failed when its shard was taken away: {}\n{}",
                problem.error(),
                problem.traceback());
    }

    /** Nothing more will come. */
    synchronized void close(String why) {
        if (closed == null) {
            closed = why;
            notifyAll();
        }
    }

    private synchronized void wake() {
        notifyAll();
    }

    private void answer(long request, Optional<String> error, Optional<String> message) {
        post((lines, frames) -> frames.checkpointResult(number, request, error, message));
    }

    /** A failure to write closes the channel by itself. */
    private void post(ChildInput.Outgoing message) {
        CompletionStage<Void> sent = process.child().send(message);
        sent.whenComplete((written, problem) -> LOG.trace("channel {}: a frame is written", number, problem));
    }

    // ---- calls

    void initialize(ShardContext shard, Duration timeout)
            throws BrokenChildException, ChildFailedException, InterruptedException {
        String application = process.settings().application();
        begin();
        post((lines, frames) -> frames.initialize(number, shard, application));
        await(() -> acknowledged == Action.INITIALIZE, Optional.of(timeout));
    }

    @Override
    public void processRecords(RecordBatch batch)
            throws BrokenChildException, ChildFailedException, InterruptedException {
        if (batch.records().isEmpty()) {
            // Frames always carry records: a child that takes them has a clock of its own.
            return;
        }
        checkpoints.delivered(batch.records().get(batch.records().size() - 1).position());
        checkpoints.enter(Phase.RECORDS, batch.checkpointer());
        begin();
        for (ImmutableList<StreamRecord> part : FrameParts.of(batch.records())) {
            awaitBatches(process.inFlight() - 1);
            BatchNumbers numbers;
            synchronized (this) {
                numbers = new BatchNumbers(
                        ++sent,
                        batch.attempt(),
                        generation,
                        batch.behindLatest().toMillis());
            }
            post((lines, frames) -> frames.records(number, numbers, part));
        }
        awaitBatches(process.inFlight() - 1);
    }

    @Override
    public boolean shardEnded(Checkpointer checkpointer)
            throws BrokenChildException, ChildFailedException, InterruptedException {
        begin();
        awaitBatches(0);
        checkpoints.enter(Phase.SHARD_END, checkpointer);
        action(Action.SHARD_ENDED);
        return checkpoints.isFinished();
    }

    @Override
    public void shutdownRequested(Checkpointer checkpointer)
            throws BrokenChildException, ChildFailedException, InterruptedException {
        begin();
        awaitBatches(0);
        checkpoints.enterShutdown(checkpointer);
        action(Action.SHUTDOWN_REQUESTED);
        leaseLost();
    }

    @Override
    public void leaseLost() throws BrokenChildException, ChildFailedException, InterruptedException {
        leave();
        action(Action.LEASE_LOST);
    }

    private void leave() {
        checkpoints.enter(Phase.CLOSED, null);
        synchronized (this) {
            heardNanos = System.nanoTime();
            leaving = true;
            failure = null;
        }
    }

    private void action(Action action) throws BrokenChildException, ChildFailedException, InterruptedException {
        begin();
        post((lines, frames) -> frames.action(number, action));
        await(() -> acknowledged == action, process.settings().messageTimeout());
        awaitCheckpoints();
    }

    /** A child may acknowledge before the answers to its checkpoints are there. */
    private void awaitCheckpoints() throws BrokenChildException, ChildFailedException, InterruptedException {
        await(checkpoints::areAnswered, Optional.empty());
    }

    private void awaitBatches(int unacknowledged)
            throws BrokenChildException, ChildFailedException, InterruptedException {
        await(() -> sent - done <= unacknowledged, process.settings().messageTimeout());
    }

    private synchronized void begin() {
        heardNanos = System.nanoTime();
    }

    /** Waits for the child, and stores the checkpoints that have to be stored on this thread. */
    private void await(BooleanSupplier reached, Optional<Duration> limit)
            throws BrokenChildException, ChildFailedException, InterruptedException {
        while (!reachedOrAsked(reached, limit)) {
            checkpoints.storeHere();
            begin();
        }
    }

    private synchronized boolean reachedOrAsked(BooleanSupplier reached, Optional<Duration> limit)
            throws BrokenChildException, ChildFailedException, InterruptedException {
        while (true) {
            if (failure != null) {
                throw failed(failure);
            }
            if (checkpoints.wantsToStoreHere()) {
                return false;
            }
            if (reached.getAsBoolean()) {
                return true;
            }
            if (closed != null) {
                throw new BrokenChildException(closed);
            }
            Deadline deadline = new Deadline(limit, heardNanos);
            if (deadline.remainingNanos() <= 0) {
                throw new BrokenChildException("did not answer within " + deadline.words());
            }
            wait(deadline.remainingNanos() / 1_000_000 + 1);
        }
    }

    /** The batch that failed is over; what was sent ahead of it the child discards. */
    private ChildFailedException failed(ChildFrame.Failed problem) {
        failure = null;
        generation++;
        done = sent;
        String where = problem.batch().isPresent()
                ? "batch " + problem.batch().getAsLong()
                : problem.action().orElse("an action");
        return new ChildFailedException(where, problem.error(), problem.traceback());
    }

    /** For how long the child has said nothing although it has batches that it has not acknowledged; else empty. */
    synchronized Optional<Duration> owesSince() {
        boolean owes = sent > done && failure == null && closed == null && !leaving;
        return owes ? Optional.of(Duration.ofNanos(System.nanoTime() - heardNanos)) : Optional.empty();
    }

    /** What user code failed with while no call was under way, if it did. */
    synchronized Optional<ChildFailedException> takeFailure() {
        return Optional.ofNullable(failure).map(this::failed);
    }

    @Override
    public void finish() {
        synchronized (this) {
            if (left) {
                return;
            }
            left = true;
        }
        process.leave(number);
    }

    @Override
    public void abandon() throws InterruptedException {
        leave();
        post((lines, frames) -> frames.action(number, Action.LEASE_LOST));
        try {
            await(
                    () -> acknowledged == Action.LEASE_LOST,
                    Optional.of(process.settings().exitGrace()));
            finish();
        } catch (BrokenChildException | ChildFailedException unwilling) {
            LOG.warn("A child that failed does not give its shard back, so it is ended: {}", unwilling.getMessage());
            process.child().end(Child.UNASKED);
            finish();
        }
    }
}
