package io.millrace.multilang.protocol;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A child asks for a checkpoint. The answer repeats both values as they were asked.
 *
 * @param sequenceNumber as the child wrote it, valid or not; empty: everything handed over so far
 * @param subSequenceNumber as the child wrote it; empty: 0
 */
public record CheckpointRequest(Optional<String> sequenceNumber, OptionalLong subSequenceNumber)
        implements ChildMessage {
    public CheckpointRequest {
        Objects.requireNonNull(sequenceNumber, "sequenceNumber");
        Objects.requireNonNull(subSequenceNumber, "subSequenceNumber");
    }

    /** For everything handed over so far. */
    public static CheckpointRequest everything() {
        return new CheckpointRequest(Optional.empty(), OptionalLong.empty());
    }
}
