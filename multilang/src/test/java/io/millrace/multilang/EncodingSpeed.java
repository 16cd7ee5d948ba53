package io.millrace.multilang;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.multilang.frames.BatchNumbers;
import io.millrace.multilang.frames.FrameEncoder;
import io.millrace.multilang.protocol.ByteOutput;
import io.millrace.multilang.protocol.Generation;
import io.millrace.multilang.protocol.LineEncoder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Prints what it costs to write a record for a child: CPU-microseconds of one thread, after warming up. */
public final class EncodingSpeed {
    private static final int RECORDS = 10_000;
    private static final int ROUNDS = 60;
    private static final BigInteger FIRST = new BigInteger("49680471796282105015582667651722857943277285705724723234");

    private interface Encoding {
        void write(ImmutableList<StreamRecord> records) throws IOException;
    }

    private EncodingSpeed() {}

    public static void main(String[] arguments) throws IOException {
        long[] bytes = new long[1];
        ByteOutput out = new ByteOutput((array, count) -> bytes[0] += count);
        LineEncoder lines = new LineEncoder(out, Generation.KCL_2);
        FrameEncoder frames = new FrameEncoder(out);
        for (int size : new int[] {1_024, 100}) {
            ImmutableList<StreamRecord> records = records(size);
            print("lines", size, records, batch -> lines.processRecords(batch, OptionalLong.of(0)));
            print("frames", size, records, batch -> frames.records(1, new BatchNumbers(1, 1, 1, 0), batch));
        }
        System.out.println(bytes[0] / 1_000_000 + " MB written");
    }

    private static void print(String name, int size, ImmutableList<StreamRecord> records, Encoding encoding)
            throws IOException {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            encoding.write(records);
            long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began;
            best = Math.min(best, nanos / 1_000.0 / RECORDS);
        }
        System.out.printf(Locale.ROOT, "%-6s %5d bytes: %.2f us of CPU per record%n", name, size, best);
    }

    private static ImmutableList<StreamRecord> records(int size) {
        Random random = new Random(1);
        ImmutableList.Builder<StreamRecord> records = ImmutableList.builder();
        for (int i = 0; i < RECORDS; i++) {
            byte[] data = new byte[size];
            random.nextBytes(data);
            String digits = FIRST.add(BigInteger.valueOf(i)).toString();
            records.add(new StreamRecord(
                    RecordPosition.of(SequenceNumber.of(digits)),
                    "partition-key-" + i,
                    Optional.empty(),
                    Instant.ofEpochMilli(1_700_000_000_000L + i),
                    data));
        }
        return records.build();
    }
}
