package io.millrace.engine.coordination;

/**
 * Until when this worker may start to deliver records. Written on the loop, read by the threads of user code right before
 * each delivery, so that a call which waited for a thread cannot start too late.
 */
public final class FenceGate {
    private volatile boolean open;
    private volatile long usableUntilNanos;

    /** Allows deliveries that start before this time of the monotonic clock. */
    void openUntil(long nanos) {
        usableUntilNanos = nanos;
        open = true;
    }

    /** Allows nothing any more. */
    void shut() {
        open = false;
    }

    /** Whether a delivery may start at this time of the monotonic clock. Safe from any thread. */
    public boolean isOpenAt(long nowNanos) {
        return open && nowNanos - usableUntilNanos < 0;
    }
}
