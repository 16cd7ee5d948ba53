package io.millrace.domain.lease;

import java.util.Objects;

/**
 * An entry as the store holds it.
 *
 * @param entry the value
 * @param revision 1 at its creation and one more at each replacement
 * @param <E> the kind of entry
 */
public record Versioned<E extends Entry>(E entry, long revision) {
    public Versioned {
        Objects.requireNonNull(entry, "entry");
        if (revision < 1) {
            throw new IllegalArgumentException("revisions begin at 1, not " + revision);
        }
    }
}
