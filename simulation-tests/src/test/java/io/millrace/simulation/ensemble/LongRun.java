package io.millrace.simulation.ensemble;

import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.invariant.Violation;
import io.millrace.simulation.scenario.Profile;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.scenario.ScenarioGenerator;
import io.millrace.simulation.scenario.ScenarioGenerator.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Runs scenarios, of the swarm if nothing else is said, until so many shard-hours have been simulated, on every processor, and goes on when one fails.
 * Says every minute how far it is; each scenario that fails is written to a file. Ends with status 1 when one did.
 */
public final class LongRun {
    private static final long MINUTE_NANOS = 60_000_000_000L;
    /** Little, because what is looked for hides in the coincidences of slow timers and not among records. */
    private static final double RECORDS_PER_SHARD_AND_SECOND = 0.05;

    private static final Limits LARGE = new Limits(20, 200, Duration.ofMinutes(30));

    private final Ensemble ensemble = new Ensemble();
    private final Profile profile;
    private final ScenarioGenerator generator;
    private final AtomicLong nextSeed;
    private final double shardHours;
    private long toldAtNanos = System.nanoTime();

    private LongRun(double shardHours, long firstSeed, Profile profile) {
        this.profile = profile;
        this.generator = new ScenarioGenerator(profile == Profile.SWARM ? LARGE : Limits.SMALL);
        this.shardHours = shardHours;
        this.nextSeed = new AtomicLong(firstSeed);
    }

    /** @param arguments how many shard-hours at least, the first seed, and the profile if it is not the swarm */
    public static void main(String[] arguments) throws InterruptedException {
        Profile profile = arguments.length > 2 ? Profile.of(arguments[2]) : Profile.SWARM;
        LongRun run = new LongRun(Double.parseDouble(arguments[0]), Long.parseLong(arguments[1]), profile);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            Thread thread = new Thread(run::work, "long-run-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println(run.ensemble.table());
        if (!run.ensemble.failed().isEmpty()) {
            System.exit(1);
        }
    }

    private void work() {
        while (ensemble.shardHours() < shardHours) {
            Scenario drawn = generator.generate(nextSeed.getAndIncrement(), profile);
            Scenario scenario = profile == Profile.SWARM
                    ? drawn.withLoad(drawn.shards() * RECORDS_PER_SHARD_AND_SECOND, drawn.longestBatch())
                    : drawn;
            SimulationReport report = FleetSimulation.of(scenario).run();
            ensemble.add(report);
            if (!report.passed()) {
                tell(report);
            }
            tellProgress();
        }
    }

    private synchronized void tellProgress() {
        if (System.nanoTime() - toldAtNanos > MINUTE_NANOS) {
            toldAtNanos = System.nanoTime();
            System.out.println(ensemble.line());
        }
    }

    private synchronized void tell(SimulationReport report) {
        Path file = Path.of("target", "failed-" + report.scenario().seed() + ".json");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, report.scenario().toString());
        } catch (IOException e) {
            System.out.println("cannot write " + file + ": " + e);
        }
        System.out.println(file + ": "
                + report.violations().stream().map(Violation::toString).collect(Collectors.joining("; ")));
    }
}
