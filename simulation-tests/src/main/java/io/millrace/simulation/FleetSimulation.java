package io.millrace.simulation;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.engine.KinesisConsumerBuilder;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.store.LeaseStore;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.kernel.VirtualTime;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.trace.Trace;
import io.millrace.simulation.world.TimedProcessor;
import io.millrace.simulation.world.WaitedForLeaseStore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Runs a scenario: a whole fleet of the real engine in virtual time, over a stream and a lease table in memory, judged at
 * every event by laws that see the truth. A run depends on its scenario and on the code alone; what it did is summed up in
 * the hash of its trace.
 *
 * <pre>{@code
 * Scenario crash = Scenario.quiet(42, 3, 6, Duration.ofMinutes(2))
 *         .withActions(new Action.Crash(Duration.ofSeconds(40), "w2"));
 * FleetSimulation.of(crash).processor(shard -> new MyProcessor()).run().assertPassed();
 * }</pre>
 *
 * Immutable; each run is independent of all others, so several may go on in different threads.
 */
public final class FleetSimulation {
    /** The name of the simulated stream, for lease stores that have to know it. */
    public static final String STREAM = SimulatedStream.NAME;

    static final String NOTHING_UNEXPECTED = "Nothing unexpected is thrown, and no worker stops that was not asked to.";

    private static final int USUAL_THREADS = 8;

    private final SimulationSetup setup;

    private FleetSimulation(SimulationSetup setup) {
        this.setup = setup;
    }

    /** With the engine's own settings, and processors that take the time that the scenario says. */
    public static FleetSimulation of(Scenario scenario) {
        return new FleetSimulation(new SimulationSetup(
                scenario,
                USUAL_THREADS,
                builder -> {},
                SimulatedProcessors.working(),
                UnaryOperator.identity(),
                time -> inMemory(scenario),
                number -> "record " + number,
                ImmutableList.of(),
                Trace.NO_SINK));
    }

    /** With workers of these settings. Lease store, record source, processors and runtime are the simulation's. */
    public FleetSimulation configure(Consumer<KinesisConsumerBuilder> configuration) {
        return new FleetSimulation(setup.withConfiguration(configuration));
    }

    /** With this user code. */
    public FleetSimulation processors(SimulatedProcessors processors) {
        return new FleetSimulation(setup.withProcessors(processors));
    }

    /**
     * With a user's own record processors, as {@link KinesisConsumerBuilder#processorFactory} takes them. What they do takes
     * no virtual time by itself; before each batch returns, as much passes as the scenario says that a batch takes.
     */
    public FleetSimulation processor(RecordProcessorFactory factory) {
        return processors((executor, random, scenario) ->
                shard -> new TimedProcessor(factory.create(shard), executor, random, scenario.longestBatch()));
    }

    /**
     * With these records: user code can be given what it is written for.
     *
     * @param payloads gives the text of the record of each number, from 0; the same for the same number
     */
    public FleetSimulation records(LongFunction<String> payloads) {
        return new FleetSimulation(setup.withPayloads(payloads));
    }

    /**
     * With another lease store in place of a table in memory. It may be any that passes the contract kit of lease stores.
     * Its calls complete at once, or later by the run's time and by nothing else, so that a run can be repeated; those that
     * write complete in the order in which they were carried out.
     *
     * @param leaseStores is called once for each run, with its time, and what it gives once for each life of a worker: all
     *     these stores are over the same entries, of one application, and there are none at the beginning
     */
    public FleetSimulation withLeaseStore(Function<VirtualTime, Supplier<LeaseStore>> leaseStores) {
        return new FleetSimulation(setup.withLeaseStores(leaseStores));
    }

    /**
     * With a lease store that has connections and threads of its own, such as one on a database: each call is waited for in
     * real time and takes no virtual time. Else as {@link #withLeaseStore}.
     *
     * @param leaseStores gives a store for each life of a worker; these are closed by whoever gives them
     */
    public FleetSimulation withRealLeaseStore(Supplier<LeaseStore> leaseStores) {
        return withLeaseStore(time -> () -> new WaitedForLeaseStore(leaseStores.get()));
    }

    private static Supplier<LeaseStore> inMemory(Scenario scenario) {
        InMemoryLeaseTable table =
                InMemoryLeaseTable.withPageSize(scenario.environment().leasesPerPage());
        return () -> table.store("application");
    }

    /**
     * With something between each worker and the lease table, for tests that plant a fault and see it found.
     *
     * @param stores is given a store that answers at once, and gives one that does
     */
    public FleetSimulation stores(UnaryOperator<LeaseStore> stores) {
        return new FleetSimulation(setup.withStores(stores));
    }

    /**
     * With somebody who looks on, told of everything after the laws.
     *
     * @param watcher is called once for each run, with what is true in it, and gives who is told
     */
    public FleetSimulation watch(Function<GroundTruth, Observer> watcher) {
        return new FleetSimulation(setup.withWatcher(watcher));
    }

    /** Gives every line of the trace to somebody. */
    public FleetSimulation trace(Consumer<String> sink) {
        return new FleetSimulation(setup.withTraceSink(sink));
    }

    /** Runs it; returns when the fleet has come to rest, or a law was broken. Blocks, in real time, for as long as that takes. */
    public SimulationReport run() {
        try (SimulationRun run = new SimulationRun(setup)) {
            return run.toTheEnd();
        }
    }
}
