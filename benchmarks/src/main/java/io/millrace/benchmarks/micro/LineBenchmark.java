package io.millrace.benchmarks.micro;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.multilang.protocol.ByteOutput;
import io.millrace.multilang.protocol.Generation;
import io.millrace.multilang.protocol.LineEncoder;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Writing records as a line of JSON for a child; for each record. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LineBenchmark {
    @Param({"100", "1024"})
    int recordBytes;

    private ImmutableList<StreamRecord> records = ImmutableList.of();
    private long written;
    private final LineEncoder lines =
            new LineEncoder(new ByteOutput((bytes, count) -> written += count), Generation.KCL_2);

    /** Makes the records. */
    @Setup
    public void make() {
        records = SomeRecords.of(recordBytes);
    }

    /** A line of 10,000 records. */
    @Benchmark
    @OperationsPerInvocation(SomeRecords.COUNT)
    public long writeLine() throws IOException {
        lines.processRecords(records, OptionalLong.of(0));
        return written;
    }
}
