package io.millrace.benchmarks.dataplane;

import com.google.common.base.Splitter;
import io.millrace.benchmarks.readers.Tally;
import io.millrace.benchmarks.run.NotMeasuredException;
import io.millrace.benchmarks.run.ProcessFigures;
import io.millrace.benchmarks.run.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A reader at work, which tells what it has counted when it is asked; see {@code Tally}. */
final class ReaderProcess {
    private static final double MILLIS = 1000;

    private final Process process;
    private final Path log;
    private final long startMillis;
    private final OutputStream questions;
    private final BufferedReader answers;

    /**
     * What was seen at one moment.
     *
     * @param shards that have had records
     * @param firstRecordSeconds 0 when there was none yet
     */
    record Look(long nanos, long records, int shards, double firstRecordSeconds, ProcessFigures figures) {}

    private ReaderProcess(Process process, Path log, long startMillis) {
        this.process = process;
        this.log = log;
        this.startMillis = startMillis;
        questions = process.getOutputStream();
        answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    static ReaderProcess start(Processes processes, List<String> command, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        long now = System.currentTimeMillis();
        return new ReaderProcess(processes.start(builder), log, now);
    }

    /**
     * Asks it.
     *
     * @throws NotMeasuredException when it has ended
     */
    Look look() throws InterruptedException {
        try {
            questions.write('\n');
            questions.flush();
            String line = answers.readLine();
            while (line != null && !line.startsWith(Tally.PREFIX)) {
                line = answers.readLine();
            }
            if (line != null) {
                List<String> words = Splitter.on(' ').splitToList(line.substring(Tally.PREFIX.length()));
                long firstMillis = Long.parseLong(words.get(2));
                return new Look(
                        System.nanoTime(),
                        Long.parseLong(words.get(0)),
                        Integer.parseInt(words.get(1)),
                        firstMillis == 0 ? 0 : (firstMillis - startMillis) / MILLIS,
                        ProcessFigures.of(process.pid()));
            }
        } catch (IOException ended) {
            // Told below, with what it has written about it.
        }
        process.waitFor(1, TimeUnit.SECONDS);
        throw new NotMeasuredException(
                "the reader ended" + (process.isAlive() ? "" : " with status " + process.exitValue()), log);
    }

    /** Lets it do its work for this long. */
    void live(Duration time) throws InterruptedException {
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new NotMeasuredException("the reader ended with status " + process.exitValue(), log);
        }
    }

    NotMeasuredException failure(String message) {
        return new NotMeasuredException(message, log);
    }

    /** Ends it at once: nothing that it does in the end is measured. */
    void end(Processes processes) throws InterruptedException {
        process.destroyForcibly();
        processes.end(process);
    }
}
