package io.millrace.benchmarks.stores;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.kernel.VirtualTime;
import io.millrace.simulation.scenario.Profile;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.scenario.ScenarioGenerator;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What a simulated fleet to which nothing happens asks of its lease store, in its own entries; and beside it what is computed
 * of one in KCL's table, and of KCL's own fleets, with as many checkpoints.
 */
final class SimulatedLoad {
    private static final long SEED = 1;
    private static final String APPLICATION = "application";

    private final int shards;
    private final int workers;
    private final Duration warmUp;
    private final Duration counted;
    private final Consumer<String> progress;

    /**
     * @param warmUp virtual time that is not counted, in which leases are made and taken
     * @param counted virtual time that is
     * @param progress is told how far it is
     */
    SimulatedLoad(int shards, int workers, Duration warmUp, Duration counted, Consumer<String> progress) {
        this.shards = shards;
        this.workers = workers;
        this.warmUp = warmUp;
        this.counted = counted;
        this.progress = progress;
    }

    /** Runs the simulation. Blocks for a minute or two of real time. */
    ImmutableList<Load> loads() {
        Load own = simulate();
        return ImmutableList.<Load>builder()
                .add(own, KclLoad.ofMillrace(own, shards))
                .addAll(KclLoad.of(shards, workers, own.leaseWrites()))
                .build();
    }

    private Load simulate() {
        Duration whole = warmUp.plus(counted);
        Scenario scenario = ScenarioGenerator.generate(SEED, Profile.CALM, workers, shards, whole);
        AtomicReference<WindowMeter> meter = new AtomicReference<>();
        FleetSimulation.of(scenario)
                .withLeaseStore(time -> {
                    WindowMeter window = new WindowMeter(time::nowNanos, warmUp, whole);
                    meter.set(window);
                    tellMinutes(time);
                    InMemoryLeaseTable table = InMemoryLeaseTable.withPageSize(
                            scenario.environment().leasesPerPage());
                    return () -> window.on(table.store(APPLICATION));
                })
                .run()
                .assertPassed();
        return Objects.requireNonNull(meter.get()).load("millrace", "Millrace on a store of its own");
    }

    private void tellMinutes(VirtualTime time) {
        long minute = time.nowNanos() / Duration.ofMinutes(1).toNanos() + 1;
        long minutes = warmUp.plus(counted).toMinutes();
        progress.accept("simulating " + shards + " shards and " + workers + " workers, "
                + (minute <= minutes ? "minute " + minute + " of " + minutes : "until the fleet is at rest"));
        time.schedule(Duration.ofMinutes(1).toNanos(), () -> tellMinutes(time));
    }
}
