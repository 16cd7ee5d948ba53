package io.millrace.simulation.invariant;

import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.Versioned;
import java.util.Objects;
import java.util.Optional;

/**
 * A write as the store carried it out.
 *
 * @param atNanos when, in virtual time
 * @param writer the life of the worker that asked for it
 * @param sentAtNanos when it asked
 * @param key which entry
 * @param before what stood there; empty for a creation
 * @param after what stands there now; empty for a deletion
 */
public record AppliedWrite(
        long atNanos,
        String writer,
        long sentAtNanos,
        EntryKey key,
        Optional<Versioned<?>> before,
        Optional<Versioned<?>> after) {
    public AppliedWrite {
        Objects.requireNonNull(writer, "writer");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(after, "after");
    }

    /** The lease that stood there, if it is one. */
    public Optional<Lease> leaseBefore() {
        return lease(before);
    }

    /** The lease that stands there now, if it is one. */
    public Optional<Lease> leaseAfter() {
        return lease(after);
    }

    /** Whether it puts a lease into somebody's hands, one epoch later or more. */
    public boolean isTake() {
        long epochBefore = leaseBefore().map(was -> was.ownership().epoch()).orElse(0L);
        return leaseAfter()
                .map(Lease::ownership)
                .filter(now -> now.owner().isPresent() && now.epoch() > epochBefore)
                .isPresent();
    }

    private static Optional<Lease> lease(Optional<Versioned<?>> versioned) {
        return versioned.isPresent() && versioned.get().entry() instanceof Lease lease
                ? Optional.of(lease)
                : Optional.empty();
    }
}
