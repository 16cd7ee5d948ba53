package io.millrace.domain.checkpoint;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * When an automatic policy writes the checkpoint of one shard. The first progress is written at once, so that a fresh lease
 * soon has a position; after that the policy decides. A write that failed is tried again after a backoff, from 200
 * milliseconds up to 10 seconds, whatever the policy and also while closing.
 *
 * <p>Whether a write is in flight is known to whoever makes it: ask only while none is. Not safe for use by several threads.
 * Times are those of one monotonic clock.
 */
public final class CheckpointSchedule {
    private static final long FIRST_BACKOFF_NANOS = Duration.ofMillis(200).toNanos();
    private static final long LONGEST_BACKOFF_NANOS = Duration.ofSeconds(10).toNanos();

    private final CheckpointPolicy policy;
    private boolean wroteBefore;
    private long writtenNanos;
    private int failures;
    private boolean latestFailed;
    private long retryNanos;

    public CheckpointSchedule(CheckpointPolicy policy) {
        this.policy = Objects.requireNonNull(policy, "policy");
    }

    /**
     * Whether to write now. Never under the manual policy.
     *
     * @param unstoredProgress whether anything is done that is not stored
     * @param closing the shard is handed off or has ended, or the worker stops: do not wait for the interval
     */
    public boolean isDue(boolean unstoredProgress, boolean closing, long nowNanos) {
        if (!isWanted(unstoredProgress)) {
            return false;
        }
        OptionalLong due = nextDueNanos(true, closing);
        return due.isEmpty() || nowNanos - due.getAsLong() >= 0;
    }

    /** A write was started. */
    public void written(long nowNanos) {
        if (!latestFailed) {
            failures = 0;
        }
        latestFailed = false;
        wroteBefore = true;
        writtenNanos = nowNanos;
    }

    /**
     * The write that was started last has failed.
     *
     * @param jitter from 0, inclusive, to 1, exclusive
     */
    public void failed(double jitter, long nowNanos) {
        failures++;
        latestFailed = true;
        retryNanos = nowNanos + backoffNanos(jitter);
    }

    /** {@link #nextDueNanos(boolean, boolean)} while not closing. */
    public OptionalLong nextDueNanos(boolean unstoredProgress) {
        return nextDueNanos(unstoredProgress, false);
    }

    /**
     * When to ask {@link #isDue} again after it said no.
     *
     * @return the moment from which on it says yes; empty when it never will without further progress, and when it says yes
     *     at any moment
     */
    public OptionalLong nextDueNanos(boolean unstoredProgress, boolean closing) {
        if (!isWanted(unstoredProgress)) {
            return OptionalLong.empty();
        }
        if (latestFailed) {
            return OptionalLong.of(retryNanos);
        }
        return policy instanceof CheckpointPolicy.Every every && wroteBefore && !closing
                ? OptionalLong.of(writtenNanos + every.interval().toNanos())
                : OptionalLong.empty();
    }

    private boolean isWanted(boolean unstoredProgress) {
        return unstoredProgress && !(policy instanceof CheckpointPolicy.Manual);
    }

    /** Doubled after each failure, and between half and all of it by the jitter. */
    private long backoffNanos(double jitter) {
        // Six doublings pass the limit; a larger shift would overflow.
        long nominal = Math.min(LONGEST_BACKOFF_NANOS, FIRST_BACKOFF_NANOS << Math.min(failures - 1, 6));
        return nominal / 2 + (long) (nominal / 2.0 * jitter);
    }
}
