package io.millrace.adapters.aws;

import io.millrace.domain.sharing.LeaseSharing;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.ports.store.LeaseStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Makes a {@link KclLeaseStore}. Not safe for use from several threads. */
public final class KclLeaseStoreBuilder {
    /** The number of calls at once if none is set: a worker renews all its leases within a third of the failover time. */
    public static final int DEFAULT_THREADS = 16;

    private static final int MOST_THREADS = 256;
    private static final Duration OPEN_CALL_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration TABLE_PATIENCE = Duration.ofSeconds(60);

    private @Nullable LeaseStore companion;
    private String table = "";
    private String stream = "";
    private boolean creationAllowed = true;
    private int threads = DEFAULT_THREADS;
    private AwsSettings.Builder aws = AwsSettings.builder();
    private Duration failoverTime = LeaseSharing.STANDARD.failoverTime();
    private InitialPosition initialPosition = InitialPosition.TRIM_HORIZON;
    private Optional<Integer> leasesPerPage = Optional.empty();

    KclLeaseStoreBuilder() {}

    /**
     * Where everything but the leases is kept, and which application this is: a store of Millrace's own for that
     * application. It is closed with this one. Required.
     */
    public KclLeaseStoreBuilder companion(LeaseStore store) {
        companion = store;
        return this;
    }

    /** KCL's lease table; KCL takes the application's name unless it is told otherwise. Required. */
    public KclLeaseStoreBuilder table(String value) {
        table = value;
        return this;
    }

    /** The name of the stream, which KCL does not write down. Required. */
    public KclLeaseStoreBuilder stream(String value) {
        stream = value;
        return this;
    }

    /** Whether a missing table is created, in KCL's layout, billed per request. Yes if not set. */
    public KclLeaseStoreBuilder createTableIfMissing(boolean value) {
        creationAllowed = value;
        return this;
    }

    /** How many calls may be made at once, 1 to 256; 16 if not set. */
    public KclLeaseStoreBuilder threads(int value) {
        threads = value;
        return this;
    }

    /** How to reach DynamoDB, in place of what was set before. */
    public KclLeaseStoreBuilder aws(AwsSettings settings) {
        aws = settings.toBuilder();
        return this;
    }

    /** How to reach DynamoDB, on top of what was set before: {@code aws(a -> a.region("eu-west-1"))}. */
    public KclLeaseStoreBuilder aws(Consumer<AwsSettings.Builder> change) {
        change.accept(aws);
        return this;
    }

    /** The {@code failoverTimeMillis} of the KCL workers, which all share; 10 s if not set, at least a second. */
    public KclLeaseStoreBuilder failoverTime(Duration value) {
        failoverTime = value;
        return this;
    }

    /** Where the application begins, the same as all its workers are told; the oldest record if not set. */
    public KclLeaseStoreBuilder initialPosition(InitialPosition value) {
        initialPosition = value;
        return this;
    }

    /** The most items a page of a listing holds; as many as fit into 1 MB if not set. */
    KclLeaseStoreBuilder leasesPerPage(int value) {
        leasesPerPage = Optional.of(value);
        return this;
    }

    /**
     * Makes the store without a call to DynamoDB. May read the shared AWS files and, on EC2 without a region set, ask the
     * instance for its region.
     *
     * @throws IllegalArgumentException naming every setting that is wrong, its value and the remedy
     */
    public KclLeaseStore build() {
        List<String> faults = new ArrayList<>();
        LeaseStore other = companion;
        if (other == null) {
            faults.add("companion: is not set; give a store of Millrace's own for the same application");
        }
        DynamoDbLeaseStoreBuilder.collectTableFaults(table, creationAllowed, faults);
        if (stream.isBlank() || stream.indexOf('/') >= 0) {
            faults.add("stream: '" + stream + "' is no stream's name; give the name of the stream");
        }
        if (threads < 1 || threads > MOST_THREADS) {
            faults.add("threads: " + threads + " is not 1 to " + MOST_THREADS);
        }
        if (failoverTime.compareTo(Duration.ofSeconds(1)) < 0) {
            faults.add("failoverTime: " + failoverTime + " is less than a second; give that of the KCL workers");
        }
        aws.collectFaults(faults);
        AwsSettings settings = aws.buildUnchecked();
        AwsClients.collectProfileFaults(settings, faults);
        Optional<Region> region = AwsClients.region(settings, Optional.empty(), faults);
        Faults.refuseIfAny("Lease store in KCL's table", faults);
        if (other == null) {
            throw new IllegalStateException("refused before");
        }
        return make(other, settings, region.orElseThrow());
    }

    private KclLeaseStore make(LeaseStore other, AwsSettings settings, Region region) {
        Duration callTimeout = settings.callTimeout().orElse(DynamoDbLeaseStoreBuilder.DEFAULT_CALL_TIMEOUT);
        ClosableCredentials credentials = AwsClients.credentials(settings, region, callTimeout);
        DynamoDbClient client = AwsClients.configure(
                        DynamoDbClient.builder(), settings, region, credentials, callTimeout, threads)
                .build();
        AwsErrors errors = new AwsErrors(
                "dynamodb",
                "KCL's table '" + table + "' for application '" + other.application() + "'",
                AwsClients.place(
                        settings, region, DynamoDbClient.serviceMetadata().endpointFor(region)));
        KclItem items = new KclItem(stream, initialPosition);
        Duration openTimeout = OPEN_CALL_TIMEOUT.compareTo(callTimeout) > 0 ? OPEN_CALL_TIMEOUT : callTimeout;
        return new KclLeaseStore(
                other,
                table,
                stream,
                client,
                credentials.release(),
                new CallPool("millrace-kcl-table", threads),
                new StoreFailures(errors),
                new DynamoDbTable(client, table, TableLayout.kcl(), creationAllowed, TABLE_PATIENCE, openTimeout),
                items,
                new KclWrites(client, table, items, initialPosition),
                new KclWorkers(client, other.application()),
                new LeaseSharing(failoverTime),
                leasesPerPage);
    }
}
