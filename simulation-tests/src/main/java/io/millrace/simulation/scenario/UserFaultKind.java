package io.millrace.simulation.scenario;

/** How user code misbehaves. */
public enum UserFaultKind {
    /** A batch takes ten times the longest time that a batch takes. */
    SLOW,
    /** A batch is not finished before the fault is over. */
    HANGS,
    /** A batch ends with an exception. */
    THROWS,
    /** A batch ends with an error, which is no exception. */
    THROWS_ERROR,
    /** The user's own checkpoint of a batch is made when the next one is being processed. */
    CHECKPOINTS_LATE,
    /** After a batch's last record an earlier one is checkpointed. */
    CHECKPOINTS_OUT_OF_ORDER,
    /** A checkpoint is tried with what an earlier batch was given, after the shard was lost. */
    CHECKPOINTS_AFTER_LOSS,
    /** A batch is checkpointed by another thread than the one it was handed to, after it was processed. */
    CHECKPOINTS_FROM_ANOTHER_THREAD,
    /** A batch is processed and then the processor says that it cannot go on, as one does whose child process died. */
    CANNOT_GO_ON,
    /** The same, but it is found out only after the call has returned. */
    FAILS_BETWEEN_CALLS,
    /** The call that asks for the last flush takes until the fault is over. */
    BLOCKS_SHUTDOWN
}
