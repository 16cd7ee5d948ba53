package io.millrace.benchmarks.run;

import com.google.common.collect.ImmutableMap;
import io.millrace.benchmarks.measure.Contender;
import io.millrace.benchmarks.measure.Figure;
import io.millrace.benchmarks.measure.Row;
import io.millrace.benchmarks.stub.KinesisStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures row after row, with one stub of Kinesis and one DynamoDB Local for all. Ends everything when closed. */
public final class Bench implements AutoCloseable {
    private final Workplace workplace;
    private final Schedule schedule;
    private final Processes processes;
    private final KinesisStub kinesis;
    private final DaemonCommand command;
    private int runs;

    private Bench(
            Workplace workplace, Schedule schedule, Processes processes, KinesisStub kinesis, DaemonCommand command) {
        this.workplace = workplace;
        this.schedule = schedule;
        this.processes = processes;
        this.kinesis = kinesis;
        this.command = command;
    }

    /**
     * Starts what all rows share.
     *
     * @throws NotMeasuredException when DynamoDB Local does not start
     */
    public static Bench start(Workplace workplace, Schedule schedule) throws IOException, InterruptedException {
        Processes processes = new Processes();
        KinesisStub kinesis = KinesisStub.start();
        return new Bench(
                workplace,
                schedule,
                processes,
                kinesis,
                new DaemonCommand(workplace, kinesis.endpoint(), LocalDynamoDb.start(processes, workplace.scratch())));
    }

    /**
     * Measures a row once. Blocks.
     *
     * @throws NotMeasuredException when the daemon or its children do not run as they should; others may be measured
     */
    public ImmutableMap<Figure, Double> measure(Row row) throws IOException, InterruptedException {
        runs++;
        Path folder = Files.createDirectory(workplace.scratch().resolve("run-" + runs));
        if (row.contender() == Contender.CHILD_ALONE) {
            return new ChildAloneRun(processes, schedule, workplace, folder).measure(row);
        }
        return new DaemonRun(processes, schedule, folder).measure(row, command.of(row, "benchmark-" + runs, folder));
    }

    @Override
    public void close() {
        processes.close();
        kinesis.close();
    }
}
