package io.millrace.engine.consumption;

/** Where in its life a shard is, in the hands of one worker; drawn at {@link ShardWorker}. */
public enum ShardState {
    /** The processor is being initialised. */
    STARTING,
    /** Records are read and handed over. */
    CONSUMING,
    /** All records of the closed shard are done; the processor is told and SHARD_END is written. */
    ENDING,
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
    CLOSED
}
