package io.millrace.benchmarks.dataplane;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.millrace.benchmarks.readers.SlowReader;
import io.millrace.benchmarks.run.NotMeasuredException;
import io.millrace.benchmarks.run.ProcessFigures;
import io.millrace.benchmarks.run.Processes;
import io.millrace.benchmarks.run.Workplace;
import io.millrace.benchmarks.stub.StreamShape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts a {@link SlowReader} and looks at it every other second. Not safe for use from several threads. */
final class HeldRun {
    private static final long LEAST_BUDGET_BYTES = 1 << 20;

    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final double NANOS = 1e9;

    private final Processes processes;
    private final URI kinesis;
    private final Path scratch;
    private final long baseBytes;
    private final Duration measured;
    private int runs;

    /**
     * What is measured.
     *
     * @param budgetBytes the worker's memory budget
     */
    record Row(StreamShape shape, String mode, String order, long budgetBytes) {
        @Override
        public String toString() {
            return shape.shards() + " shards, " + ReaderReport.bytes(shape.recordBytes()) + ", " + mode + ", order "
                    + order;
        }
    }

    /**
     * What was.
     *
     * @param heapBytes the most that a collection of all garbage left
     * @param directBytes the most that buffers beside the heap had, which Netty has for subscriptions
     * @param residentBytes the most that the process had resident
     * @param fewestThreads once all shards had had records
     * @param shards that had records
     * @param fewest the records of a shard that were processed, at least, once all shards had had some
     * @param recordsPerSecond likewise of all shards
     */
    record Held(
            long heapBytes,
            long directBytes,
            long residentBytes,
            int fewestThreads,
            int mostThreads,
            int shards,
            long fewest,
            long most,
            double recordsPerSecond) {}

    private record Look(
            long nanos,
            long heapBytes,
            long directBytes,
            long records,
            int shards,
            long fewest,
            long most,
            int threads) {}

    HeldRun(Processes processes, URI kinesis, Path scratch, int baseMebibytes, int seconds) {
        this.processes = processes;
        this.kinesis = kinesis;
        this.scratch = scratch;
        this.baseBytes = (long) baseMebibytes << 20;
        this.measured = Duration.ofSeconds(seconds);
    }

    /** What a worker holds that has all shards and hardly any records. Blocks. */
    Held least(StreamShape shape, String mode) throws IOException, InterruptedException {
        return run(new Row(shape, mode, "SHARD", LEAST_BUDGET_BYTES), 0);
    }

    /**
     * Measures a row. Blocks.
     *
     * @throws NotMeasuredException when the reader ends, or not all shards have records in time
     */
    Held measure(Row row) throws IOException, InterruptedException {
        return run(row, row.shape().shards());
    }

    private Held run(Row row, int shardsWanted) throws IOException, InterruptedException {
        runs++;
        Path log = scratch.resolve("reader-" + runs + ".log");
        ProcessBuilder command = new ProcessBuilder(command(row)).redirectError(log.toFile());
        command.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        Process process = processes.start(command);
        try (BufferedReader answers = process.inputReader(StandardCharsets.US_ASCII)) {
            return watch(process, answers, log, shardsWanted);
        } finally {
            process.destroyForcibly();
            processes.end(process);
        }
    }

    private Held watch(Process process, BufferedReader answers, Path log, int shardsWanted)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long heap = 0;
        long direct = 0;
        int fewestThreads = Integer.MAX_VALUE;
        int mostThreads = 0;
        Look first = null;
        while (true) {
            Look look = look(process, "", answers, log);
            heap = Math.max(heap, look.heapBytes());
            direct = Math.max(direct, look.directBytes());
            if (first == null && look.shards() >= shardsWanted) {
                look = look(process, SlowReader.FROM_NOW_ON, answers, log);
                first = look;
            }
            if (first != null) {
                fewestThreads = Math.min(fewestThreads, look.threads());
                mostThreads = Math.max(mostThreads, look.threads());
                if (look.nanos() - first.nanos() >= measured.toNanos()) {
                    double perSecond = look.records() * NANOS / (look.nanos() - first.nanos());
                    long resident = ProcessFigures.of(process.pid()).peakMemoryBytes();
                    return new Held(
                            heap,
                            direct,
                            resident,
                            fewestThreads,
                            mostThreads,
                            look.shards(),
                            look.fewest(),
                            look.most(),
                            perSecond);
                }
            } else if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                throw new NotMeasuredException(
                        look.shards() + " of " + shardsWanted + " shards had records after " + PATIENCE.toSeconds()
                                + " s",
                        log);
            }
        }
    }

    private static Look look(Process process, String question, BufferedReader answers, Path log)
            throws InterruptedException {
        try {
            if (!process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                OutputStream questions = process.getOutputStream();
                questions.write((question + "\n").getBytes(StandardCharsets.US_ASCII));
                questions.flush();
                String line = answers.readLine();
                while (line != null && !line.startsWith(SlowReader.PREFIX)) {
                    line = answers.readLine();
                }
                if (line != null) {
                    List<String> words = Splitter.on(' ').splitToList(line.substring(SlowReader.PREFIX.length()));
                    return new Look(
                            System.nanoTime(),
                            Long.parseLong(words.get(0)),
                            Long.parseLong(words.get(1)),
                            Long.parseLong(words.get(2)),
                            Integer.parseInt(words.get(3)),
                            Long.parseLong(words.get(4)),
                            Long.parseLong(words.get(5)),
                            ProcessFigures.of(process.pid()).threads());
                }
            }
        } catch (IOException ended) {
            // Told below, with what it has written about it.
        }
        process.waitFor(1, TimeUnit.SECONDS);
        throw new NotMeasuredException(
                "the reader ended" + (process.isAlive() ? "" : " with status " + process.exitValue()), log);
    }

    /** How large its heap is: the budget, a fifth more, and the base. */
    long heapBytes(Row row) {
        return baseBytes + row.budgetBytes() + row.budgetBytes() / 5;
    }

    private ImmutableList<String> command(Row row) {
        return ImmutableList.of(
                Workplace.java(),
                "-Xmx" + (heapBytes(row) >> 10) + "k",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                SlowReader.class.getName(),
                kinesis.toString(),
                "http://127.0.0.1:1",
                row.shape().streamName(),
                Integer.toString(row.shape().shards()),
                "benchmark-" + runs,
                row.mode(),
                row.order(),
                Long.toString(row.budgetBytes()));
    }
}
