package io.millrace.ports.runtime;

import java.time.Instant;

/** The two notions of time. Nothing else in the engine tells time. Safe for use from any thread; never blocks. */
public interface TimeSource {
    /**
     * A clock that only goes forward, in nanoseconds since some fixed moment. All waiting, pacing and failure detection
     * is measured on it; values of different workers are not comparable.
     */
    long nanoTime();

    /** The wall clock, which may step in both directions; for display and for comparing with the service's times only. */
    Instant wallTime();
}
