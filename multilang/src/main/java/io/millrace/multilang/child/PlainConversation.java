package io.millrace.multilang.child;

import io.millrace.multilang.child.ShardPositions.Phase;
import io.millrace.multilang.child.ShardPositions.Verdict;
import io.millrace.multilang.protocol.Action;
import io.millrace.multilang.protocol.CheckpointRequest;
import io.millrace.multilang.protocol.ChildMessage;
import io.millrace.multilang.protocol.ErrorNames;
import io.millrace.multilang.protocol.Generation;
import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.ShardContext;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The plain protocol with one child about one shard: an action, any number of checkpoints, the acknowledgement. One call at
 * a time.
 */
final class PlainConversation {
    private final Pipes pipes;
    private final Generation generation;
    private final Optional<Duration> messageTimeout;
    private final ShardPositions positions;

    PlainConversation(Pipes pipes, ShardContext shard, Generation generation, Optional<Duration> messageTimeout) {
        this.pipes = pipes;
        this.generation = generation;
        this.messageTimeout = messageTimeout;
        this.positions = new ShardPositions(shard.checkpoint());
    }

    /**
     * Tells the child its shard.
     *
     * @return empty when it has acknowledged; present when it takes frames, and has acknowledged nothing yet
     */
    Optional<ChildMessage.TakesFrames> initialize(ShardContext shard, Duration timeout)
            throws BrokenChildException, InterruptedException {
        Future<Void> written = pipes.send((lines, frames) -> lines.initialize(shard.shardId(), shard.checkpoint()));
        return acknowledgement(Action.INITIALIZE, written, Deadline.after(Optional.of(timeout)), Phase.CLOSED, null);
    }

    void processRecords(RecordBatch batch) throws BrokenChildException, InterruptedException {
        positions.delivered(batch.records().get(batch.records().size() - 1).position());
        Future<Void> written = pipes.send((lines, frames) -> lines.processRecords(
                batch.records(), OptionalLong.of(batch.behindLatest().toMillis())));
        acknowledged(Action.PROCESS_RECORDS, written, Phase.RECORDS, batch.checkpointer());
    }

    /** @return whether SHARD_END is stored */
    boolean shardEnded(Checkpointer checkpointer) throws BrokenChildException, InterruptedException {
        action(Action.SHARD_ENDED, Phase.SHARD_END, checkpointer);
        return positions.isFinished();
    }

    void shutdownRequested(Checkpointer checkpointer) throws BrokenChildException, InterruptedException {
        action(Action.SHUTDOWN_REQUESTED, Phase.RECORDS, checkpointer);
    }

    void leaseLost() throws BrokenChildException, InterruptedException {
        action(Action.LEASE_LOST, Phase.CLOSED, null);
    }

    private void action(Action action, Phase phase, @Nullable Checkpointer checkpointer)
            throws BrokenChildException, InterruptedException {
        acknowledged(action, pipes.send((lines, frames) -> lines.action(action)), phase, checkpointer);
    }

    private void acknowledged(Action action, Future<Void> written, Phase phase, @Nullable Checkpointer checkpointer)
            throws BrokenChildException, InterruptedException {
        acknowledgement(action, written, Deadline.after(messageTimeout), phase, checkpointer);
    }

    private Optional<ChildMessage.TakesFrames> acknowledgement(
            Action action, Future<Void> written, Deadline first, Phase phase, @Nullable Checkpointer checkpointer)
            throws BrokenChildException, InterruptedException {
        Deadline deadline = first;
        while (true) {
            Optional<ChildMessage> message = pipes.inbox().take(deadline);
            if (message.isEmpty()) {
                throw new BrokenChildException("did not answer within " + deadline.words());
            }
            if (message.get() instanceof ChildMessage.Status status) {
                requireMatch(action, status);
                awaitWritten(written, deadline);
                return Optional.empty();
            }
            if (message.get() instanceof ChildMessage.TakesFrames frames) {
                return Optional.of(frames);
            }
            CheckpointRequest request = (CheckpointRequest) message.get();
            Optional<String> error = checkpoint(request, phase, checkpointer);
            deadline = new Deadline(first.limit(), System.nanoTime());
            awaitWritten(pipes.send((lines, frames) -> lines.checkpoint(request, error)), deadline);
        }
    }

    private void requireMatch(Action action, ChildMessage.Status status) throws BrokenChildException {
        String expected = action.wireName(generation);
        if (!status.responseFor().equals(Optional.of(expected))) {
            throw new BrokenChildException("acknowledged "
                    + status.responseFor().map(name -> "'" + name + "'").orElse("nothing") + " in place of "
                    + expected);
        }
    }

    private static void awaitWritten(Future<Void> written, Deadline deadline)
            throws BrokenChildException, InterruptedException {
        try {
            written.get(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw new BrokenChildException("did not read what it was told (" + failed.getCause() + ")");
        } catch (TimeoutException late) {
            throw new BrokenChildException("did not read what it was told within " + deadline.words());
        }
    }

    /** @return the name of the error, if there is one */
    private Optional<String> checkpoint(CheckpointRequest request, Phase phase, @Nullable Checkpointer checkpointer)
            throws InterruptedException {
        Verdict verdict = positions.judge(request, phase);
        if (verdict instanceof Verdict.Refused refused) {
            return Optional.of(refused.error());
        }
        if (checkpointer == null) {
            return Optional.of(ErrorNames.INVALID_STATE);
        }
        try {
            if (verdict instanceof Verdict.Everything) {
                checkpointer.checkpoint();
            } else if (verdict instanceof Verdict.UpTo upTo) {
                checkpointer.checkpoint(upTo.position());
            }
            positions.stored(verdict, phase);
            return Optional.empty();
        } catch (CheckpointException | RuntimeException failed) {
            return Optional.of(ErrorNames.of(failed));
        }
    }
}
