package io.millrace.ports.source;

import java.util.Objects;

/** What became of a question about a registered consumer. */
public sealed interface ConsumerAnswer {
    /** Whether a consumer may be subscribed with. */
    enum Status {
        /** Not yet. */
        CREATING,
        /** It may. */
        ACTIVE,
        /** No longer. */
        DELETING
    }

    /**
     * It is registered.
     *
     * @param name given by whoever registered it
     * @param arn names it in subscriptions; another one when it is registered anew
     * @param status whether it may be used
     */
    record Registered(String name, String arn, Status status) implements ConsumerAnswer {
        public Registered {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(arn, "arn");
            Objects.requireNonNull(status, "status");
        }
    }

    /** The stream has no such consumer. */
    record Absent() implements ConsumerAnswer {}

    /** @param failure why nothing is known; NOT_FOUND when there is no such stream */
    record Failed(SourceFailure failure) implements ConsumerAnswer {
        public Failed {
            Objects.requireNonNull(failure, "failure");
        }
    }
}
