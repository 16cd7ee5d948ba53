package io.millrace.ports.store;

import io.millrace.domain.lease.Versioned;
import java.util.Objects;
import java.util.Optional;

/** How a conditional write ended. */
public sealed interface WriteAnswer {
    /**
     * It was done.
     *
     * @param revision of the entry now; for a deletion, the revision that was deleted
     */
    record Applied(long revision) implements WriteAnswer {}

    /**
     * It was refused by its condition; nothing changed.
     *
     * @param current what stands there instead; empty if nothing does
     */
    record Conflict(Optional<Versioned<?>> current) implements WriteAnswer {
        public Conflict {
            Objects.requireNonNull(current, "current");
        }
    }

    /**
     * It failed. Unless the failure's kind says so, nothing changed.
     *
     * @param failure what went wrong; of kind {@link StoreFailure.Kind#UNKNOWN} when the write may have been applied
     */
    record Failed(StoreFailure failure) implements WriteAnswer {
        public Failed {
            Objects.requireNonNull(failure, "failure");
        }
    }
}
