package io.millrace.multilang.child;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.ProgressTracker;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.CheckpointException.Reason;
import io.millrace.ports.processing.Checkpointer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The engine's side of checkpoints, on the engine's own rules of what may be stored, with a store that can be told to fail. */
final class StoredCheckpoints implements Checkpointer {
    private final ProgressTracker progress;
    private Optional<RecordPosition> delivered = Optional.empty();
    private Optional<Reason> failing = Optional.empty();
    private boolean atShardEnd;

    StoredCheckpoints(Checkpoint start) {
        this.progress = new ProgressTracker(start);
    }

    synchronized void delivered(RecordPosition last) {
        delivered = Optional.of(last);
        progress.delivered(last);
    }

    synchronized void shardEnded() {
        delivered.ifPresent(last -> progress.done(last, java.time.Instant.EPOCH));
        progress.shardEndReached();
        atShardEnd = true;
    }

    synchronized void failing(Optional<Reason> reason) {
        failing = reason;
    }

    synchronized Checkpoint stored() {
        return progress.stored();
    }

    @Override
    public synchronized void checkpoint() throws CheckpointException {
        if (atShardEnd) {
            store(Checkpoint.SHARD_END);
        } else if (delivered.isPresent()) {
            store(Checkpoint.at(delivered.get()));
        }
    }

    @Override
    public synchronized void checkpoint(RecordPosition position) throws CheckpointException {
        store(Checkpoint.at(position));
    }

    private void store(Checkpoint checkpoint) throws CheckpointException {
        switch (progress.judge(checkpoint)) {
            case BACKWARDS -> throw new CheckpointException(Reason.BACKWARDS, "backwards");
            case BEYOND_DELIVERED -> throw new CheckpointException(Reason.BEYOND_DELIVERED, "beyond");
            case ALLOWED -> {
                if (failing.isPresent() && !checkpoint.equals(progress.stored())) {
                    throw new CheckpointException(failing.get(), "the store refuses");
                }
                progress.stored(checkpoint);
            }
        }
    }

    @Override
    public CompletionStage<Void> checkpointAsync(RecordPosition position) {
        return CompletableFuture.runAsync(() -> {
            try {
                checkpoint(position);
            } catch (CheckpointException refused) {
                throw new java.util.concurrent.CompletionException(refused);
            }
        });
    }

    @Override
    public PreparedCheckpoint prepare(RecordPosition position, Optional<String> state) {
        throw new UnsupportedOperationException("children do not prepare checkpoints");
    }
}
