package io.millrace.multilang.properties;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table has every key of KCL's daemon, and the documentation has every key of the table. */
class KeyTableTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "daemon.md");

    /** The keys of KCL 3.5's daemon, and those of older ones that it ignores. */
    private static final ImmutableList<String> OF_KCL =
            Splitter.on(' ').splitToStream("""
            executableName processingLanguage maxActiveThreads timeoutInSeconds shutdownGraceMillis
            callProcessRecordsEvenForEmptyRecordList validateSequenceNumberBeforeCheckpointing applicationName streamName
            streamArn tableName workerId workerIdentifier regionName kinesisEndpoint dynamoDBEndpoint kinesisClient.region
            kinesisClient.endpointOverride dynamoDbClient.region dynamoDbClient.endpointOverride
            cloudWatchClient.endpointOverride AwsCredentialsProvider AwsCredentialsProviderDynamoDB
            AwsCredentialsProviderCloudWatch kinesisCredentialsProvider.class dynamoDBCredentialsProvider.class
            cloudWatchCredentialsProvider.class initialPositionInStream initialPositionInStreamExtended retrievalMode
            maxRecords idleTimeBetweenReadsInMillis millisBehindLatestThresholdForReducedTps retryGetRecordsInSeconds
            maxGetRecordsThreadPool pollingConfig.maxRecords pollingConfig.idleTimeBetweenReadsInMillis
            pollingConfig.millisBehindLatestThresholdForReducedTps pollingConfig.retryGetRecordsInSeconds
            pollingConfig.maxGetRecordsThreadPool fanoutConfig.consumerName fanoutConfig.consumerArn
            fanoutConfig.maxDescribeStreamSummaryRetries fanoutConfig.maxDescribeStreamConsumerRetries
            fanoutConfig.registerStreamConsumerRetries fanoutConfig.retryBackoffMillis failoverTimeMillis
            leaseAssignmentIntervalMillis enablePriorityLeaseAssignment maxLeasesForWorker maxLeasesToStealAtOneTime
            maxLeaseRenewalThreads shardSyncIntervalMillis listShardsBackoffTimeInMillis maxListShardsRetryAttempts
            cleanupLeasesUponShardCompletion ignoreUnexpectedChildShards parentShardPollIntervalMillis
            skipShardSyncAtWorkerInitializationIfLeasesExist shardPrioritization schedulerInitializationBackoffTimeMillis
            taskBackoffTimeMillis logWarningForTaskAfterMillis initialLeaseTableReadCapacity initialLeaseTableWriteCapacity
            leaseTableDeletionProtectionEnabled leaseTablePitrEnabled leaseTableScanTotalSegments clientVersionConfig
            migrateAllEntitiesToLeaseTable tableMigrationCompleteBakeTimeSeconds isGracefulLeaseHandoffEnabled
            gracefulLeaseHandoffTimeoutMillis disableWorkerMetrics inMemoryWorkerMetricsCaptureFrequencyMillis
            workerMetricsReporterFreqInMillis noOfPersistedMetricsPerWorkerMetrics maxThroughputPerHostKBps
            dampeningPercentage reBalanceThresholdPercentage allowThroughputOvershoot varianceBalancingFrequency
            workerMetricsEMAAlpha staleWorkerMetricsEntryCleanupDuration workerMetricsTableName workerMetricsBillingMode
            workerMetricsReadCapacity workerMetricsWriteCapacity workerMetricsPointInTimeRecoveryEnabled
            workerMetricsDeletionProtectionEnabled workerMetricsTags coordinatorStateTableName coordinatorStateBillingMode
            coordinatorStateReadCapacity coordinatorStateWriteCapacity coordinatorStatePointInTimeRecoveryEnabled
            coordinatorStateDeletionProtectionEnabled coordinatorStateTags metricsLevel metricsEnabledDimensions
            metricsBufferTimeMillis metricsMaxQueueSize skipShardSyncAtStartupIfLeasesExist
            timestampAtInitialPositionInStream dataFetchingStrategy maxCacheByteSize maxPendingProcessRecordsInput
            maxRecordsCount idleMillisBetweenCalls billingMode userAgent region cloudWatchEndpoint consumerName consumerArn
            leaseAssignmentStrategy leasesRecoveryAuditorExecutionFrequencyMillis dynamoDbRequestTimeout consistentReads
            publisherFlushBuffer metricsBackend""".replace('\n', ' ')).collect(ImmutableList.toImmutableList());

    @Test
    void everyKeyOfKclIsKnown() {
        assertThat(OF_KCL)
                .hasSizeGreaterThan(120)
                .allSatisfy(name -> assertThat(KeyTable.find(name)).as(name).isPresent());
    }

    @Test
    void everyKeyHasANoteAndAWordHasItsWords() {
        assertThat(KeyTable.all()).allSatisfy(key -> {
            assertThat(key.note()).as(key.name()).isNotBlank().doesNotEndWith(".");
            assertThat(key.kind() == ValueKind.WORD)
                    .as(key.name())
                    .isEqualTo(!key.words().isEmpty());
        });
    }

    /** What docs/daemon.md says between its two marks; to renew it, put in what this test expects. */
    @Test
    void theDocumentationHasTheTable() throws Exception {
        String row = "| `%s` | %s | %s | %s | %s |";
        String table = KeyTable.all().stream()
                .map(key -> String.format(
                        java.util.Locale.ROOT,
                        row,
                        key.name(),
                        key.words().isEmpty() ? key.kind().text() : String.join(", ", key.words()),
                        key.usual(),
                        key.fate().text(),
                        key.note()))
                .collect(Collectors.joining(
                        "\n",
                        "| key | value | default | here | what it does, or why it does nothing |\n|---|---|---|---|---|\n",
                        "\n"));

        assertThat(Files.readString(DOCUMENT)).contains("<!-- keys -->\n" + table + "<!-- end of keys -->\n");
    }
}
