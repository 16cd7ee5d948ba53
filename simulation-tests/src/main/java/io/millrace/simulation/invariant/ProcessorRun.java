package io.millrace.simulation.invariant;

import io.millrace.ports.processing.ShardContext;
import java.util.Objects;

/**
 * One processor, from its making to its end.
 *
 * @param life the life of the worker that runs it
 * @param shard what it was told
 * @param number tells it from all others of the simulation
 */
public record ProcessorRun(String life, ShardContext shard, int number) {
    public ProcessorRun {
        Objects.requireNonNull(life, "life");
        Objects.requireNonNull(shard, "shard");
    }

    @Override
    public String toString() {
        return life + " " + shard.shardId() + "#" + shard.epoch();
    }
}
