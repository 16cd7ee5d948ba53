package io.millrace.ports.source;

import io.millrace.domain.stream.SequenceNumber;
import java.time.Instant;
import java.util.Objects;

/** Where an iterator starts: the iterator types of GetShardIterator. */
public sealed interface ReadPosition {
    /** At the oldest retained record. */
    record TrimHorizon() implements ReadPosition {}

    /** After the newest record. */
    record Latest() implements ReadPosition {}

    /** @param timestamp start at the first record that arrived then or later */
    record AtTimestamp(Instant timestamp) implements ReadPosition {
        public AtTimestamp {
            Objects.requireNonNull(timestamp, "timestamp");
        }
    }

    /** @param sequenceNumber start at this record; at the oldest retained one if this one is trimmed */
    record AtSequenceNumber(SequenceNumber sequenceNumber) implements ReadPosition {
        public AtSequenceNumber {
            Objects.requireNonNull(sequenceNumber, "sequenceNumber");
        }
    }

    /** @param sequenceNumber start right after this record; at the oldest retained one if that is trimmed */
    record AfterSequenceNumber(SequenceNumber sequenceNumber) implements ReadPosition {
        public AfterSequenceNumber {
            Objects.requireNonNull(sequenceNumber, "sequenceNumber");
        }
    }
}
