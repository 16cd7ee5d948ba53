package io.millrace.domain.consumer;

import java.time.Duration;

/**
 * How long an event that was asked for is waited for before the connection counts as dead. At first for a short time, since
 * the service says something every few seconds. Where that was in vain, twice as long the next time, up to a longest: if it is
 * the worker or the network that is slow and not the connection that is dead, subscribing anew makes it slower still. What
 * comes soon makes the time short again; what comes late leaves it as it is.
 */
final class EventPatience {
    private final long shortestNanos;
    private final long longestNanos;
    private long nanos;

    /**
     * @param shortest positive
     * @param longest no less than that
     */
    EventPatience(Duration shortest, Duration longest) {
        this.shortestNanos = shortest.toNanos();
        this.longestNanos = longest.toNanos();
        this.nanos = shortestNanos;
    }

    long nanos() {
        return nanos;
    }

    /** Nothing came in that time. */
    void inVain() {
        nanos = Math.min(longestNanos, 2 * nanos);
    }

    /** Something came. */
    void came(long afterNanos) {
        if (afterNanos <= shortestNanos / 4 * 3) {
            nanos = shortestNanos;
        }
    }
}
