package io.millrace.simulation.world;

import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.SimulatedProcessorExecutor;
import java.time.Duration;
import java.util.Objects;

/** A record processor whose work takes time by chance: mostly a small part of the longest, sometimes all of it. */
public final class SimulatedWork implements RecordProcessor {
    private static final double SHARE_THAT_BLOCKS = 0.1;

    private final SimulatedProcessorExecutor executor;
    private final KeyedRandom random;
    private final Duration longestBatch;
    private final boolean checkpointing;

    /** @param checkpointing whether it checkpoints by itself, as it has to when the engine does not */
    public SimulatedWork(
            SimulatedProcessorExecutor executor, KeyedRandom random, Duration longestBatch, boolean checkpointing) {
        this.executor = Objects.requireNonNull(executor, "executor");
        this.random = Objects.requireNonNull(random, "random");
        this.longestBatch = Objects.requireNonNull(longestBatch, "longestBatch");
        this.checkpointing = checkpointing;
    }

    @Override
    public void processRecords(RecordBatch batch) throws InterruptedException {
        String shard = batch.shard().shardId().value();
        double draw = random.nextDouble("work on " + shard);
        Duration work = Duration.ofNanos((long) (longestBatch.toNanos() * draw * draw * draw));
        // either costs the same virtual time; blocking also tries the change of threads, which spending avoids
        if (random.nextDouble("blocking on " + shard) < SHARE_THAT_BLOCKS) {
            executor.sleep(work);
        } else {
            executor.spend(work);
        }
        if (checkpointing) {
            try {
                batch.checkpointer().checkpoint();
            } catch (CheckpointException refused) {
                // the next batch, or the last call, checkpoints these records too
            }
        }
    }

    @Override
    public void shardEnded(Checkpointer checkpointer) throws CheckpointException, InterruptedException {
        if (checkpointing) {
            checkpointer.checkpoint();
        }
    }

    @Override
    public void shutdownRequested(Checkpointer checkpointer) throws CheckpointException, InterruptedException {
        if (checkpointing) {
            checkpointer.checkpoint();
        }
    }
}
