package io.millrace.ports.store;

import io.millrace.domain.lease.Versioned;
import java.util.Objects;

/** What a read of one entry found. */
public sealed interface ReadAnswer {
    /** @param found the entry as it is now */
    record Found(Versioned<?> found) implements ReadAnswer {
        public Found {
            Objects.requireNonNull(found, "found");
        }
    }

    /** There is no such entry. */
    record Absent() implements ReadAnswer {}

    /** @param problem what is wrong with an entry that exists and cannot be understood */
    record Corrupt(CorruptEntry problem) implements ReadAnswer {
        public Corrupt {
            Objects.requireNonNull(problem, "problem");
        }
    }

    /** @param failure why nothing is known */
    record Failed(StoreFailure failure) implements ReadAnswer {
        public Failed {
            Objects.requireNonNull(failure, "failure");
        }
    }
}
