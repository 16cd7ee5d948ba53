package io.millrace.domain.consumer;

/**
 * The earliest moment at which something may be done; at first any. Moments are compared by their difference, as monotonic
 * clocks demand: they may begin anywhere, also below zero, and overflow.
 */
final class NotBefore {
    private boolean known;
    private long nanos;

    /** Moves the moment to this one if that is later. */
    void raise(long laterNanos) {
        if (!known || laterNanos - nanos > 0) {
            known = true;
            nanos = laterNanos;
        }
    }

    boolean isReached(long nowNanos) {
        return !known || nowNanos - nanos >= 0;
    }

    /** The moment; only meaningful while it is not reached. */
    long nanos() {
        return nanos;
    }
}
