package io.millrace.adapters.aws;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import java.time.Instant;
import java.util.Optional;

/**
 * A position as KCL writes it: digits or a sentinel, and the sub-sequence number. KCL does not store the time of
 * AT_TIMESTAMP, but has it in the settings of each worker; and it leaves LATEST open until the first checkpoint, where
 * Millrace pins it to a time. That time is a third attribute, Millrace's own.
 *
 * @param text digits in decimals, TRIM_HORIZON, LATEST, AT_TIMESTAMP or SHARD_END
 * @param sub the sub-sequence number; 0 for sentinels
 * @param timestamp what a LATEST or AT_TIMESTAMP of Millrace's stands for
 */
record KclPosition(String text, long sub, Optional<Instant> timestamp) {
    private static final String TRIM_HORIZON = "TRIM_HORIZON";
    private static final String LATEST = "LATEST";
    private static final String AT_TIMESTAMP = "AT_TIMESTAMP";
    private static final String SHARD_END = "SHARD_END";

    /** @param initial where the application begins: a time that stands for LATEST is written as such, for KCL to read */
    static KclPosition of(Checkpoint checkpoint, InitialPosition initial) {
        if (checkpoint instanceof Checkpoint.At at) {
            return new KclPosition(
                    at.position().sequenceNumber().value().toString(),
                    at.position().subSequenceNumber(),
                    Optional.empty());
        }
        if (checkpoint instanceof Checkpoint.AtTimestamp at) {
            boolean latest = initial instanceof InitialPosition.Latest;
            return new KclPosition(latest ? LATEST : AT_TIMESTAMP, 0, Optional.of(at.timestamp()));
        }
        return new KclPosition(checkpoint.toString(), 0, Optional.empty());
    }

    /**
     * @param initial where the application begins: says what an AT_TIMESTAMP of KCL's stands for
     * @throws IllegalArgumentException when the text is none of KCL's, or the time is not known
     */
    Checkpoint toCheckpoint(InitialPosition initial) {
        switch (text) {
            case TRIM_HORIZON:
                return Checkpoint.TRIM_HORIZON;
            case SHARD_END:
                return Checkpoint.SHARD_END;
            case LATEST:
                return timestamp.map(Checkpoint::atTimestamp).orElse(Checkpoint.LATEST);
            case AT_TIMESTAMP:
                return timestamp
                        .or(() -> initial instanceof InitialPosition.AtTimestamp at
                                ? Optional.of(at.timestamp())
                                : Optional.empty())
                        .map(Checkpoint::atTimestamp)
                        .orElseThrow(
                                () -> new IllegalArgumentException(
                                        "AT_TIMESTAMP, for which KCL stores no time:"
                                                + " give this worker the initial position and timestamp that the application began with"));
            default:
                return Checkpoint.at(new RecordPosition(SequenceNumber.of(text), sub));
        }
    }
}
