package io.millrace.ports.processing;

import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Stores how far a shard is processed. A checkpoint is a conditional write on owner and epoch: a worker that lost the
 * lease can never move it. Methods may be called from any thread, but only while the processor they were handed to is
 * alive; the blocking ones return when the store has answered.
 */
public interface Checkpointer {
    /**
     * Stores that all records handed over so far, those of the current batch included, are processed. At a shard's end:
     * that the whole shard is.
     *
     * @throws CheckpointException when it was not stored; its reason says why
     */
    void checkpoint() throws CheckpointException, InterruptedException;

    /**
     * Stores that all records up to this position are processed.
     *
     * @param position at most that of the last record handed over, not before the last checkpoint
     * @throws CheckpointException when it was not stored; its reason says why
     */
    void checkpoint(RecordPosition position) throws CheckpointException, InterruptedException;

    /** Like {@link #checkpoint(RecordPosition)}, for a record that is not part of an aggregate. */
    default void checkpoint(SequenceNumber sequenceNumber) throws CheckpointException, InterruptedException {
        checkpoint(RecordPosition.of(sequenceNumber));
    }

    /**
     * Like {@link #checkpoint(RecordPosition)} without waiting.
     *
     * @return completes when stored, exceptionally with a {@link CheckpointException} when not
     */
    CompletionStage<Void> checkpointAsync(RecordPosition position);

    /**
     * The first phase of a two-phase checkpoint: stores position and state beside the checkpoint, where the next owner
     * finds them if this worker dies before {@link PreparedCheckpoint#commit()}.
     *
     * @param position as for {@link #checkpoint(RecordPosition)}
     * @param state given back to the next owner as it is; at most 4,096 characters
     */
    PreparedCheckpoint prepare(RecordPosition position, Optional<String> state)
            throws CheckpointException, InterruptedException;

    /** A prepared checkpoint. */
    interface PreparedCheckpoint {
        /** The position it will store. */
        RecordPosition position();

        /** The second phase: makes the position the checkpoint. */
        void commit() throws CheckpointException, InterruptedException;
    }
}
