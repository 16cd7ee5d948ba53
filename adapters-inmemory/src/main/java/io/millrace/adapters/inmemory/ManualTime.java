package io.millrace.adapters.inmemory;

import io.millrace.ports.runtime.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** Time that stands still until it is told to go on. Safe for use from any thread. */
public final class ManualTime implements TimeSource {
    private final Instant start;
    private final AtomicLong passedNanos = new AtomicLong();

    /** Starts at the beginning of 2026, UTC. */
    public ManualTime() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** @param start what the wall clock shows at first */
    public ManualTime(Instant start) {
        this.start = Objects.requireNonNull(start, "start");
    }

    /**
     * Moves both clocks.
     *
     * @param time zero or more
     * @throws IllegalArgumentException when the time is negative
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time goes forward only, not by " + time);
        }
        passedNanos.addAndGet(time.toNanos());
    }

    /** Nanoseconds since this was made. */
    @Override
    public long nanoTime() {
        return passedNanos.get();
    }

    @Override
    public Instant wallTime() {
        return start.plusNanos(passedNanos.get());
    }
}
