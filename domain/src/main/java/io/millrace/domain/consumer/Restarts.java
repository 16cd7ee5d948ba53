package io.millrace.domain.consumer;

import io.millrace.domain.checkpoint.Checkpoint;
import java.time.Duration;
import java.util.Objects;

/**
 * How often in a row a shard was begun anew with another processor without having got any further.
 *
 * @param inARow 0 when it was not
 * @param checkpoint where it was begun
 */
public record Restarts(int inARow, Checkpoint checkpoint) {
    public Restarts {
        Objects.requireNonNull(checkpoint, "checkpoint");
        if (inARow < 0) {
            throw new IllegalArgumentException("restarts are counted from 0: " + inARow);
        }
    }

    /** A shard that begins for the first time. */
    public static Restarts none(Checkpoint checkpoint) {
        return new Restarts(0, checkpoint);
    }

    /** One more: the first of a row when a checkpoint was stored since the last. */
    public Restarts again(Checkpoint stored) {
        return new Restarts(stored.equals(checkpoint) ? inARow + 1 : 1, stored);
    }

    /** Whether the policy stops the shard in place of beginning it once more. */
    public boolean isTooMany(FailurePolicy policy) {
        return policy instanceof FailurePolicy.StopShard stop && inARow >= stop.attempts();
    }

    /**
     * How long to wait before it is begun.
     *
     * @param jitter from 0, inclusive, to 1, exclusive
     */
    public Duration delay(double jitter) {
        return Backoff.DEFAULT.delay(inARow, jitter);
    }
}
