package io.millrace.engine.consumption;

/** Where in its life a shard is, in the hands of one worker; drawn at {@link ShardWorker}. */
public enum ShardState {
    /** The processor is being initialised. */
    STARTING,
    /** Records are read and handed over. */
    CONSUMING,
    /** All records of the closed shard are done; the processor is told and SHARD_END is written. */
    ENDING,
    /** The processor could not go on; another one begins at the last checkpoint after a while. */
    RESTARTING,
    /** The failure policy has stopped the shard; the lease is kept. */
    STOPPED,
    /** To be given up, as soon as the call in progress has returned. */
    DRAINING,
    /** To be given up; the processor is finishing. */
    SHUTTING_DOWN,
    /** The lease is being freed. */
    RELEASING,
    /** The lease is somebody else's. */
    LOST,
    /** Over. */
    CLOSED;

    /** Whether what is done is checkpointed although nothing is handed over: a processor may take long to finish. */
    boolean checkpointsAlone() {
        return this == STOPPED || this == DRAINING || this == SHUTTING_DOWN;
    }

    /** Whether what happens next does not hang on the processor. */
    boolean outlivesProcessor() {
        return this == STOPPED || this == RESTARTING || this == RELEASING;
    }
}
