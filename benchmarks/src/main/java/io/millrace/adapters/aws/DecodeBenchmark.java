package io.millrace.adapters.aws;

import io.millrace.benchmarks.stub.PreparedAnswer;
import io.millrace.benchmarks.stub.StreamShape;
import io.millrace.ports.source.RecordsAnswer;
import java.time.Instant;
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

/** Decoding an answer of GetRecords, for each record. Stands in the package of the decoder, which nobody else can call. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodeBenchmark {
    private static final int RECORDS = 10_000;

    @Param({"100", "1024"})
    int recordBytes;

    private byte[] body = {};

    /** Encodes an answer. */
    @Setup
    public void encode() {
        body = PreparedAnswer.body(new StreamShape(1, recordBytes));
    }

    /** Everything that is done between the bytes and the engine. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public RecordsAnswer.Records decode() throws CborReader.NotUnderstoodException {
        return RecordsDecoder.decode(body, body.length, Instant.EPOCH);
    }
}
