package io.millrace.benchmarks.micro;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.ProgressTracker;
import io.millrace.domain.consumer.BatchCutter;
import io.millrace.domain.consumer.BatchLimits;
import io.millrace.domain.stream.StreamRecord;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What the engine does with records between the source and the processor. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EngineBenchmark {
    private final ImmutableList<StreamRecord> records = SomeRecords.of(100);

    /** Cutting an answer of 10,000 records into batches of the default size; for each record. */
    @Benchmark
    @OperationsPerInvocation(SomeRecords.COUNT)
    public void cutIntoBatches(Blackhole batches) {
        BatchCutter cutter = new BatchCutter(BatchLimits.defaults());
        cutter.add(records, 0);
        Optional<ImmutableList<StreamRecord>> batch = cutter.cut(0, true);
        while (batch.isPresent()) {
            batches.consume(batch.get());
            batch = cutter.cut(0, true);
        }
    }

    /** Handing records over one by one, as with batches of one record; for each record. */
    @Benchmark
    @OperationsPerInvocation(SomeRecords.COUNT)
    public ProgressTracker trackProgress() {
        ProgressTracker tracker = new ProgressTracker(Checkpoint.TRIM_HORIZON);
        for (StreamRecord record : records) {
            tracker.delivered(record.position());
            tracker.done(record.position(), record.approximateArrival());
        }
        return tracker;
    }
}
