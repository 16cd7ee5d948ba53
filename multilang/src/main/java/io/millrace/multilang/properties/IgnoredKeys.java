package io.millrace.multilang.properties;

import com.google.common.collect.ImmutableList;

/** Keys that old files have and KCL's daemon does not know (any more). */
final class IgnoredKeys {
    static final String JAVA_ONLY = "a setting of KCL's Java API, never one of files";

    private static final String OLD = "a setting of KCL 1";

    static final ImmutableList<Key> KEYS = ImmutableList.of(
            Key.ignored(
                    "skipShardSyncAtStartupIfLeasesExist",
                    OLD + ", since called skipShardSyncAtWorkerInitializationIfLeasesExist"),
            Key.ignored("timestampAtInitialPositionInStream", "use " + ReadingKeys.POSITION_TIME),
            Key.ignored("dataFetchingStrategy", OLD),
            Key.ignored("maxCacheByteSize", OLD),
            Key.ignored("maxPendingProcessRecordsInput", OLD),
            Key.ignored("maxRecordsCount", OLD),
            Key.ignored("idleMillisBetweenCalls", OLD),
            Key.ignored("billingMode", JAVA_ONLY),
            Key.ignored("userAgent", OLD),
            Key.ignored("region", "use " + BasicKeys.REGION),
            Key.ignored("cloudWatchEndpoint", FleetKeys.NO_CLOUD_WATCH),
            Key.ignored("consumerName", "it is called fanoutConfig.consumerName"),
            Key.ignored("consumerArn", "it is called fanoutConfig.consumerArn"),
            Key.ignored("leaseAssignmentStrategy", JAVA_ONLY),
            Key.ignored("leasesRecoveryAuditorExecutionFrequencyMillis", JAVA_ONLY),
            Key.ignored("leasesRecoveryAuditorInconsistencyConfidenceThreshold", JAVA_ONLY),
            Key.ignored("dynamoDbRequestTimeout", JAVA_ONLY),
            Key.ignored("consistentReads", JAVA_ONLY),
            Key.ignored("publisherFlushBuffer", JAVA_ONLY),
            Key.ignored("metricsBackend", JAVA_ONLY));

    private IgnoredKeys() {}
}
