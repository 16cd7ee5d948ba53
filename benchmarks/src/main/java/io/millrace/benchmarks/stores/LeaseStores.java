package io.millrace.benchmarks.stores;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.benchmarks.run.NotMeasuredException;
import io.millrace.ports.store.LeaseStore;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the lease stores and prints tables. What the script {@code benchmarks/lease-stores} starts. */
@Command(
        name = "benchmarks/lease-stores",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures the lease stores beside each other: how long a call takes (median / 99th percentile), replaces a"
                    + " second with 16 in flight, and how long after the cut of a worker its shards flow again.",
            "Then counts, in a simulated fleet, what 50 workers with 1,000 shards ask of their store, and says what"
                    + " DynamoDB would charge for it, beside what is computed of KCL's own fleet.",
            "Rounds are interleaved; printed are medians. Nothing else should run on the machine meanwhile."
        },
        footerHeading = "%nExit status:%n",
        footer = {"  0  every store was measured in every round", "  1  some were not; the output says why"})
final class LeaseStores implements Callable<Integer> {
    private static final int SHARDS = 1_000;
    private static final int WORKERS = 50;
    private static final int QUICK_CALLS = 200;

    @Option(names = "--quick", description = "Some minutes: one round, fewer calls, a shorter simulation.")
    private boolean quick;

    @Option(names = "--json", description = "Print a line of JSON for each row in place of the tables.")
    private boolean json;

    @Option(names = "--rounds", description = "How often each store is measured; 3 if not given, 1 with --quick.")
    private int rounds;

    @Option(
            names = "--only",
            split = ",",
            description = "Of memory, sqlite, postgresql, dynamodb, kcl, load: what to measure; all if not given.")
    private List<String> only = List.of();

    @Option(
            names = "--write-dollars",
            description = "What DynamoDB charges for a million write units; 0.625 if not given.")
    private double writeDollars = 0.625;

    @Option(
            names = "--read-dollars",
            description = "What DynamoDB charges for a million read units; 0.125 if not given.")
    private double readDollars = 0.125;

    /** Runs it and exits with its status. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LeaseStores()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Price price = new Price(writeDollars, readDollars);
        int wanted = rounds > 0 ? rounds : quick ? 1 : 3;
        ImmutableList<StoreKind> kinds = Arrays.stream(StoreKind.values())
                .filter(kind -> isWanted(kind.id()))
                .collect(ImmutableList.toImmutableList());
        StoreResults results = new StoreResults(kinds);
        try (StoreServers servers = new StoreServers(Files.createTempDirectory("millrace-lease-stores"))) {
            for (int round = 1; round <= wanted; round++) {
                for (StoreKind kind : kinds) {
                    tell("round " + round + " of " + wanted + ": " + kind.title() + " ...");
                    measure(servers, kind, round, results);
                }
            }
        }
        List<Load> loads = isWanted("load") ? simulated().loads() : List.of();
        System.out.print(json ? StoresReport.lines(results, loads, price) : StoresReport.tables(results, loads, price));
        return kinds.stream().allMatch(kind -> results.rounds(kind) == wanted) ? 0 : 1;
    }

    private void measure(StoreServers servers, StoreKind kind, int round, StoreResults results)
            throws IOException, InterruptedException {
        try (LeaseStore store = servers.open(kind, kind.id() + "-times-" + round)) {
            ImmutableMap<StoreFigure, Double> times = new OperationTimes(store)
                    .measure(quick ? QUICK_CALLS : OperationTimes.LEASES, Duration.ofSeconds(quick ? 2 : 5));
            tell("  failover ...");
            double seconds = new FailoverTime(servers).seconds(kind, kind.id() + "-failover-" + round);
            results.add(
                    kind,
                    ImmutableMap.<StoreFigure, Double>builder()
                            .putAll(times)
                            .put(StoreFigure.FAILOVER, seconds)
                            .buildOrThrow());
        } catch (NotMeasuredException failed) {
            tell("not measured: " + failed.getMessage());
        }
    }

    private SimulatedLoad simulated() {
        return new SimulatedLoad(
                SHARDS, WORKERS, Duration.ofMinutes(1), Duration.ofMinutes(quick ? 1 : 5), LeaseStores::tell);
    }

    private boolean isWanted(String name) {
        return only.isEmpty() || only.contains(name);
    }

    private static void tell(String line) {
        System.err.println(line);
    }
}
