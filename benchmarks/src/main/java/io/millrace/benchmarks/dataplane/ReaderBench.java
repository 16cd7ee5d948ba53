package io.millrace.benchmarks.dataplane;

import com.google.common.collect.ImmutableList;
import io.millrace.benchmarks.readers.StubServer;
import io.millrace.benchmarks.run.LocalDynamoDb;
import io.millrace.benchmarks.run.NotMeasuredException;
import io.millrace.benchmarks.run.Processes;
import io.millrace.benchmarks.run.Schedule;
import io.millrace.benchmarks.run.Workplace;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Measures row after row, with one stub of Kinesis and one DynamoDB Local for all. Ends everything when closed. */
final class ReaderBench implements AutoCloseable {
    private final Processes processes;
    private final ReaderRun run;
    private final ReaderCommand command;
    private final Path scratch;
    private int runs;

    private ReaderBench(Processes processes, ReaderRun run, ReaderCommand command, Path scratch) {
        this.processes = processes;
        this.run = run;
        this.command = command;
        this.scratch = scratch;
    }

    /**
     * Starts what all rows share.
     *
     * @param target the folder of what was built
     * @param scratch a folder for logs
     * @param options of the readers' virtual machines; the standard ones if empty
     * @throws NotMeasuredException when a server does not start
     */
    static ReaderBench start(Path target, Path scratch, ImmutableList<String> options, Schedule schedule)
            throws IOException, InterruptedException {
        Processes processes = new Processes();
        URI kinesis = stub(processes, scratch.resolve("stub.log"));
        URI dynamoDb = LocalDynamoDb.start(processes, scratch);
        return new ReaderBench(
                processes,
                new ReaderRun(processes, schedule),
                new ReaderCommand(target, options, kinesis, dynamoDb),
                scratch);
    }

    /** Starts the stub of Kinesis; says where it answers. */
    static URI stub(Processes processes, Path log) throws IOException {
        ImmutableList<String> command = ImmutableList.of(
                Workplace.java(),
                "-Xmx1g",
                // Of each of a thousand subscriptions an event waits here.
                "-XX:MaxDirectMemorySize=3g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StubServer.class.getName());
        Process stub = processes.start(new ProcessBuilder(command).redirectError(log.toFile()));
        BufferedReader output = stub.inputReader(StandardCharsets.US_ASCII);
        String endpoint = output.readLine();
        if (endpoint == null) {
            throw new NotMeasuredException("the stub of Kinesis did not start; see " + log);
        }
        return URI.create(endpoint);
    }

    /**
     * Measures a row once. Blocks.
     *
     * @throws NotMeasuredException when the reader does not run as it should; others may be measured
     */
    Measured measure(ReaderRow row) throws IOException, InterruptedException {
        runs++;
        return run.measure(row, command.of(row, "benchmark-" + runs), scratch.resolve("reader-" + runs + ".log"));
    }

    @Override
    public void close() {
        processes.close();
    }
}
