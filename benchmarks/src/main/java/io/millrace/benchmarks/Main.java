package io.millrace.benchmarks;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.millrace.benchmarks.measure.Contender;
import io.millrace.benchmarks.measure.Report;
import io.millrace.benchmarks.measure.Results;
import io.millrace.benchmarks.measure.Row;
import io.millrace.benchmarks.run.Bench;
import io.millrace.benchmarks.run.NotMeasuredException;
import io.millrace.benchmarks.run.Schedule;
import io.millrace.benchmarks.run.Workplace;
import io.millrace.benchmarks.stub.StreamShape;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the daemons and prints a table. What the script {@code benchmarks/daemon} starts. */
@Command(
        name = "benchmarks/daemon",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures Millrace's daemon for children in any language beside that of the Kinesis Client Library (KCL), into"
                    + " counting children in Python, on a stub of Kinesis with an endless backlog and without quotas.",
            "Rounds are interleaved; printed are medians, with the least and the greatest. Nothing else should run on the"
                    + " machine meanwhile."
        },
        footerHeading = "%nExit status:%n",
        footer = {"  0  every row was measured in every round", "  1  some were not; the output says why"})
final class Main implements Callable<Integer> {
    private static final ImmutableList<Contender> BESIDE_KCL =
            ImmutableList.of(Contender.KCL, Contender.MILLRACE_PLAIN, Contender.MILLRACE_FRAMES);
    private static final ImmutableList<Contender> QUICK =
            ImmutableList.of(Contender.CHILD_ALONE, Contender.MILLRACE_PLAIN, Contender.MILLRACE_FRAMES);

    @Option(names = "--root", hidden = true, required = true)
    private Path root = Path.of("");

    @Option(names = "--quick", description = "About a minute: Millrace and the child alone, 1 KB, short times.")
    private boolean quick;

    @Option(names = "--json", description = "Print a line of JSON for each row in place of the table.")
    private boolean json;

    @Option(names = "--rounds", description = "How often each row is measured; 1 if not given.")
    private int rounds = 1;

    @Option(names = "--seconds", description = "How long each is measured; 20 if not given, 5 with --quick.")
    private int seconds;

    @Option(
            names = "--warm-up",
            description = "Seconds from the last child's first record on that are not measured; 10, or 2 with --quick.")
    private int warmUp;

    @Option(names = "--shards", split = ",", description = "Of the streams; 1,4 if not given.")
    private List<Integer> shards = List.of(1, 4);

    @Option(
            names = "--record-bytes",
            split = ",",
            description = "Of the data; 1024,100 if not given, 1024 with --quick.")
    private List<Integer> recordBytes = List.of();

    @Option(
            names = "--only",
            split = ",",
            description =
                    "Of child, kcl, millrace: whom to measure; kcl,millrace if not given, child,millrace with --quick.")
    private List<String> only = List.of();

    @Option(
            names = "--millrace-options",
            description = "For the virtual machine of Millrace's daemon; those of ./millrace run if not given.")
    private String millraceOptions =
            "-XX:+UseSerialGC -Xms64m -Xmn48m -Xmx256m" + " -XX:SurvivorRatio=2 -XX:+UseTransparentHugePages";

    @Option(
            names = "--kcl-options",
            description = "For the virtual machine of KCL's daemon; none if not given, as its helper starts it.")
    private String kclOptions = "";

    /** Runs it and exits with its status. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        ImmutableList<Row> rows = rows();
        Results results = new Results(rows);
        Workplace workplace = new Workplace(
                root.toAbsolutePath().normalize(),
                Files.createTempDirectory("millrace-benchmark"),
                words(millraceOptions),
                words(kclOptions));
        System.err.println("logs of the daemons: " + workplace.scratch());
        try (Bench bench = Bench.start(workplace, schedule())) {
            for (int round = 1; round <= rounds; round++) {
                measure(bench, rows, round, results);
            }
        }
        System.out.print(json ? Report.lines(results) : Report.table(results));
        return results.areComplete(rounds) ? 0 : 1;
    }

    private void measure(Bench bench, List<Row> rows, int round, Results results)
            throws IOException, InterruptedException {
        int number = 0;
        for (Row row : rows) {
            number++;
            System.err.printf("round %d of %d, row %d of %d: %s ...%n", round, rounds, number, rows.size(), row);
            try {
                results.add(row, bench.measure(row));
            } catch (NotMeasuredException failed) {
                System.err.println("not measured: " + failed.getMessage());
            }
        }
    }

    private Schedule schedule() {
        return new Schedule(
                Duration.ofSeconds(180),
                Duration.ofSeconds(warmUp > 0 ? warmUp : quick ? 2 : 10),
                Duration.ofSeconds(seconds > 0 ? seconds : quick ? 5 : 20));
    }

    private ImmutableList<Row> rows() {
        List<Integer> bytes = !recordBytes.isEmpty() ? recordBytes : quick ? List.of(1024) : List.of(1024, 100);
        ImmutableList.Builder<Row> rows = ImmutableList.builder();
        for (int size : bytes) {
            for (int count : shards) {
                StreamShape shape = new StreamShape(count, size);
                contenders().stream()
                        // A child has one shard.
                        .filter(contender -> contender != Contender.CHILD_ALONE || count == 1)
                        .forEach(contender -> rows.add(new Row(contender, shape)));
            }
        }
        return rows.build();
    }

    private ImmutableList<Contender> contenders() {
        if (only.isEmpty()) {
            return quick ? QUICK : BESIDE_KCL;
        }
        return Arrays.stream(Contender.values())
                .filter(contender -> only.contains(contender.id()))
                .collect(ImmutableList.toImmutableList());
    }

    private static ImmutableList<String> words(String text) {
        return ImmutableList.copyOf(Splitter.on(' ').omitEmptyStrings().split(text));
    }
}
