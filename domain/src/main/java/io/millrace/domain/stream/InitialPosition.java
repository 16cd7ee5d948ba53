package io.millrace.domain.stream;

import java.time.Instant;
import java.util.Objects;

/** Where an application begins to read when it has no leases yet. */
public sealed interface InitialPosition {
    /** With the oldest record that is still retained. */
    record TrimHorizon() implements InitialPosition {
        @Override
        public String toString() {
            return "TRIM_HORIZON";
        }
    }

    /**
     * With what is put after the application first starts. It is pinned to the service's time at that moment, so that a
     * crash before the first checkpoint, or a shard born later, loses nothing.
     */
    record Latest() implements InitialPosition {
        @Override
        public String toString() {
            return "LATEST";
        }
    }

    /**
     * With the first record that arrived at this time or after it.
     *
     * @param timestamp by the service's clock (approximate arrival time)
     */
    record AtTimestamp(Instant timestamp) implements InitialPosition {
        public AtTimestamp {
            Objects.requireNonNull(timestamp, "timestamp");
        }

        @Override
        public String toString() {
            return "AT_TIMESTAMP(" + timestamp + ")";
        }
    }

    InitialPosition TRIM_HORIZON = new TrimHorizon();
    InitialPosition LATEST = new Latest();

    static InitialPosition atTimestamp(Instant timestamp) {
        return new AtTimestamp(timestamp);
    }
}
