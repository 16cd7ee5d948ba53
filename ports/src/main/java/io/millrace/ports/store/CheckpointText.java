package io.millrace.ports.store;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import java.time.Instant;

/**
 * A checkpoint as one readable text: {@code TRIM_HORIZON}, {@code LATEST}, {@code SHARD_END},
 * {@code AT_TIMESTAMP(2026-01-01T00:00:00Z)}, {@code AT(4959/3)} with the sub-sequence number behind the slash if there is
 * one. For whoever writes a lease store; {@link EntryFields} uses it.
 */
public final class CheckpointText {
    private static final String AT = "AT(";
    private static final String AT_TIMESTAMP = "AT_TIMESTAMP(";

    private CheckpointText() {}

    /** The text of a checkpoint; {@link #parse} reads it back. */
    public static String write(Checkpoint checkpoint) {
        if (checkpoint instanceof Checkpoint.At at) {
            long sub = at.position().subSequenceNumber();
            return AT + at.position().sequenceNumber().value() + (sub == 0 ? "" : "/" + sub) + ")";
        }
        if (checkpoint instanceof Checkpoint.AtTimestamp at) {
            return AT_TIMESTAMP + at.timestamp() + ")";
        }
        if (checkpoint instanceof Checkpoint.TrimHorizon) {
            return "TRIM_HORIZON";
        }
        return checkpoint instanceof Checkpoint.Latest ? "LATEST" : "SHARD_END";
    }

    /**
     * @throws IllegalArgumentException when the text is no checkpoint
     * @throws java.time.DateTimeException when its time is no time
     */
    public static Checkpoint parse(String text) {
        switch (text) {
            case "TRIM_HORIZON":
                return Checkpoint.TRIM_HORIZON;
            case "LATEST":
                return Checkpoint.LATEST;
            case "SHARD_END":
                return Checkpoint.SHARD_END;
            default:
                break;
        }
        if (text.startsWith(AT) && text.endsWith(")")) {
            String position = text.substring(AT.length(), text.length() - 1);
            int slash = position.indexOf('/');
            return slash < 0
                    ? Checkpoint.at(SequenceNumber.of(position))
                    : Checkpoint.at(new RecordPosition(
                            SequenceNumber.of(position.substring(0, slash)),
                            Long.parseLong(position.substring(slash + 1))));
        }
        if (text.startsWith(AT_TIMESTAMP) && text.endsWith(")")) {
            return Checkpoint.atTimestamp(Instant.parse(text.substring(AT_TIMESTAMP.length(), text.length() - 1)));
        }
        throw new IllegalArgumentException("no checkpoint");
    }
}
