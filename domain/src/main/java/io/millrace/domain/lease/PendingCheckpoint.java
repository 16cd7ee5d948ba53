package io.millrace.domain.lease;

import io.millrace.domain.checkpoint.Checkpoint;
import java.util.Objects;
import java.util.Optional;

/**
 * The first half of a two-phase checkpoint: prepared, not yet committed.
 *
 * @param checkpoint the position that a commit will make the checkpoint
 * @param state what the application wants back with it after a failover, as text of its own; empty when none
 */
public record PendingCheckpoint(Checkpoint checkpoint, Optional<String> state) {
    public PendingCheckpoint {
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(state, "state");
    }
}
