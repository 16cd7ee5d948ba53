package io.millrace.simulation.invariant;

import io.millrace.domain.stream.ShardId;
import java.util.Objects;
import java.util.Optional;

/**
 * A request of one worker to the lease store or to the stream.
 *
 * @param number tells it from all other calls of the same life
 * @param life of the worker that sends it
 * @param operation for instance {@code store.replace} or {@code stream.records}
 * @param shard the shard it is about, if one
 * @param sentAtNanos when it was sent, in virtual time
 * @param notes the same for all calls of the life about the shard
 */
public record ServiceCall(
        long number, String life, String operation, Optional<ShardId> shard, long sentAtNanos, CallNotes notes) {
    public ServiceCall {
        Objects.requireNonNull(life, "life");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(shard, "shard");
        Objects.requireNonNull(notes, "notes");
    }

    /** Whether it goes to the lease store; else it goes to the stream. */
    public boolean ofStore() {
        return operation.startsWith("store.");
    }
}
