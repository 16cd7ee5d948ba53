package io.millrace.domain.resharding;

/** How a listed shard without a lease stands to the shards that have one. */
enum Standing {
    /** Listed although a shard it descends from is listed as open: the listing contradicts itself. */
    INCONSISTENT,
    /** A shard that descends from it was begun, after it: it was processed, or is past retention. */
    CONSUMED,
    /** A lineage that begins by the initial position descends from it. */
    BEFORE_START,
    /** Descends from a shard that has a lease or gets one now; its turn comes when its parents end. */
    DESCENDANT,
    /**
     * A lease that has not ended has hash keys of its range, so it must descend from there, but this listing does not show
     * how.
     */
    UNLINKED,
    /** The first unread shard of a lineage that was processed up to here. */
    TRACKED_START,
    /** Where reading its lineage begins by the initial position. KCL calls such a shard marked. */
    START,
    /** Nothing it descends from has a lease, and the initial position does not say to begin here. */
    UNTRACKED;

    /** Whether this shard has, or gets, a lease that its children wait for. */
    boolean isTracked() {
        return this == DESCENDANT || this == TRACKED_START || this == START;
    }
}
