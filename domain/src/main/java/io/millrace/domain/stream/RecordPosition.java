package io.millrace.domain.stream;

import java.util.Objects;

/**
 * Where a record stands in its shard: the sequence number of the Kinesis record and, for a record that was packed into an
 * aggregate by the Kinesis Producer Library, its index inside the aggregate.
 *
 * @param sequenceNumber of the Kinesis record
 * @param subSequenceNumber index inside the aggregate, from 0; 0 for a record that was not aggregated
 */
public record RecordPosition(SequenceNumber sequenceNumber, long subSequenceNumber)
        implements Comparable<RecordPosition> {
    public RecordPosition {
        Objects.requireNonNull(sequenceNumber, "sequenceNumber");
        if (subSequenceNumber < 0) {
            throw new IllegalArgumentException("a sub-sequence number is never negative: " + subSequenceNumber);
        }
    }

    public static RecordPosition of(SequenceNumber sequenceNumber) {
        return new RecordPosition(sequenceNumber, 0);
    }

    @Override
    public int compareTo(RecordPosition other) {
        int bySequenceNumber = sequenceNumber.compareTo(other.sequenceNumber);
        return bySequenceNumber != 0 ? bySequenceNumber : Long.compare(subSequenceNumber, other.subSequenceNumber);
    }

    @Override
    public String toString() {
        return subSequenceNumber == 0 ? sequenceNumber.toString() : sequenceNumber + "/" + subSequenceNumber;
    }
}
