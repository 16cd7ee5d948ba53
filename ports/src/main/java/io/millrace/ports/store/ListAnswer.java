package io.millrace.ports.store;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Versioned;
import java.util.Objects;
import java.util.Optional;

/** What a listing found. */
public sealed interface ListAnswer {
    /**
     * One page.
     *
     * @param entries of the kind asked for, in no particular order
     * @param corrupt entries of that kind that cannot be understood; they are left alone
     * @param nextPageToken where to go on; empty at the end
     */
    record Page(
            ImmutableList<Versioned<?>> entries, ImmutableList<CorruptEntry> corrupt, Optional<String> nextPageToken)
            implements ListAnswer {
        public Page {
            Objects.requireNonNull(entries, "entries");
            Objects.requireNonNull(corrupt, "corrupt");
            Objects.requireNonNull(nextPageToken, "nextPageToken");
        }
    }

    /** @param failure why nothing is known */
    record Failed(StoreFailure failure) implements ListAnswer {
        public Failed {
            Objects.requireNonNull(failure, "failure");
        }
    }
}
