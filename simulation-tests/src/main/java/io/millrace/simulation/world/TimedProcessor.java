package io.millrace.simulation.world;

import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.ShardContext;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.SimulatedProcessorExecutor;
import java.time.Duration;
import java.util.Objects;

/** A user's processor whose batches take virtual time: what it does is done at once, and a crash may come before it returns. */
public final class TimedProcessor implements RecordProcessor {
    private final RecordProcessor processor;
    private final RecordProcessor work;

    /** @param longest the longest time that a batch takes */
    public TimedProcessor(
            RecordProcessor processor, SimulatedProcessorExecutor executor, KeyedRandom random, Duration longest) {
        this.processor = Objects.requireNonNull(processor, "processor");
        this.work = new SimulatedWork(executor, random, longest, false);
    }

    @Override
    public void initialize(ShardContext shard) throws Exception {
        processor.initialize(shard);
    }

    @Override
    public void processRecords(RecordBatch batch) throws Exception {
        processor.processRecords(batch);
        work.processRecords(batch);
    }

    @Override
    public void leaseLost() throws Exception {
        processor.leaseLost();
    }

    @Override
    public void shardEnded(Checkpointer checkpointer) throws Exception {
        processor.shardEnded(checkpointer);
    }

    @Override
    public void shutdownRequested(Checkpointer checkpointer) throws Exception {
        processor.shutdownRequested(checkpointer);
    }
}
