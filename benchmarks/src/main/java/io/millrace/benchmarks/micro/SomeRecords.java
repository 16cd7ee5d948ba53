package io.millrace.benchmarks.micro;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.StreamRecord;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;

/** Records as an answer of GetRecords brings them. */
final class SomeRecords {
    /** As many as an answer holds at most. */
    static final int COUNT = 10_000;

    private static final BigInteger FIRST = new BigInteger("49680471796282105015582667651722857943277285705724723234");

    private SomeRecords() {}

    static ImmutableList<StreamRecord> of(int recordBytes) {
        Random random = new Random(1);
        ImmutableList.Builder<StreamRecord> records = ImmutableList.builder();
        for (int number = 0; number < COUNT; number++) {
            byte[] data = new byte[recordBytes];
            random.nextBytes(data);
            records.add(new StreamRecord(
                    RecordPosition.of(SequenceNumber.of(
                            FIRST.add(BigInteger.valueOf(number)).toString())),
                    "partition-key-" + number,
                    Optional.empty(),
                    Instant.ofEpochMilli(1_700_000_000_000L + number),
                    data));
        }
        return records.build();
    }
}
