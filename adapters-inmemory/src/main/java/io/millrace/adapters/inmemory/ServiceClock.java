package io.millrace.adapters.inmemory;

import io.millrace.ports.runtime.TimeSource;
import java.time.Instant;

/**
 * The stream's own clock, to the millisecond as Kinesis shows it. It never goes back, even where the wall clock does, so
 * that arrival times grow within a shard.
 */
final class ServiceClock {
    private final TimeSource time;
    private Instant latest;

    ServiceClock(TimeSource time) {
        this.time = time;
        this.latest = Instant.ofEpochMilli(time.wallTime().toEpochMilli());
    }

    Instant now() {
        long millis = time.wallTime().toEpochMilli();
        if (millis > latest.toEpochMilli()) {
            latest = Instant.ofEpochMilli(millis);
        }
        return latest;
    }

    /** For ages and quotas. */
    long nanoTime() {
        return time.nanoTime();
    }
}
