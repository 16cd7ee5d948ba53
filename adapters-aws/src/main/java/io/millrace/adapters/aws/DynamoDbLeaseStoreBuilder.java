package io.millrace.adapters.aws;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Makes a {@link DynamoDbLeaseStore}. Not safe for use from several threads. */
public final class DynamoDbLeaseStoreBuilder {
    /**
     * The time a call may take if the settings do not say. A heartbeat must be answered, or given up and sent again, well
     * within the failover time.
     */
    public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(2);

    /** The number of calls at once, beside those for sessions, if none is set. */
    public static final int DEFAULT_THREADS = 8;

    private static final int URGENT_THREADS = 2;
    private static final int MOST_THREADS = 256;
    /** Limit of a partition key (DynamoDB, "Quotas"). */
    private static final int APPLICATION_BYTES = 2048;

    private static final Duration OPEN_CALL_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration TABLE_PATIENCE = Duration.ofSeconds(60);
    /** A name, or an ARN for a table of another account (DynamoDB API reference, TableName). */
    private static final Pattern TABLE = Pattern.compile(
            "[a-zA-Z0-9_.-]{3,255}|arn:aws[a-z0-9-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table/[a-zA-Z0-9_.-]{3,255}");

    private String application = "";
    private String table = "";
    private boolean creationAllowed = true;
    private int threads = DEFAULT_THREADS;
    private AwsSettings.Builder aws = AwsSettings.builder();
    private Duration tablePatience = TABLE_PATIENCE;
    private Optional<Integer> entriesPerPage = Optional.empty();

    DynamoDbLeaseStoreBuilder() {}

    /** The application's name: whoever uses the same name and table works on the same leases. */
    public DynamoDbLeaseStoreBuilder application(String value) {
        application = value;
        return this;
    }

    /** The table, by its name, or by its ARN if it is another account's. */
    public DynamoDbLeaseStoreBuilder table(String value) {
        table = value;
        return this;
    }

    /** Whether a missing table is created, billed per request. Yes if not set. */
    public DynamoDbLeaseStoreBuilder createTableIfMissing(boolean value) {
        creationAllowed = value;
        return this;
    }

    /** How many calls for leases and assignments may be made at once, 1 to 256; 8 if not set. Two more serve sessions. */
    public DynamoDbLeaseStoreBuilder threads(int value) {
        threads = value;
        return this;
    }

    /** How to reach DynamoDB, in place of what was set before. */
    public DynamoDbLeaseStoreBuilder aws(AwsSettings settings) {
        aws = settings.toBuilder();
        return this;
    }

    /** How to reach DynamoDB, on top of what was set before: {@code aws(a -> a.region("eu-west-1"))}. */
    public DynamoDbLeaseStoreBuilder aws(Consumer<AwsSettings.Builder> change) {
        change.accept(aws);
        return this;
    }

    /** How long {@code open} waits for a table that is being created; a minute if not set. */
    DynamoDbLeaseStoreBuilder tablePatience(Duration value) {
        tablePatience = value;
        return this;
    }

    /** The most entries a page of a listing holds; as many as fit into 1 MB if not set. */
    DynamoDbLeaseStoreBuilder entriesPerPage(int value) {
        entriesPerPage = Optional.of(value);
        return this;
    }

    /**
     * Makes the store without a call to DynamoDB. May read the shared AWS files and, on EC2 without a region set, ask the
     * instance for its region.
     *
     * @throws IllegalArgumentException naming every setting that is wrong, its value and the remedy
     */
    public DynamoDbLeaseStore build() {
        List<String> faults = new ArrayList<>();
        if (application.isBlank()) {
            faults.add("application: is not set; give the name that all workers of this application share");
        } else if (application.getBytes(StandardCharsets.UTF_8).length > APPLICATION_BYTES) {
            faults.add("application: is longer than " + APPLICATION_BYTES + " bytes; give a shorter name");
        }
        collectTableFaults(table, creationAllowed, faults);
        if (threads < 1 || threads > MOST_THREADS) {
            faults.add("threads: " + threads + " is not 1 to " + MOST_THREADS);
        }
        aws.collectFaults(faults);
        AwsSettings settings = aws.buildUnchecked();
        AwsClients.collectProfileFaults(settings, faults);
        Optional<Region> region = AwsClients.region(settings, Optional.empty(), faults);
        Faults.refuseIfAny("DynamoDB lease store", faults);
        return make(settings, region.orElseThrow());
    }

    /** What is wrong with the name of a table. */
    static void collectTableFaults(String table, boolean creationAllowed, List<String> faults) {
        if (!TABLE.matcher(table).matches()) {
            faults.add(
                    "table: '" + table + "' is neither a table's name (3 to 255 letters, digits or any of _.-) nor its"
                            + " ARN; give one such as millrace-leases");
        }
        if (creationAllowed && table.startsWith("arn:")) {
            faults.add("createTableIfMissing: a table named by its ARN, '" + table
                    + "', cannot be created; switch creation off or give the name");
        }
    }

    private DynamoDbLeaseStore make(AwsSettings settings, Region region) {
        Duration callTimeout = settings.callTimeout().orElse(DEFAULT_CALL_TIMEOUT);
        ClosableCredentials credentials = AwsClients.credentials(settings, region, callTimeout);
        DynamoDbClient client = AwsClients.configure(
                        DynamoDbClient.builder(), settings, region, credentials, callTimeout, threads + URGENT_THREADS)
                .build();
        AwsErrors errors = new AwsErrors(
                "dynamodb",
                "table '" + table + "' for application '" + application + "'",
                AwsClients.place(
                        settings, region, DynamoDbClient.serviceMetadata().endpointFor(region)));
        EntryItemMapper mapper = new EntryItemMapper(application);
        Duration openTimeout = OPEN_CALL_TIMEOUT.compareTo(callTimeout) > 0 ? OPEN_CALL_TIMEOUT : callTimeout;
        DynamoDbTable lifecycle = new DynamoDbTable(
                client, table, TableLayout.millrace(mapper), creationAllowed, tablePatience, openTimeout);
        return new DynamoDbLeaseStore(
                application,
                table,
                client,
                credentials.release(),
                new CallPool("millrace-dynamodb", threads),
                new CallPool("millrace-dynamodb-session", URGENT_THREADS),
                new StoreFailures(errors),
                mapper,
                lifecycle,
                entriesPerPage);
    }
}
