package io.millrace.simulation.world;

import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.processing.ShardControl;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.invariant.ProcessorRun;
import io.millrace.simulation.kernel.SimulatedProcess;
import java.util.Objects;
import java.util.function.IntSupplier;

/** Makes processors that tell the simulator of each call and else do what the processors of another factory do. */
public final class RecordingFactory implements RecordProcessorFactory {
    private final RecordProcessorFactory factory;
    private final SimulatedProcess process;
    private final Observer observer;
    private final IntSupplier numbers;

    /** @param numbers gives each processor of the simulation a number of its own */
    public RecordingFactory(
            RecordProcessorFactory factory, SimulatedProcess process, Observer observer, IntSupplier numbers) {
        this.factory = Objects.requireNonNull(factory, "factory");
        this.process = Objects.requireNonNull(process, "process");
        this.observer = Objects.requireNonNull(observer, "observer");
        this.numbers = Objects.requireNonNull(numbers, "numbers");
    }

    @Override
    public RecordProcessor create(ShardContext shard) throws Exception {
        return create(shard, cause -> {});
    }

    @Override
    public RecordProcessor create(ShardContext shard, ShardControl control) throws Exception {
        ProcessorRun run = new ProcessorRun(process.name(), shard, numbers.getAsInt());
        return new RecordingProcessor(factory.create(shard, control), run, process, observer);
    }
}
