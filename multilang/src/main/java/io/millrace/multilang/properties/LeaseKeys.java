package io.millrace.multilang.properties;

import static io.millrace.multilang.properties.Key.mapped;
import static io.millrace.multilang.properties.Key.without;
import static io.millrace.multilang.properties.ValueKind.ANYTHING;
import static io.millrace.multilang.properties.ValueKind.NUMBER_OR_DEFAULT;
import static io.millrace.multilang.properties.ValueKind.NUMBER_OR_ZERO;
import static io.millrace.multilang.properties.ValueKind.TRUE_OR_DEFAULT;
import static io.millrace.multilang.properties.ValueKind.TRUTH;

import com.google.common.collect.ImmutableList;

/** Leases and shards. */
final class LeaseKeys {
    static final String FAILOVER = "failoverTimeMillis";
    static final String HAND_OFF = "gracefulLeaseHandoffTimeoutMillis";
    static final String LOG_WARNING = "logWarningForTaskAfterMillis";

    private static final String PLAN = "the leader gives each worker its share";
    private static final String SYNC = "shards are listed every 30 s, and at once where one ends";
    private static final String BACKOFF =
            "failed calls are tried again with a backoff of their own, for as long as it takes";
    private static final String CLEANUP = "finished leases are always deleted once their children are under way";
    private static final String TABLE = "the lease table is billed per request; set this on the table itself";

    static final ImmutableList<Key> KEYS = ImmutableList.of(
            mapped(
                    FAILOVER,
                    NUMBER_OR_DEFAULT,
                    "6000",
                    "how long a worker is silent before others take its shards; 1000 to 600000"),
            without("leaseAssignmentIntervalMillis", NUMBER_OR_DEFAULT, "a plan is made whenever something changes"),
            without("enablePriorityLeaseAssignment", TRUTH, PLAN),
            without("maxLeasesForWorker", NUMBER_OR_DEFAULT, PLAN + "; there is no upper limit, start more workers"),
            without("maxLeasesToStealAtOneTime", NUMBER_OR_DEFAULT, PLAN),
            without("maxLeaseRenewalThreads", NUMBER_OR_DEFAULT, "a worker renews one session, not its leases"),
            without("shardSyncIntervalMillis", NUMBER_OR_DEFAULT, SYNC),
            without("listShardsBackoffTimeInMillis", NUMBER_OR_DEFAULT, BACKOFF),
            without("maxListShardsRetryAttempts", NUMBER_OR_DEFAULT, BACKOFF),
            without("cleanupLeasesUponShardCompletion", TRUE_OR_DEFAULT, CLEANUP),
            without(
                    "ignoreUnexpectedChildShards",
                    TRUE_OR_DEFAULT,
                    "children that do not fit wait for the next listing"),
            without("parentShardPollIntervalMillis", NUMBER_OR_DEFAULT, "a child begins when its parents are done"),
            without("skipShardSyncAtWorkerInitializationIfLeasesExist", TRUE_OR_DEFAULT, SYNC),
            without(
                    "shardPrioritization",
                    ANYTHING,
                    "KCL refuses it in a file; shards begin when their parents are done"),
            without("schedulerInitializationBackoffTimeMillis", NUMBER_OR_DEFAULT, BACKOFF),
            without("taskBackoffTimeMillis", NUMBER_OR_DEFAULT, BACKOFF),
            mapped(LOG_WARNING, NUMBER_OR_ZERO, "60000", "after how long a call is reported as hung, 100 to 86400000"),
            without("initialLeaseTableReadCapacity", NUMBER_OR_DEFAULT, TABLE),
            without("initialLeaseTableWriteCapacity", NUMBER_OR_DEFAULT, TABLE),
            without("leaseTableDeletionProtectionEnabled", TRUTH, TABLE),
            without("leaseTablePitrEnabled", TRUTH, TABLE),
            without("leaseTableScanTotalSegments", NUMBER_OR_DEFAULT, "the lease table is never scanned"),
            without("isGracefulLeaseHandoffEnabled", TRUTH, "a shard that moves is always handed over in order"),
            mapped(
                    HAND_OFF,
                    NUMBER_OR_ZERO,
                    "20000",
                    "how long a child may take when its shard moves, at most 3600000; KCL has 30000"));

    private LeaseKeys() {}
}
