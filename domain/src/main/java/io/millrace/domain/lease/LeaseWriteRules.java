package io.millrace.domain.lease;

import java.util.Optional;

/**
 * What became of a conditional write whose answer was lost, or that was refused because it had been applied already by an
 * earlier attempt of the same writer (a client's own retry, for instance). Decided by reading the entry back, never by
 * guessing.
 */
public final class LeaseWriteRules {
    /** What a read after the write tells about it. */
    public enum Resolution {
        /** What was intended is what stands there. */
        APPLIED,
        /**
         * Nothing has changed yet. The write may be repeated on the same condition; should the lost one still arrive, one
         * of the two is refused.
         */
        NOT_APPLIED,
        /** Something else stands there. Whether the write was applied in between does not matter any more. */
        SUPERSEDED
    }

    private LeaseWriteRules() {}

    /**
     * Resolves a write after an unknown outcome, or a conflict that may be the echo of one's own earlier attempt.
     *
     * <p>The writer is told from others by the entry itself: whatever names an owner names a session, which no two
     * workers share. Two workers that intend the very same entry at the very same revision (a release, say) are both told
     * that it was applied, which is true of what they wanted.
     *
     * @param intended what was to be written; empty when it was a deletion
     * @param expectedRevision the revision on which the write was conditional; 0 when it was a creation
     * @param stored what a read that sees every write shows; empty when nothing stands there
     * @throws IllegalArgumentException when the revision is negative, a deletion expects revision 0, or the stored entry
     *     bears another name than the intended
     */
    public static Resolution resolve(Optional<Entry> intended, long expectedRevision, Optional<Versioned<?>> stored) {
        check(intended, expectedRevision, stored);
        if (intended.isEmpty() && stored.isEmpty()) {
            return Resolution.APPLIED;
        }
        long revision = stored.map(Versioned::revision).orElse(0L);
        if (revision == expectedRevision) {
            return Resolution.NOT_APPLIED;
        }
        boolean isIntended = intended.isPresent()
                && stored.isPresent()
                && revision == expectedRevision + 1
                && stored.get().entry().equals(intended.get());
        return isIntended ? Resolution.APPLIED : Resolution.SUPERSEDED;
    }

    private static void check(Optional<Entry> intended, long expectedRevision, Optional<Versioned<?>> stored) {
        if (expectedRevision < 0 || (expectedRevision == 0 && intended.isEmpty())) {
            throw new IllegalArgumentException("no write is conditional on revision " + expectedRevision);
        }
        if (intended.isPresent() && stored.isPresent()) {
            EntryKey wanted = intended.get().entryKey();
            EntryKey found = stored.get().entry().entryKey();
            if (!wanted.equals(found)) {
                throw new IllegalArgumentException("a write of " + wanted + " is not resolved by reading " + found);
            }
        }
    }
}
