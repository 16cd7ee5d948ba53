package io.millrace.ports.processing;

import java.util.Objects;

/** A checkpoint was not stored. Nothing is lost by it: what is not checkpointed is processed again. */
public final class CheckpointException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** The position lies beyond what was handed over. A mistake of the caller. */
        BEYOND_DELIVERED,
        /** The position lies before the stored checkpoint. A mistake of the caller. */
        BACKWARDS,
        /** Another worker owns the shard now, or this worker can no longer prove that it lives. */
        LEASE_LOST,
        /** The processor this checkpointer was handed to has been told to end, and has ended. */
        CLOSED,
        /** The store refused it, or could not take it for as long as it was tried; it may be tried again. */
        STORE_FAILED,
        /** The store asked for fewer calls for as long as it was tried; it may be tried again, more slowly. */
        STORE_THROTTLED
    }

    private final Reason reason;

    public CheckpointException(Reason reason, String message) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
    }

    public Reason reason() {
        return reason;
    }
}
