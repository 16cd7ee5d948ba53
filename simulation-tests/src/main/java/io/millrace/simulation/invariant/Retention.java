package io.millrace.simulation.invariant;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How long the stream keeps what was put into it, by its own clock, which goes in milliseconds. */
final class Retention {
    private final LongSupplier nowNanos;
    private final long millis;

    Retention(LongSupplier nowNanos, Duration kept) {
        this.nowNanos = Objects.requireNonNull(nowNanos, "nowNanos");
        this.millis = kept.toMillis();
    }

    Duration kept() {
        return Duration.ofMillis(millis);
    }

    long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nowNanos.getAsLong());
    }

    /** Whether what arrived then is not kept any more. */
    boolean isOver(long atMillis) {
        return atMillis < nowMillis() - millis;
    }
}
