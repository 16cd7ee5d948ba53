package io.millrace.app.stores;

import io.millrace.ports.runtime.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** The machine's clocks, of which somebody sets the wall clock. */
final class SteppedTime implements TimeSource {
    private volatile Duration step = Duration.ZERO;

    /** @param fromTruth how far the wall clock is ahead of the true time from now on; behind if negative */
    void set(Duration fromTruth) {
        step = fromTruth;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return Instant.now().plus(step);
    }
}
