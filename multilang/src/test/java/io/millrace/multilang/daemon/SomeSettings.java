package io.millrace.multilang.daemon;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.AwsSettings;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.multilang.child.ChildSettings;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.multilang.protocol.Generation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings for tests. */
final class SomeSettings {
    private SomeSettings() {}

    static DaemonSettings of(boolean beginAnew, Optional<Path> deadLetterFile) {
        return of(
                beginAnew,
                new DaemonSettings.Failures(FailurePolicy.retry(), deadLetterFile, false),
                ImmutableList.of("python3", "app.py"));
    }

    /** That exits when a child fails, or not. */
    static DaemonSettings running(boolean exitOnChildFailure, String... command) {
        return of(
                false,
                new DaemonSettings.Failures(FailurePolicy.retry(), Optional.empty(), exitOnChildFailure),
                ImmutableList.copyOf(command));
    }

    private static DaemonSettings of(
            boolean beginAnew, DaemonSettings.Failures failures, ImmutableList<String> command) {
        return new DaemonSettings(
                "app.properties",
                "counter",
                "words",
                Optional.of("host-1"),
                "python/3.11",
                AwsSettings.defaults(),
                AwsSettings.defaults(),
                new LeaseStoreAddress.DynamoDb("millrace-leases"),
                false,
                "kcl-leases",
                beginAnew,
                InitialPosition.TRIM_HORIZON,
                PollingSettings.defaults(),
                Optional.empty(),
                false,
                new DaemonSettings.Times(
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1)),
                failures,
                new ChildSettings(
                        "counter",
                        command,
                        Generation.KCL_2,
                        Optional.empty(),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(1),
                        0,
                        1,
                        true));
    }
}
