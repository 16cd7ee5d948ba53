package io.millrace.ports.source;

import java.util.Objects;

/**
 * Why the stream did not answer what it was asked.
 *
 * @param kind what may be done about it
 * @param explanation what happened, what it means and what to do, for a person; never a secret
 */
public record SourceFailure(Kind kind, String explanation) {
    /** What a failure means for whoever asked. */
    public enum Kind {
        /** A quota is used up (ProvisionedThroughputExceeded, LimitExceeded, KMS throttling). Try later. */
        THROTTLED,
        /** The iterator is older than five minutes. Get another one from the last position. */
        EXPIRED_ITERATOR,
        /** The listing's page token is too old. List from the beginning. */
        EXPIRED_TOKEN,
        /** There is no such stream, or no such shard (any more). */
        NOT_FOUND,
        /** Somebody else uses it, or it is not ready for use yet (ResourceInUse). Try later. */
        IN_USE,
        /** The service did not answer, or with an error of its own. Try later. */
        UNAVAILABLE,
        /** Never going to work as it is: no permission, no credentials, a request it calls invalid. Tell a person. */
        REFUSED
    }

    public SourceFailure {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(explanation, "explanation");
    }
}
