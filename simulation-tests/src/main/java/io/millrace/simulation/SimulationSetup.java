package io.millrace.simulation;

import com.google.common.collect.ImmutableList;
import io.millrace.engine.KinesisConsumerBuilder;
import io.millrace.ports.store.LeaseStore;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.kernel.VirtualTime;
import io.millrace.simulation.scenario.Scenario;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What a simulation is made of.
 *
 * @param processorThreads how many calls of user code each worker runs at once
 * @param configuration what is changed about each worker
 * @param stores what is put between each worker and the lease table
 * @param leaseStores makes, once for each run and given its time, what gives each worker its store
 * @param payloads what is in the record of each number, from 0; each of these is put once
 * @param watchers who looks on beside the laws; each is made for one run and may look at the truth, not touch it
 * @param traceSink is given every line of the trace
 */
record SimulationSetup(
        Scenario scenario,
        int processorThreads,
        Consumer<KinesisConsumerBuilder> configuration,
        SimulatedProcessors processors,
        UnaryOperator<LeaseStore> stores,
        Function<VirtualTime, Supplier<LeaseStore>> leaseStores,
        LongFunction<String> payloads,
        ImmutableList<Function<GroundTruth, Observer>> watchers,
        Consumer<String> traceSink) {
    SimulationSetup {
        Objects.requireNonNull(scenario, "scenario");
        Objects.requireNonNull(configuration, "configuration");
        Objects.requireNonNull(processors, "processors");
        Objects.requireNonNull(stores, "stores");
        Objects.requireNonNull(leaseStores, "leaseStores");
        Objects.requireNonNull(payloads, "payloads");
        Objects.requireNonNull(watchers, "watchers");
        Objects.requireNonNull(traceSink, "traceSink");
    }

    SimulationSetup withConfiguration(Consumer<KinesisConsumerBuilder> next) {
        return new SimulationSetup(
                scenario, processorThreads, next, processors, stores, leaseStores, payloads, watchers, traceSink);
    }

    SimulationSetup withProcessors(SimulatedProcessors next) {
        return new SimulationSetup(
                scenario, processorThreads, configuration, next, stores, leaseStores, payloads, watchers, traceSink);
    }

    SimulationSetup withStores(UnaryOperator<LeaseStore> next) {
        return new SimulationSetup(
                scenario,
                processorThreads,
                configuration,
                processors,
                next,
                leaseStores,
                payloads,
                watchers,
                traceSink);
    }

    SimulationSetup withLeaseStores(Function<VirtualTime, Supplier<LeaseStore>> next) {
        return new SimulationSetup(
                scenario, processorThreads, configuration, processors, stores, next, payloads, watchers, traceSink);
    }

    SimulationSetup withPayloads(LongFunction<String> next) {
        return new SimulationSetup(
                scenario, processorThreads, configuration, processors, stores, leaseStores, next, watchers, traceSink);
    }

    SimulationSetup withWatcher(Function<GroundTruth, Observer> another) {
        ImmutableList<Function<GroundTruth, Observer>> all = ImmutableList.<Function<GroundTruth, Observer>>builder()
                .addAll(watchers)
                .add(another)
                .build();
        return new SimulationSetup(
                scenario, processorThreads, configuration, processors, stores, leaseStores, payloads, all, traceSink);
    }

    SimulationSetup withTraceSink(Consumer<String> next) {
        return new SimulationSetup(
                scenario, processorThreads, configuration, processors, stores, leaseStores, payloads, watchers, next);
    }
}
