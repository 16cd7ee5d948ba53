package io.millrace.ports.processing;

import java.time.Duration;

/** What a record processor may ask of the engine, and tell it, between the calls that it gets. */
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

    /**
     * Code of this shard has used CPU elsewhere than in its calls: in a child process, in threads of its own, or on virtual
     * threads. Counts for the balance by load, as what the calls use does. The engine sees by itself what a call uses on
     * the thread on which it is made, until it returns; that must not be told here, or it would count twice.
     *
     * <p>Best told as it comes, every ten seconds or so: what is told at once counts as used since the load was measured
     * last, about ten seconds ago. Does nothing when the shard is no longer this processor's, and does nothing by default,
     * for whoever has no balance to keep. From any thread; returns at once.
     *
     * @param cpu CPU time used since this was told last, by all threads together; zero or more, and zero changes nothing
     * @throws IllegalArgumentException when it is negative
     */
    default void computed(Duration cpu) {
        if (cpu.isNegative()) {
            throw new IllegalArgumentException("no code computes for a negative time: " + cpu);
        }
    }
}
