package io.millrace.benchmarks.run;

import com.google.common.collect.ImmutableMap;
import io.millrace.benchmarks.measure.Figure;
import io.millrace.benchmarks.measure.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Random;

/**
 * Feeds the plain child without a daemon: one line, prepared once, again and again as soon as it answers. How fast the child
 * is then is the most that a daemon can reach with the plain protocol.
 */
final class ChildAloneRun {
    private static final int RECORDS = 10_000;
    private static final String INITIALIZE =
            "{\"action\":\"initialize\",\"shardId\":\"shardId-000000000000\",\"sequenceNumber\":\"TRIM_HORIZON\","
                    + "\"subSequenceNumber\":0}\n";
    private static final String CHECKPOINTED =
            "{\"action\":\"checkpoint\",\"sequenceNumber\":null,\"subSequenceNumber\":null,\"error\":null}\n";

    private final Processes processes;
    private final Schedule schedule;
    private final Workplace workplace;
    private final Path folder;

    /** @param folder an empty one, of this run alone */
    ChildAloneRun(Processes processes, Schedule schedule, Workplace workplace, Path folder) {
        this.processes = processes;
        this.schedule = schedule;
        this.workplace = workplace;
        this.folder = folder;
    }

    /** Blocks until it is measured. */
    ImmutableMap<Figure, Double> measure(Row row) throws IOException, InterruptedException {
        Path log = folder.resolve("child.log");
        ProcessBuilder command = new ProcessBuilder("python3", DaemonCommand.PLAIN_CHILD)
                .directory(workplace.children().toFile())
                .redirectError(log.toFile());
        command.environment().put("BENCHMARK_REPORTS", folder.toString());
        byte[] batch = batch(row.shape().recordBytes());
        Process child = processes.start(command);
        try (OutputStream input = child.getOutputStream();
                BufferedReader output = child.inputReader(StandardCharsets.US_ASCII)) {
            say(INITIALIZE.getBytes(StandardCharsets.US_ASCII), input, output);
            feed(batch, schedule.warmUp(), input, output);
            Window window = Window.begin(folder, Optional.empty());
            feed(batch, schedule.measured(), input, output);
            return window.end();
        } catch (IOException broken) {
            throw new NotMeasuredException("the child broke off: " + broken.getMessage(), log);
        } finally {
            processes.end(child);
        }
    }

    private static void feed(byte[] batch, Duration time, OutputStream input, BufferedReader output)
            throws IOException {
        long end = System.nanoTime() + time.toNanos();
        do {
            say(batch, input, output);
        } while (System.nanoTime() < end);
    }

    /** Sends a message and waits for its acknowledgement. */
    private static void say(byte[] message, OutputStream input, BufferedReader output) throws IOException {
        input.write(message);
        input.flush();
        String line = "";
        while (!line.contains("\"status\"")) {
            if (line.contains("\"checkpoint\"")) {
                input.write(CHECKPOINTED.getBytes(StandardCharsets.US_ASCII));
                input.flush();
            }
            line = output.readLine();
            if (line == null) {
                throw new IOException("its standard output ended");
            }
        }
    }

    private static byte[] batch(int recordBytes) {
        byte[] data = new byte[recordBytes];
        Random random = new Random(1);
        StringBuilder line = new StringBuilder("{\"action\":\"processRecords\",\"records\":[");
        for (int record = 0; record < RECORDS; record++) {
            random.nextBytes(data);
            line.append(record == 0 ? "" : ",")
                    .append("{\"data\":\"")
                    .append(Base64.getEncoder().encodeToString(data))
                    .append("\",\"partitionKey\":\"key-")
                    .append(record)
                    .append("\",\"sequenceNumber\":\"49590338271490256608559692538361571095921575989")
                    .append(100_000_000L + record)
                    .append("\",\"approximateArrivalTimestamp\":1767225600000,\"subSequenceNumber\":0,"
                            + "\"action\":\"record\"}");
        }
        return line.append("],\"millisBehindLatest\":3600000}\n").toString().getBytes(StandardCharsets.US_ASCII);
    }
}
