package io.millrace.ports.source;

import java.util.Objects;

/** How a request for an iterator ended. */
public sealed interface IteratorAnswer {
    /** @param iterator opaque; valid for five minutes */
    record Given(String iterator) implements IteratorAnswer {
        public Given {
            Objects.requireNonNull(iterator, "iterator");
        }
    }

    /** @param failure why there is none; NOT_FOUND when the shard is past retention or the stream is gone */
    record Failed(SourceFailure failure) implements IteratorAnswer {
        public Failed {
            Objects.requireNonNull(failure, "failure");
        }
    }
}
