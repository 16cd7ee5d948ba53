package io.millrace.multilang.protocol;

import io.millrace.domain.checkpoint.Checkpoint;

/** A checkpoint as children know it: digits, or TRIM_HORIZON, LATEST, AT_TIMESTAMP, SHARD_END; and a sub-sequence number. */
public final class CheckpointName {
    private CheckpointName() {}

    /** Always ASCII. */
    public static String of(Checkpoint checkpoint) {
        if (checkpoint instanceof Checkpoint.At at) {
            return at.position().sequenceNumber().toString();
        }
        return checkpoint instanceof Checkpoint.AtTimestamp ? "AT_TIMESTAMP" : checkpoint.toString();
    }

    /** 0 for what is no record. */
    public static long subSequenceNumber(Checkpoint checkpoint) {
        return checkpoint instanceof Checkpoint.At at ? at.position().subSequenceNumber() : 0;
    }
}
