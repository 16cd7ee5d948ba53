package io.millrace.simulation;

import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.SimulatedProcessorExecutor;
import io.millrace.simulation.scenario.ConsumerSettings;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.world.SimulatedWork;

/** Gives each worker of a simulation its record processors. */
@FunctionalInterface
public interface SimulatedProcessors {
    /**
     * @param executor lets the processors spend virtual time
     * @param random the worker's chance
     */
    RecordProcessorFactory forWorker(SimulatedProcessorExecutor executor, KeyedRandom random, Scenario scenario);

    /** Processors whose batches take time by chance, up to the scenario's longest; they checkpoint if nobody else does. */
    static SimulatedProcessors working() {
        return (executor, random, scenario) -> {
            boolean checkpointing = ConsumerSettings.of(scenario.settings()).isCheckpointedByUserCode();
            return shard -> new SimulatedWork(executor, random, scenario.longestBatch(), checkpointing);
        };
    }
}
