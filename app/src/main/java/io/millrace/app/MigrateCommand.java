package io.millrace.app;

import io.millrace.adapters.aws.AwsSettings;
import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.app.migrate.Migrate;
import io.millrace.app.migrate.MigrationRequest;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.ports.source.RecordSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves leases from KCL's table to one of Millrace's own. */
@Command(
        name = "migrate",
        description = {
            "Copies the leases of an application from the lease table of the Kinesis Client Library (KCL) to a store of"
                    + " Millrace's own, so that Millrace goes on where KCL was. Stop all workers of the application first,"
                    + " KCL's and Millrace's: it watches whether any lives, and does not begin beside them.",
            "KCL's table stays as it is. When the command dies half-way, no worker starts on what it has left; the same"
                    + " command goes on. With --dry-run it shows what it would do."
        })
final class MigrateCommand extends BaseCommand {
    private static final int LEAST_FAILOVER_MILLIS = 1_000;
    private static final int MOST_FAILOVER_MILLIS = 600_000;

    @Option(names = "--application", required = true, paramLabel = "NAME", description = "The application's name.")
    private String application = "";

    @Option(
            names = "--stream",
            required = true,
            paramLabel = "STREAM",
            description = "The stream's name or ARN, which KCL does not keep.")
    private String stream = "";

    @Option(
            names = "--from",
            paramLabel = "kcl:TABLE",
            description = "KCL's lease table (default: kcl: and the application's name).")
    private @Nullable String from;

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            defaultValue = "dynamodb:" + LeaseStoreAddress.USUAL_TABLE,
            description = "The new place: dynamodb:TABLE, postgresql://USER@HOST/DATABASE or file:PATH"
                    + " (default: ${DEFAULT-VALUE}). A password may stand in PGPASSWORD.")
    private String to = "";

    @Option(
            names = "--initial-position",
            paramLabel = "POSITION",
            defaultValue = "trim-horizon",
            converter = PositionConverter.class,
            description = "Where KCL's workers were told to begin; needed only if that was a time, such as"
                    + " 2026-01-31T12:00:00Z, which KCL does not keep for shards without progress.")
    private InitialPosition initialPosition = InitialPosition.TRIM_HORIZON;

    @Option(
            names = "--failover-millis",
            paramLabel = "N",
            defaultValue = "10000",
            description =
                    "failoverTimeMillis of KCL's workers (default: ${DEFAULT-VALUE}); for longer than that nothing"
                            + " may move.")
    private int failoverMillis = 0;

    @Option(names = "--dry-run", description = "Watch, and print what would be done; write nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "Print one line of JSON.")
    private boolean json;

    @Mixin
    private AwsOptions aws = new AwsOptions();

    @Mixin
    private KinesisOptions kinesis = new KinesisOptions();

    @Mixin
    private DynamoDbOptions dynamoDb = new DynamoDbOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        check(this::checkAddresses);
        AwsSettings dynamoDbSettings = check(() -> aws.settings(dynamoDb.endpoint()));
        try (RecordSource source = check(() -> KinesisRecordSource.builder().stream(stream)
                .aws(aws.settings(kinesis.endpoint()))
                .build())) {
            MigrationRequest request = check(() -> new MigrationRequest(
                    application,
                    source.streamName(),
                    (LeaseStoreAddress.Kcl) LeaseStoreAddress.parse(fromText()),
                    LeaseStoreAddress.parse(to)));
            Migrate.Settings settings =
                    new Migrate.Settings(request, initialPosition, Duration.ofMillis(failoverMillis), dryRun, json);
            CommandLine line = spec().commandLine();
            try (Migrate migrate =
                    check(() -> new Migrate(settings, source, dynamoDbSettings, line.getOut(), line.getErr()))) {
                migrate.run();
            }
        }
        return ExitCode.OK;
    }

    private String fromText() {
        return from == null ? "kcl:" + application : from;
    }

    /** @throws IllegalArgumentException naming every option that is wrong */
    private boolean checkAddresses() {
        List<String> faults = new ArrayList<>();
        try {
            if (!(LeaseStoreAddress.parse(fromText()) instanceof LeaseStoreAddress.Kcl)) {
                faults.add("--from: " + from + " is not KCL's; give kcl:TABLE");
            }
        } catch (IllegalArgumentException wrong) {
            faults.add("--from: " + wrong.getMessage());
        }
        try {
            MigrationRequest.requireNewPlace(LeaseStoreAddress.parse(to));
        } catch (IllegalArgumentException wrong) {
            faults.add("--to: " + wrong.getMessage());
        }
        if (failoverMillis < LEAST_FAILOVER_MILLIS || failoverMillis > MOST_FAILOVER_MILLIS) {
            faults.add("--failover-millis=" + failoverMillis + ": give " + LEAST_FAILOVER_MILLIS + " to "
                    + MOST_FAILOVER_MILLIS);
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", faults));
        }
        return true;
    }
}
