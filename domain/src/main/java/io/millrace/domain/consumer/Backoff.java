package io.millrace.domain.consumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How long to wait before trying again: twice as long after each failure, up to a limit, and never the same for two who
 * failed at the same time.
 *
 * @param initial the nominal delay after the first failure; positive
 * @param maximum the longest nominal delay; at least {@code initial}
 */
public record Backoff(Duration initial, Duration maximum) {
    /** 200 milliseconds, doubling up to 10 seconds. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

    /**
     * @throws IllegalArgumentException when a delay is out of its range; all faults in one message
     */
    public Backoff {
        Objects.requireNonNull(initial, "initial");
        Objects.requireNonNull(maximum, "maximum");
        List<String> faults = new ArrayList<>();
        if (initial.isZero() || initial.isNegative()) {
            faults.add("initial = " + initial + ": give a positive duration");
        }
        if (maximum.compareTo(initial) < 0) {
            faults.add("maximum = " + maximum + ": give at least initial, " + initial);
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("no backoff: " + String.join("; ", faults));
        }
    }

    /**
     * The delay after a number of failures in a row. It lies between half and all of the nominal delay, so that workers
     * that were refused together do not come back together.
     *
     * @param attempt how many attempts failed in a row, from 1
     * @param jitter from 0, inclusive, to 1, exclusive
     * @throws IllegalArgumentException when attempt or jitter is out of its range
     */
    public Duration delay(int attempt, double jitter) {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts are counted from 1: " + attempt);
        }
        if (!(jitter >= 0 && jitter < 1)) {
            throw new IllegalArgumentException("jitter lies in [0, 1): " + jitter);
        }
        long nominalNanos = initial.toNanos();
        long maximumNanos = maximum.toNanos();
        // Comparing with half the maximum keeps the doubling from overflowing.
        for (int doubled = 1; doubled < attempt && nominalNanos < maximumNanos; doubled++) {
            nominalNanos = nominalNanos > maximumNanos / 2 ? maximumNanos : nominalNanos * 2;
        }
        long halfNanos = nominalNanos / 2;
        return Duration.ofNanos(nominalNanos - halfNanos + (long) (halfNanos * jitter));
    }
}
