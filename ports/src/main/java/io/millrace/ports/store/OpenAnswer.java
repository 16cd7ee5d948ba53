package io.millrace.ports.store;

import java.util.Objects;

/** Whether the store can be used. */
public sealed interface OpenAnswer {
    /** It can. */
    record Ready() implements OpenAnswer {}

    /** @param failure why not; of kind REFUSED when trying again is useless, any other kind when it may pass */
    record Failed(StoreFailure failure) implements OpenAnswer {
        public Failed {
            Objects.requireNonNull(failure, "failure");
        }
    }
}
