package io.millrace.domain.lease;

import java.util.Objects;

/**
 * The lease of the leader, who plans the assignment, makes and deletes leases, and removes dead sessions. It lives and
 * dies with its owner's session.
 *
 * @param ownership the leader's session and the leadership's epoch
 */
public record Leadership(Ownership ownership) implements Entry {
    public Leadership {
        Objects.requireNonNull(ownership, "ownership");
    }

    @Override
    public EntryKey entryKey() {
        return EntryKey.leadership();
    }
}
