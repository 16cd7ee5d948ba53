package io.millrace.ports.store;

import java.util.Objects;

/**
 * Why the store did not do what it was asked.
 *
 * @param kind what may be done about it
 * @param explanation what happened, what it means and what to do, for a person; never a secret
 */
public record StoreFailure(Kind kind, String explanation) {
    /** What a failure means for whoever asked. */
    public enum Kind {
        /** Too much was asked at once; nothing changed. Try later, more slowly. */
        THROTTLED,
        /** The store did not take the request; nothing changed. Try later. */
        UNAVAILABLE,
        /** The answer was lost: a write may have been applied or may still be. Read before deciding anything. */
        UNKNOWN,
        /** Never going to work as it is: no permission, no such table, another layout, no credentials. Tell a person. */
        REFUSED
    }

    public StoreFailure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(explanation, "explanation");
    }
}
