package io.millrace.adapters.inmemory;

import io.millrace.ports.runtime.TimeSource;
import java.time.Instant;

/** The time of this machine, for who gives no other. */
enum SystemTime implements TimeSource {
    INSTANCE;

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant wallTime() {
        return Instant.now();
    }
}
