package io.millrace.simulation.kernel;

import java.time.Duration;
import java.util.Objects;

/**
 * How the clocks of one machine differ from the true time.
 *
 * @param monotonicOffset what the monotonic clock shows at the beginning
 * @param driftPartsPerMillion how much faster (above zero) or slower (below) both clocks run; between -500,000 and
 *     500,000
 * @param wallOffset how far the wall clock is ahead (or, negative, behind) at the beginning
 */
public record ClockModel(Duration monotonicOffset, int driftPartsPerMillion, Duration wallOffset) {
    /** True time. */
    public static final ClockModel PERFECT = new ClockModel(Duration.ZERO, 0, Duration.ZERO);

    private static final long MILLION = 1_000_000;

    public ClockModel {
        Objects.requireNonNull(monotonicOffset, "monotonicOffset");
        Objects.requireNonNull(wallOffset, "wallOffset");
        if (Math.abs(driftPartsPerMillion) > MILLION / 2) {
            throw new IllegalArgumentException("no clock drifts by " + driftPartsPerMillion + " parts per million");
        }
    }

    /** What this machine's monotonic clock shows. */
    public long localNanos(long trueNanos) {
        return monotonicOffset.toNanos() + elapsed(trueNanos);
    }

    /** What this machine takes the time since the beginning to be. */
    long elapsed(long trueNanos) {
        long drift = trueNanos / MILLION * driftPartsPerMillion + trueNanos % MILLION * driftPartsPerMillion / MILLION;
        return trueNanos + drift;
    }

    /** How long, in true time, this machine waits when it waits for {@code delayNanos} by its own clock; never less. */
    long trueDelay(long nowNanos, long delayNanos) {
        if (driftPartsPerMillion == 0) {
            return delayNanos;
        }
        long target = elapsed(nowNanos) + delayNanos;
        long guess = nowNanos + (long) ((double) delayNanos * MILLION / (MILLION + driftPartsPerMillion));
        while (elapsed(guess) < target) {
            guess += Math.max(1, target - elapsed(guess)) / 2 + 1;
        }
        return guess - nowNanos;
    }
}
