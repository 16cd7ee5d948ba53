package io.millrace.simulation;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.simulation.scenario.Scenario;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Measures how much the simulator simulates in a second, with all laws on, and prints it as a table. The unit is the
 * shard-hour: an hour of virtual time of one shard. With the argument {@code large} two fleets at a time and the largest fleet are
 * measured too.
 */
final class SpeedOfSimulation {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_HOUR = 3.6e6;
    private static final long MEBIBYTE = 1 << 20;

    private SpeedOfSimulation() {}

    public static void main(String[] arguments) throws Exception {
        print(
                "%9s %8s %7s %10s %9s %10s %9s %8s %8s %9s %12s %8s",
                "fleets",
                "workers",
                "shards",
                "records/s",
                "minutes",
                "events",
                "hours",
                "wall s",
                "CPU s",
                "per wall",
                "per CPU s",
                "heap MB");
        Fleet small = new Fleet(5, 20, 2, Duration.ofHours(1));
        Fleet middle = new Fleet(10, 100, 10, Duration.ofHours(1));
        // again, because the first runs are those of a cold virtual machine
        for (Fleet fleet : List.of(small, middle, small, middle)) {
            measure(1, fleet);
        }
        if (arguments.length > 0 && arguments[0].equals("large")) {
            measure(2, middle);
            measure(1, new Fleet(100, 5_000, 500, Duration.ofMinutes(10)));
        }
    }

    private static void measure(int fleets, Fleet fleet) throws Exception {
        long wallBefore = System.nanoTime();
        long cpuBefore = machine().getProcessCpuTime();
        long events = 0;
        double shardHours = 0;
        for (SimulationReport report : run(fleets, fleet)) {
            if (!report.passed()) {
                throw new IllegalStateException(report.text());
            }
            events += report.events();
            shardHours += fleet.shards() * report.virtualTime().toMillis() / MILLIS_PER_HOUR;
        }
        double wall = (System.nanoTime() - wallBefore) / NANOS_PER_SECOND;
        double cpu = (machine().getProcessCpuTime() - cpuBefore) / NANOS_PER_SECOND;
        Runtime runtime = Runtime.getRuntime();
        print(
                "%9d %8d %7d %10.0f %9d %10d %9.1f %8.1f %8.1f %9.1f %12.1f %8d",
                fleets,
                fleet.workers(),
                fleet.shards(),
                fleet.recordsPerSecond(),
                fleet.duration().toMinutes(),
                events,
                shardHours,
                wall,
                cpu,
                shardHours / wall,
                shardHours / cpu,
                (runtime.totalMemory() - runtime.freeMemory()) / MEBIBYTE);
    }

    /** Each fleet in a thread of its own: one simulation uses one core. */
    private static List<SimulationReport> run(int fleets, Fleet fleet) throws Exception {
        List<Callable<SimulationReport>> runs = new ArrayList<>();
        for (int i = 1; i <= fleets; i++) {
            Scenario scenario = fleet.scenario(i);
            runs.add(() -> FleetSimulation.of(scenario).run());
        }
        ExecutorService threads = Executors.newFixedThreadPool(fleets);
        try {
            List<SimulationReport> reports = new ArrayList<>();
            for (Future<SimulationReport> done : threads.invokeAll(runs)) {
                reports.add(done.get());
            }
            return reports;
        } finally {
            threads.shutdown();
        }
    }

    private static OperatingSystemMXBean machine() {
        return (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    private record Fleet(int workers, int shards, double recordsPerSecond, Duration duration) {
        Scenario scenario(long seed) {
            return new Scenario(
                    seed,
                    workers,
                    shards,
                    duration,
                    recordsPerSecond,
                    Duration.ofSeconds(8),
                    Duration.ofMillis(500),
                    List.of());
        }
    }
}
