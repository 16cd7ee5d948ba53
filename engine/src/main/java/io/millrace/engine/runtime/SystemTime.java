package io.millrace.engine.runtime;

import io.millrace.ports.runtime.TimeSource;
import java.time.Instant;

/** The machine's clocks. */
public final class SystemTime implements TimeSource {
    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return Instant.now();
    }
}
