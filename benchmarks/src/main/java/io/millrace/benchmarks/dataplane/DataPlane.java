package io.millrace.benchmarks.dataplane;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.millrace.benchmarks.run.NotMeasuredException;
import io.millrace.benchmarks.run.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures consumers and prints a table. What the script {@code benchmarks/data-plane} starts. */
@Command(
        name = "benchmarks/data-plane",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures Millrace, a bare loop around the AWS SDK and the Kinesis Client Library (KCL), each a process of its"
                    + " own, on one stub of Kinesis with an endless backlog and without quotas.",
            "Rounds are interleaved; printed are medians, with the least and the greatest. Nothing else should run on the"
                    + " machine meanwhile."
        },
        footerHeading = "%nExit status:%n",
        footer = {"  0  every row was measured in every round", "  1  some were not; the output says why"})
final class DataPlane implements Callable<Integer> {
    @Option(names = "--root", hidden = true, required = true)
    private Path root = Path.of("");

    @Option(names = "--quick", description = "Within a minute: the loop and Millrace, polling, 4 shards, short times.")
    private boolean quick;

    @Option(names = "--json", description = "Print a line of JSON for each row in place of the table.")
    private boolean json;

    @Option(names = "--rounds", description = "How often each row is measured; 3 if not given, 1 with --quick.")
    private int rounds;

    @Option(names = "--seconds", description = "How long each is measured; 15 if not given, 4 with --quick.")
    private int seconds;

    @Option(
            names = "--warm-up",
            description =
                    "Seconds that are not measured, once all shards have had records; up to five times as long where"
                            + " other work keeps the reader from as much CPU. 10 if not given, 4 with --quick.")
    private int warmUp;

    @Option(names = "--patience", description = "Seconds until all shards must have had records; 420 if not given.")
    private int patience = 420;

    @Option(
            names = "--only",
            split = ",",
            description =
                    "Of loop, loop-async, millrace, kcl, kcl-default: who reads; all but loop-async if not given.")
    private List<String> only = List.of();

    @Option(names = "--shards", split = ",", description = "Of the streams; 4,64,256 if not given.")
    private List<Integer> shards = List.of();

    @Option(names = "--record-bytes", split = ",", description = "Of the data; 1024,100 if not given.")
    private List<Integer> recordBytes = List.of();

    @Option(names = "--mode", split = ",", description = "Of polling, fan-out; both if not given.")
    private List<String> modes = List.of();

    @Option(
            names = "--java-options",
            description =
                    "For the virtual machines of all readers; if not given, -Xmx2g, -Xmx8g for the loop beyond 64 shards,"
                            + " and -Xmx8g or -Xmx16g for KCL.")
    private String javaOptions = "";

    @Option(names = "--plot", description = "Write a plot of the CPU that records cost, as SVG.")
    private Optional<Path> plot = Optional.empty();

    @Option(names = "--write-docs", description = "Write the table and the plot into the documents of the checkout.")
    private boolean writeDocuments;

    @Option(
            names = "--from",
            split = ",",
            description = "Measure nothing: print, plot or write what these files hold, lines of JSON of earlier runs.")
    private List<Path> from = List.of();

    /** Runs it and exits with its status. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DataPlane()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Choice choice = new Choice(quick, only, shards, recordBytes, modes, rounds, warmUp, seconds);
        Rounds results = from.isEmpty() ? new Rounds(choice.rows()) : new Rounds(ImmutableList.of());
        if (from.isEmpty()) {
            measure(choice, results);
        }
        for (Path file : from) {
            Files.readAllLines(file).forEach(line -> ReaderReport.read(line, results));
        }
        if (plot.isPresent()) {
            Files.writeString(plot.get(), CpuPlot.svg(results));
        }
        if (writeDocuments) {
            new Documents(root).write(results);
        }
        System.out.print(json ? ReaderReport.lines(results) : ReaderReport.table(results));
        return results.areComplete(from.isEmpty() ? choice.roundsWanted() : 1) ? 0 : 1;
    }

    private void measure(Choice choice, Rounds results) throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("millrace-data-plane");
        Path raw = Files.createFile(scratch.resolve("rounds.jsonl"));
        System.err.println("logs, and each round's figures: " + scratch);
        Schedule schedule = new Schedule(
                Duration.ofSeconds(patience),
                Duration.ofSeconds(choice.warmUpSeconds()),
                Duration.ofSeconds(choice.measuredSeconds()));
        ImmutableList<String> options =
                ImmutableList.copyOf(Splitter.on(' ').omitEmptyStrings().split(javaOptions));
        ImmutableList<ReaderRow> rows = choice.rows();
        try (ReaderBench bench = ReaderBench.start(root.resolve("benchmarks/target"), scratch, options, schedule)) {
            for (int round = 1; round <= choice.roundsWanted(); round++) {
                int number = 0;
                for (ReaderRow row : rows) {
                    number++;
                    System.err.printf(
                            "round %d of %d, row %d of %d: %s ...%n",
                            round, choice.roundsWanted(), number, rows.size(), row);
                    measure(bench, row, results, raw);
                }
            }
        }
    }

    private static void measure(ReaderBench bench, ReaderRow row, Rounds results, Path raw)
            throws IOException, InterruptedException {
        try {
            Measured measured = bench.measure(row);
            results.add(row, measured);
            System.err.printf(
                    "  %.2f CPU-s a million, %,.0f records/s%n",
                    measured.cpuSecondsPerMillion(), measured.recordsPerSecond());
            Files.writeString(raw, ReaderReport.line(row, Optional.of(measured)) + "\n", StandardOpenOption.APPEND);
        } catch (NotMeasuredException failed) {
            System.err.println("not measured: " + failed.getMessage());
        }
    }
}
