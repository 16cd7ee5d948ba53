package io.millrace.multilang.protocol;

/**
 * Which daemon's protocol the child speaks. There is no negotiation: the client library that starts the daemon decides
 * by the main class that it names.
 */
public enum Generation {
    /** The daemon of KCL 1.x: a child is told to end by {@code shutdown} with a reason. */
    KCL_1,
    /** The daemons of KCL 2.x and 3.x: a child is told to end by {@code leaseLost} or {@code shardEnded}. */
    KCL_2
}
