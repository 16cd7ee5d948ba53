package io.millrace.simulation.scenario;

/** What a fault befalls. */
public enum FaultGroup {
    /** Processes: they end, stand still, or are slow. */
    PROCESSES,
    /** Clocks: they drift, disagree, and are set. */
    CLOCKS,
    /** The lease store and the way to it. */
    STORE,
    /** The stream: its service, and what is done to its shards. */
    KINESIS,
    /** The network, for several kinds of calls or several workers at once. */
    NETWORK,
    /** Code that users write. */
    USER_CODE,
    /** How the fleet is operated: who starts and stops what and when. */
    FLEET
}
