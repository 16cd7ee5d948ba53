package io.millrace.engine.coordination;

import org.jspecify.annotations.Nullable;

/**
 * Until when this worker may start to deliver records. Written on the loop, read by the threads of user code right before
 * each delivery, so that a call which waited for a thread cannot start too late.
 */
public final class FenceGate {
    private final @Nullable FenceGate outer;
    private volatile boolean open;
    private volatile long usableUntilNanos;

    /** A worker's gate, open only while its life is proven. */
    public FenceGate() {
        this(null);
    }

    private FenceGate(@Nullable FenceGate outer) {
        this.outer = outer;
    }

    /** A gate of a lease whose ownership is proven by itself: to deliver, both that one and the worker's have to be open. */
    public static FenceGate behind(FenceGate outer) {
        return new FenceGate(outer);
    }

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
        return open && nowNanos - usableUntilNanos < 0 && (outer == null || outer.isOpenAt(nowNanos));
    }
}
