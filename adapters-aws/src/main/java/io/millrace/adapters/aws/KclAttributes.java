package io.millrace.adapters.aws;

/**
 * Names of the attributes of KCL's lease table, and of those that Millrace adds to a lease. KCL only ever updates the
 * attributes it knows, so that these survive (KCL 2.x and 3.x; checked with 2.7 and 3.5).
 */
final class KclAttributes {
    static final String KEY = TableLayout.KCL_KEY;
    static final String OWNER = "leaseOwner";
    static final String COUNTER = "leaseCounter";
    static final String OWNER_SWITCHES = "ownerSwitchesSinceCheckpoint";
    static final String CHECKPOINT = "checkpoint";
    static final String CHECKPOINT_SUB = "checkpointSubSequenceNumber";
    static final String PENDING = "pendingCheckpoint";
    static final String PENDING_SUB = "pendingCheckpointSubSequenceNumber";
    static final String PENDING_STATE = "pendingCheckpointState";
    static final String PARENTS = "parentShardId";
    static final String CHILDREN = "childShardIds";
    static final String RANGE_START = "startingHashKey";
    static final String RANGE_END = "endingHashKey";
    /** In a graceful hand-off of KCL 3.x: the owner before, which still works on the shard. */
    static final String CHECKPOINT_OWNER = "checkpointOwner";

    static final String ENTITY_TYPE = "entityType";
    static final String ENTITY_LEASE = "LEASE";
    static final String ENTITY_METRICS = "WORKER_METRIC_STATS";
    /** Only with several streams in one application. */
    static final String STREAM = "streamName";

    /** Which session of Millrace's the owner is; tells it from workers of KCL's, and from those that took the lease since. */
    static final String OUR_OWNER = "millraceOwner";

    static final String OUR_EPOCH = "millraceEpoch";
    static final String OUR_LINEAGE_START = "millraceLineageStart";
    /** The parents in the order of Kinesis, which a set does not keep. */
    static final String OUR_PARENTS = "millraceParents";
    /** The time that a checkpoint of LATEST or AT_TIMESTAMP stands for. */
    static final String OUR_TIMESTAMP = "millraceTimestamp";

    static final String OUR_PENDING_TIMESTAMP = "millracePendingTimestamp";
    /** When the record of the checkpoint arrived, behind the checkpoint for which that was written. */
    static final String OUR_ARRIVAL = "millraceArrival";

    /** What is done beyond the checkpoint; of no meaning once KCL has moved that. */
    static final String OUR_DONE_BEYOND = "millraceDoneBeyond";

    private KclAttributes() {}
}
