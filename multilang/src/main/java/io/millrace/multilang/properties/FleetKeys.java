package io.millrace.multilang.properties;

import static io.millrace.multilang.properties.Key.without;
import static io.millrace.multilang.properties.ValueKind.ANYTHING;
import static io.millrace.multilang.properties.ValueKind.DECIMAL_OR_DEFAULT;
import static io.millrace.multilang.properties.ValueKind.DURATION;
import static io.millrace.multilang.properties.ValueKind.NUMBER_OR_DEFAULT;
import static io.millrace.multilang.properties.ValueKind.TEXT;
import static io.millrace.multilang.properties.ValueKind.TRUE_OR_DEFAULT;
import static io.millrace.multilang.properties.ValueKind.TRUTH;
import static io.millrace.multilang.properties.ValueKind.WORD;

import com.google.common.collect.ImmutableList;
import java.util.stream.Stream;

/** How KCL 3 coordinates its workers, and what it measures: none of it has a counterpart. */
final class FleetKeys {
    static final String METRICS_LEVEL = "metricsLevel";
    static final String NO_CLOUD_WATCH = "nothing is sent to CloudWatch";

    private static final String BALANCE =
            "leases are balanced by number and by load, which workers measure and tell with"
                    + " their heartbeats; there is nothing to set";
    private static final String MIGRATION = "Millrace's leases are in a table of their own, of one layout";
    private static final String TABLES = "there is no such table, all is in millrace.leaseTable";

    static final ImmutableList<Key> KEYS = Stream.of(
                    versions(), balance(), tables("workerMetrics"), tables("coordinatorState"), metrics())
            .flatMap(ImmutableList::stream)
            .collect(ImmutableList.toImmutableList());

    private FleetKeys() {}

    private static ImmutableList<Key> versions() {
        return ImmutableList.of(
                without("clientVersionConfig", WORD, MIGRATION)
                        .oneOf(
                                "CLIENT_VERSION_CONFIG_3X",
                                "CLIENT_VERSION_CONFIG_COMPATIBLE_WITH_2X",
                                "CLIENT_VERSION_CONFIG_COMPATIBLE_WITH_2X_PHASE1"),
                without("migrateAllEntitiesToLeaseTable", TRUE_OR_DEFAULT, MIGRATION),
                without("tableMigrationCompleteBakeTimeSeconds", NUMBER_OR_DEFAULT, MIGRATION));
    }

    private static ImmutableList<Key> balance() {
        return ImmutableList.of(
                without("disableWorkerMetrics", TRUTH, BALANCE),
                without("inMemoryWorkerMetricsCaptureFrequencyMillis", NUMBER_OR_DEFAULT, BALANCE),
                without("workerMetricsReporterFreqInMillis", NUMBER_OR_DEFAULT, BALANCE),
                without("noOfPersistedMetricsPerWorkerMetrics", NUMBER_OR_DEFAULT, BALANCE),
                without("maxThroughputPerHostKBps", DECIMAL_OR_DEFAULT, BALANCE),
                without("dampeningPercentage", NUMBER_OR_DEFAULT, BALANCE),
                without("reBalanceThresholdPercentage", NUMBER_OR_DEFAULT, BALANCE),
                without("allowThroughputOvershoot", TRUTH, BALANCE),
                without("varianceBalancingFrequency", NUMBER_OR_DEFAULT, BALANCE),
                without("workerMetricsEMAAlpha", DECIMAL_OR_DEFAULT, BALANCE),
                without("staleWorkerMetricsEntryCleanupDuration", DURATION, BALANCE));
    }

    private static ImmutableList<Key> tables(String prefix) {
        return ImmutableList.of(
                without(prefix + "TableName", TEXT, TABLES),
                without(prefix + "BillingMode", WORD, TABLES).oneOf("PAY_PER_REQUEST", "PROVISIONED"),
                without(prefix + "ReadCapacity", NUMBER_OR_DEFAULT, TABLES),
                without(prefix + "WriteCapacity", NUMBER_OR_DEFAULT, TABLES),
                without(prefix + "PointInTimeRecoveryEnabled", TRUTH, TABLES),
                without(prefix + "DeletionProtectionEnabled", TRUTH, TABLES),
                without(prefix + "Tags", ANYTHING, TABLES));
    }

    private static ImmutableList<Key> metrics() {
        return ImmutableList.of(
                without(METRICS_LEVEL, WORD, NO_CLOUD_WATCH).oneOf("NONE", "SUMMARY", "DETAILED"),
                without("metricsEnabledDimensions", ANYTHING, NO_CLOUD_WATCH),
                without("metricsBufferTimeMillis", NUMBER_OR_DEFAULT, NO_CLOUD_WATCH),
                without("metricsMaxQueueSize", NUMBER_OR_DEFAULT, NO_CLOUD_WATCH));
    }
}
