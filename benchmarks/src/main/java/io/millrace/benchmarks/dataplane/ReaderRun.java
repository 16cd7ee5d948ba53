package io.millrace.benchmarks.dataplane;

import io.millrace.benchmarks.run.NotMeasuredException;
import io.millrace.benchmarks.run.Processes;
import io.millrace.benchmarks.run.Schedule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Starts a reader, measures it once it reads all shards, and ends it. */
record ReaderRun(Processes processes, Schedule schedule) {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final int MOST_WARM_UPS = 5;
    private static final long WARM_RECORDS_PER_SECOND = 100_000;
    private static final double NANOS = 1e9;
    private static final double MILLION = 1e6;

    /**
     * Blocks until it is measured.
     *
     * @throws NotMeasuredException when it ends, or does not get records of all shards in time
     */
    Measured measure(ReaderRow row, List<String> command, Path log) throws IOException, InterruptedException {
        ReaderProcess reader = ReaderProcess.start(processes, command, log);
        try {
            double firstRecordSeconds = awaitRecords(reader, row.shape().shards());
            ReaderProcess.Look begin = warmUp(reader);
            reader.live(schedule.measured());
            ReaderProcess.Look end = reader.look();
            return figures(begin, end, firstRecordSeconds);
        } finally {
            reader.end(processes);
        }
    }

    private double awaitRecords(ReaderProcess reader, int shards) throws InterruptedException {
        long deadline = System.nanoTime() + schedule.firstRecord().toNanos();
        while (true) {
            ReaderProcess.Look look = reader.look();
            if (look.shards() >= shards) {
                return look.firstRecordSeconds();
            }
            if (System.nanoTime() > deadline) {
                throw reader.failure(look.shards() + " of " + shards + " shards had records after "
                        + schedule.firstRecord().toSeconds() + " s");
            }
            reader.live(LOOK_EVERY);
        }
    }

    /** Beside other work, and with few records, the compiler of the virtual machine comes to work later. */
    private ReaderProcess.Look warmUp(ReaderProcess reader) throws InterruptedException {
        ReaderProcess.Look first = reader.look();
        ReaderProcess.Look now = first;
        for (int times = 0; times < MOST_WARM_UPS && !isWarm(first, now); times++) {
            reader.live(schedule.warmUp());
            now = reader.look();
        }
        return now;
    }

    private boolean isWarm(ReaderProcess.Look first, ReaderProcess.Look now) {
        long seconds = schedule.warmUp().toSeconds();
        return now.figures().cpuSeconds() - first.figures().cpuSeconds() >= seconds
                && now.records() - first.records() >= seconds * WARM_RECORDS_PER_SECOND;
    }

    static Measured figures(ReaderProcess.Look begin, ReaderProcess.Look end, double firstRecordSeconds) {
        double records = end.records() - begin.records();
        if (records <= 0) {
            throw new NotMeasuredException("no record came while it was measured");
        }
        double cpu = end.figures().cpuSeconds() - begin.figures().cpuSeconds();
        return new Measured(
                cpu / records * MILLION,
                records / (end.nanos() - begin.nanos()) * NANOS,
                end.figures().peakMemoryBytes() / MILLION,
                Math.max(begin.figures().threads(), end.figures().threads()),
                firstRecordSeconds);
    }
}
