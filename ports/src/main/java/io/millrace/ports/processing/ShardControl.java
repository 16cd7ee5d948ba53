package io.millrace.ports.processing;

/** What a record processor may ask of the engine between the calls that it gets. */
@FunctionalInterface
public interface ShardControl {
    /**
     * The processor cannot go on: what it was handed since the last checkpoint is handed over again, to a new processor
     * of the same shard under the same epoch, after a backoff. The old one is called no more. Does nothing when the shard
     * is no longer this processor's. From any thread; returns at once.
     *
     * @param cause what happened, for the log and the failure policy
     */
    void restart(Throwable cause);
}
