package io.millrace.benchmarks.stores;

/** What is measured of a lease store. */
enum StoreFigure {
    CREATE_MEDIAN("createMedianMillis"),
    CREATE_99("create99thMillis"),
    READ_MEDIAN("readMedianMillis"),
    READ_99("read99thMillis"),
    REPLACE_LEASE_MEDIAN("replaceLeaseMedianMillis"),
    REPLACE_LEASE_99("replaceLease99thMillis"),
    REPLACE_SESSION_MEDIAN("replaceSessionMedianMillis"),
    REPLACE_SESSION_99("replaceSession99thMillis"),
    /** All pages of 1,000 leases. */
    LIST_MEDIAN("list1000LeasesMedianMillis"),
    LIST_99("list1000Leases99thMillis"),
    /** With 16 calls in flight. */
    REPLACES_PER_SECOND("replacesPerSecond"),
    /** From the cut of a worker until another has delivered a record of a shard it had lost; the median of these shards. */
    FAILOVER("failoverSeconds");

    private final String id;

    StoreFigure(String id) {
        this.id = id;
    }

    /** In lines of JSON. */
    String id() {
        return id;
    }
}
