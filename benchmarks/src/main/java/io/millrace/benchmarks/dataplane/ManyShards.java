package io.millrace.benchmarks.dataplane;

import com.google.common.collect.ImmutableList;
import io.millrace.benchmarks.run.NotMeasuredException;
import io.millrace.benchmarks.run.Processes;
import io.millrace.benchmarks.stub.StreamShape;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what a worker holds while its processors are slow. What the script {@code benchmarks/many-shards} starts. */
@Command(
        name = "benchmarks/many-shards",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the memory and the threads of a worker with many shards and an endless backlog in each, whose"
                    + " processors take a tenth of what a shard of Kinesis takes in.",
            "The heap of its virtual machine is as large as the memory budget, a fifth more, and what the worker needs beside"
                    + " records; it would die if the budget did not hold. Held is what a collection of all garbage leaves"
                    + " on the heap, and what Netty has beside it, above the heap of a worker with the least budget, 1 MiB, that polls."
        },
        footerHeading = "%nExit status:%n",
        footer = {
            "  0  in every row all shards had records, and what was held was within the budget and a fifth",
            "  1  in some it was not, or they were not measured; the output says why"
        })
final class ManyShards implements Callable<Integer> {
    @Option(names = "--quick", description = "Within a minute or two: polling, order SHARD, 1 KB.")
    private boolean quick;

    @Option(names = "--json", description = "Print a line of JSON for each row in place of the table.")
    private boolean json;

    @Option(names = "--shards", description = "Of the stream, up to 1,000; 1000 if not given.")
    private int shards = 1000;

    @Option(names = "--budget", description = "The memory budget in MiB; 256 if not given.")
    private int budget = 256;

    @Option(
            names = "--base",
            description = "MiB of heap for all that is no record: classes, clients and shards; 96 if not given.")
    private int base = 96;

    @Option(names = "--seconds", description = "How long each row is measured; 30 if not given, 10 with --quick.")
    private int seconds;

    @Option(names = "--record-bytes", split = ",", description = "Of the data; 1024,100 if not given.")
    private List<Integer> recordBytes = List.of();

    @Option(names = "--mode", split = ",", description = "Of polling, fan-out; both if not given.")
    private List<String> modes = List.of();

    @Option(names = "--order", split = ",", description = "Of SHARD, KEY; both if not given.")
    private List<String> orders = List.of();

    /** Runs it and exits with its status. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ManyShards()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("millrace-many-shards");
        System.err.println("logs: " + scratch);
        boolean good = true;
        ImmutableList.Builder<HeldReport.Line> lines = ImmutableList.builder();
        try (Processes processes = new Processes()) {
            URI kinesis = ReaderBench.stub(processes, scratch.resolve("stub.log"));
            HeldRun run = new HeldRun(processes, kinesis, scratch, base, seconds > 0 ? seconds : quick ? 10 : 30);
            // By polling in either case: what subscriptions take is part of what is held.
            HeldRun.Held least = run.least(new StreamShape(shards, 1024), "polling");
            for (String mode : modes.isEmpty() ? (quick ? List.of("polling") : List.of("polling", "fan-out")) : modes) {
                for (HeldRun.Row row : rows(mode)) {
                    System.err.println(row + " ...");
                    try {
                        HeldReport.Line line = new HeldReport.Line(row, run.heapBytes(row), least, run.measure(row));
                        lines.add(line);
                        good &= line.isWithin();
                    } catch (NotMeasuredException problem) {
                        System.err.println("  not measured: " + problem.getMessage());
                        good = false;
                    }
                }
            }
        }
        System.out.print(json ? HeldReport.json(lines.build()) : HeldReport.table(lines.build()));
        return good ? 0 : 1;
    }

    private ImmutableList<HeldRun.Row> rows(String mode) {
        ImmutableList.Builder<HeldRun.Row> rows = ImmutableList.builder();
        for (int bytes : recordBytes.isEmpty() ? (quick ? List.of(1024) : List.of(1024, 100)) : recordBytes) {
            for (String order : orders.isEmpty() ? (quick ? List.of("SHARD") : List.of("SHARD", "KEY")) : orders) {
                rows.add(new HeldRun.Row(
                        new StreamShape(shards, bytes), mode, order.toUpperCase(Locale.ROOT), (long) budget << 20));
            }
        }
        return rows.build();
    }
}
