package io.millrace.domain.session;

import java.time.Duration;

/**
 * What a worker knows of its own life, and so when it must stop delivering records: self-fencing.
 *
 * <p>The deadline counts from when the last successful heartbeat was <em>sent</em>, while an observer's counts from when
 * it <em>received</em> that heartbeat, which is later. So the worker stops before anybody may take its leases, without any
 * agreement of clocks. The safety margin pays for clocks that run at different rates: with failover time F and margin M
 * the rates may differ by up to {@code M / (2 F - M)} either way.
 *
 * <p>Belongs to one thread.
 *
 * <pre>
 *   unproven --proven--> usable --send + failover time - margin--> fenced --proven--> usable
 * </pre>
 */
public final class SessionProof {
    private final long usableNanos;
    private boolean isProven;
    private long lastSentNanos;

    /**
     * @param failoverTime how long others wait before they may call the session dead; more than zero
     * @param safetyMargin how much earlier the worker stops; zero or more, less than the failover time
     * @throws IllegalArgumentException when one is out of range
     */
    public SessionProof(Duration failoverTime, Duration safetyMargin) {
        if (failoverTime.isNegative() || failoverTime.isZero()) {
            throw new IllegalArgumentException("the failover time must be more than zero, not " + failoverTime);
        }
        if (safetyMargin.isNegative() || safetyMargin.compareTo(failoverTime) >= 0) {
            throw new IllegalArgumentException("the safety margin must be zero or more and less than the failover time "
                    + failoverTime + ", not " + safetyMargin);
        }
        this.usableNanos = failoverTime.minus(safetyMargin).toNanos();
    }

    /**
     * A heartbeat was applied. An older one than the last, whose answer came late, changes nothing.
     *
     * @param heartbeatSentAtNanos when it was sent, not when its answer came; on the worker's monotonic clock
     */
    public void proven(long heartbeatSentAtNanos) {
        if (!isProven || heartbeatSentAtNanos - lastSentNanos > 0) {
            isProven = true;
            lastSentNanos = heartbeatSentAtNanos;
        }
    }

    /** Whether any heartbeat has succeeded yet. */
    public boolean isProven() {
        return isProven;
    }

    /** Whether records may be delivered now; false before the first proof. */
    public boolean isUsableAt(long nowNanos) {
        return isProven && nowNanos - usableUntilNanos() < 0;
    }

    /**
     * The first moment at which the session is not usable any more, unless another heartbeat succeeds.
     *
     * @throws IllegalStateException before the first proof
     */
    public long usableUntilNanos() {
        requireProof();
        return lastSentNanos + usableNanos;
    }

    /**
     * How old the last proof is.
     *
     * @throws IllegalStateException before the first proof
     */
    public Duration sinceProof(long nowNanos) {
        requireProof();
        return Duration.ofNanos(nowNanos - lastSentNanos);
    }

    private void requireProof() {
        if (!isProven) {
            throw new IllegalStateException("no heartbeat has succeeded yet");
        }
    }
}
