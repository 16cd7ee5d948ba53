package io.millrace.domain.checkpoint;

import io.millrace.domain.stream.RecordPosition;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What of one shard, under one epoch, was handed over, is done and is stored; and from it, which checkpoints may be written.
 * Always {@code done <= delivered}; none of the three moves back.
 *
 * <pre>
 *  start ........ stored ........ done ........ delivered ........ (SHARD_END)
 *                       |-unstored-|
 *                 |--- what a user may store ---|
 * </pre>
 *
 * <p>Not safe for use by several threads.
 */
public final class ProgressTracker {
    /** What to think of a checkpoint that a user asks for. */
    public enum Verdict {
        /** It may be written, or is already. */
        ALLOWED,
        /** It would cover something that was not handed over. */
        BEYOND_DELIVERED,
        /** It lies before the stored one. */
        BACKWARDS
    }

    /**
     * A checkpoint that may be written now.
     *
     * @param checkpoint covers what is done and nothing else
     * @param arrival when the last record it covers arrived, by the service's clock; empty when there was no record
     */
    public record Due(Checkpoint checkpoint, Optional<Instant> arrival) {
        public Due {
            Objects.requireNonNull(checkpoint, "checkpoint");
            Objects.requireNonNull(arrival, "arrival");
        }
    }

    private Checkpoint stored;
    private Optional<RecordPosition> delivered = Optional.empty();
    private Optional<RecordPosition> done = Optional.empty();
    private Optional<Instant> doneArrival = Optional.empty();
    private Optional<Due> unstoredRecords = Optional.empty();
    private boolean shardEndReached;

    /** @param start the checkpoint that was stored when the shard was acquired */
    public ProgressTracker(Checkpoint start) {
        this.stored = Objects.requireNonNull(start, "start");
    }

    /**
     * Records were handed to the processor. Handing them over again changes nothing.
     *
     * @param last the position of the last one
     */
    public void delivered(RecordPosition last) {
        if (isAfter(last, delivered)) {
            delivered = Optional.of(last);
        }
    }

    /**
     * Everything handed over up to here, without a gap, was processed normally.
     *
     * @param last the position of the last record that is done
     * @param arrival when it arrived, by the service's clock
     * @throws IllegalStateException when it was not handed over
     */
    public void done(RecordPosition last, Instant arrival) {
        Objects.requireNonNull(arrival, "arrival");
        if (isAfter(last, delivered)) {
            throw new IllegalStateException(last + " is done but was not handed over; handed over up to " + delivered);
        }
        if (isAfter(last, done)) {
            done = Optional.of(last);
            doneArrival = Optional.of(arrival);
            unstoredRecords = ifUnstored(Checkpoint.at(last));
        }
    }

    /**
     * All of the closed shard was handed over and is done: SHARD_END may be stored.
     *
     * @throws IllegalStateException when something that was handed over is not done
     */
    public void shardEndReached() {
        if (!done.equals(delivered)) {
            throw new IllegalStateException(
                    "no end of the shard yet: handed over up to " + delivered + ", done " + done);
        }
        shardEndReached = true;
    }

    /** A checkpoint was written. An answer that comes later than that to a further one changes nothing. */
    public void stored(Checkpoint checkpoint) {
        if (checkpoint.compareTo(stored) > 0) {
            stored = checkpoint;
            unstoredRecords = unstoredRecords.flatMap(due -> ifUnstored(due.checkpoint()));
        }
    }

    /** The furthest checkpoint that is known to be stored. */
    public Checkpoint stored() {
        return stored;
    }

    /** The position of the last record handed over under this epoch. */
    public Optional<RecordPosition> deliveredUpTo() {
        return delivered;
    }

    /**
     * Whether a user's checkpoint may be written. A sentinel covers no record, so that none but the stored one is allowed.
     */
    public Verdict judge(Checkpoint requested) {
        int order = requested.compareTo(stored);
        if (order <= 0) {
            return order == 0 ? Verdict.ALLOWED : Verdict.BACKWARDS;
        }
        if (requested.isShardEnd()) {
            return shardEndReached ? Verdict.ALLOWED : Verdict.BEYOND_DELIVERED;
        }
        boolean covered = requested instanceof Checkpoint.At at && !isAfter(at.position(), delivered);
        return covered ? Verdict.ALLOWED : Verdict.BEYOND_DELIVERED;
    }

    /**
     * What is done and not yet stored: what an automatic policy would write. SHARD_END once that is reached; it must not be
     * written before the processor's {@code shardEnded} has returned, until then see {@link #unstoredRecords()}.
     */
    public Optional<Due> unstored() {
        return shardEndReached ? ifUnstored(Checkpoint.SHARD_END) : unstoredRecords();
    }

    /** Like {@link #unstored()}, of records alone: never SHARD_END. */
    public Optional<Due> unstoredRecords() {
        return unstoredRecords;
    }

    private Optional<Due> ifUnstored(Checkpoint checkpoint) {
        return checkpoint.compareTo(stored) > 0 ? Optional.of(new Due(checkpoint, doneArrival)) : Optional.empty();
    }

    private static boolean isAfter(RecordPosition position, Optional<RecordPosition> mark) {
        return mark.isEmpty() || position.compareTo(mark.get()) > 0;
    }
}
