package io.millrace.simulation;

import io.millrace.engine.KinesisConsumerBuilder;
import io.millrace.ports.store.LeaseStore;
import io.millrace.simulation.scenario.Scenario;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What a run is made of besides its scenario.
 *
 * @param scenario what happens
 * @param processorThreads how many calls of user code run at once in a worker
 * @param configuration sets the engine's settings, of every worker; failover time and all that belongs to the simulation
 *     are set before
 * @param processors the user code
 * @param stores stands between each worker and the lease table: for tests that plant a fault
 * @param traceSink is given every line of the trace
 */
record SimulationSetup(
        Scenario scenario,
        int processorThreads,
        Consumer<KinesisConsumerBuilder> configuration,
        SimulatedProcessors processors,
        UnaryOperator<LeaseStore> stores,
        Consumer<String> traceSink) {
    SimulationSetup {
        Objects.requireNonNull(scenario, "scenario");
        Objects.requireNonNull(configuration, "configuration");
        Objects.requireNonNull(processors, "processors");
        Objects.requireNonNull(stores, "stores");
        Objects.requireNonNull(traceSink, "traceSink");
    }
}
