package io.millrace.domain.consumer;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.StreamRecord;
import java.time.Instant;
import java.util.Optional;

/** Records for tests. */
final class Records {
    private Records() {}

    static StreamRecord record(long sequenceNumber, long subSequenceNumber, int sizeBytes) {
        return new StreamRecord(
                new RecordPosition(SequenceNumber.of(sequenceNumber), subSequenceNumber),
                "",
                Optional.empty(),
                Instant.EPOCH,
                new byte[sizeBytes]);
    }

    /** Records of these sizes, numbered from a sequence number on. */
    static ImmutableList<StreamRecord> ofSizes(long firstSequenceNumber, Iterable<Integer> sizes) {
        ImmutableList.Builder<StreamRecord> records = ImmutableList.builder();
        long sequenceNumber = firstSequenceNumber;
        for (int size : sizes) {
            records.add(record(sequenceNumber++, 0, size));
        }
        return records.build();
    }

    static ImmutableList<StreamRecord> count(int count) {
        ImmutableList.Builder<StreamRecord> records = ImmutableList.builder();
        for (int index = 0; index < count; index++) {
            records.add(record(index, 0, 1));
        }
        return records.build();
    }
}
