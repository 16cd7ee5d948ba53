package io.millrace.multilang.protocol;

import io.millrace.ports.processing.CheckpointException;

/**
 * The names by which a child is told why its checkpoint was not stored: simple names of KCL's and Java's exceptions.
 * Client libraries compare with the first three.
 */
public final class ErrorNames {
    /** The lease is somebody else's: no further checkpoint will be taken. */
    public static final String SHUTDOWN = "ShutdownException";

    /** The lease store asks for fewer requests: try again later. */
    public static final String THROTTLING = "ThrottlingException";

    /** No checkpoint is possible at this point: during initialize and after the lease is lost. */
    public static final String INVALID_STATE = "InvalidStateException";

    /** The lease store did not take it: it may be tried again. */
    public static final String DEPENDENCY = "KinesisClientLibDependencyException";

    /** Out of range, malformed, or a negative sub-sequence number. */
    public static final String ILLEGAL_ARGUMENT = "IllegalArgumentException";

    private ErrorNames() {}

    /** The name for a refusal by the engine. */
    public static String of(CheckpointException.Reason reason) {
        return switch (reason) {
            case BEYOND_DELIVERED, BACKWARDS -> ILLEGAL_ARGUMENT;
            case LEASE_LOST, CLOSED -> SHUTDOWN;
            case STORE_THROTTLED -> THROTTLING;
            case STORE_FAILED -> DEPENDENCY;
        };
    }

    /** The name for whatever a checkpoint ended with. */
    public static String of(Throwable problem) {
        return problem instanceof CheckpointException refused
                ? of(refused.reason())
                : problem.getClass().getSimpleName();
    }
}
