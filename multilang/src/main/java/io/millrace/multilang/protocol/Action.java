package io.millrace.multilang.protocol;

/** What the daemon tells a child and the child acknowledges. */
public enum Action {
    INITIALIZE("initialize"),
    PROCESS_RECORDS("processRecords"),
    LEASE_LOST("leaseLost"),
    SHARD_ENDED("shardEnded"),
    SHUTDOWN_REQUESTED("shutdownRequested");

    private final String wireName;

    Action(String wireName) {
        this.wireName = wireName;
    }

    /** The name of KCL 2.x, which is also the one for people. */
    public String wireName() {
        return wireName;
    }

    /** The name that a child of this generation is sent, and that it has to acknowledge. */
    public String wireName(Generation generation) {
        boolean shutdown = this == LEASE_LOST || this == SHARD_ENDED;
        return shutdown && generation == Generation.KCL_1 ? "shutdown" : wireName;
    }
}
