package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableMap;
import io.millrace.adapters.aws.AwsFailure.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Looks at the lock of the leader among workers of the Kinesis Client Library (KCL) 3.x: up to 3.4 it is in a table named
 * after the application, later in the lease table. Its holder writes to it every 30 s. Reads only: GetItem.
 */
public final class KclLeaderLock {
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);
    private static final String NAME = "Leader";
    private static final String HOLDER = "ownerName";
    private static final String VERSION = "recordVersionNumber";

    private KclLeaderLock() {}

    /**
     * What stands in a lock.
     *
     * @param holder the worker that has it, or had it last
     * @param version another text after each sign of life
     */
    public record Held(String holder, String version) {}

    /** What was found. */
    public sealed interface Finding {
        /** @param lock as it stands there; empty when there is none, as with KCL 2.x */
        record Known(Optional<Held> lock) implements Finding {}

        /** @param explanation why nobody knows: what happened, what it means and what to do */
        record Unknown(String explanation) implements Finding {}
    }

    /**
     * Looks once. Blocks; nothing is tried again.
     *
     * @param aws how to reach DynamoDB
     * @param leaseTable KCL's lease table
     * @param application the application's name, after which KCL up to 3.4 names the table of its lock
     * @throws IllegalArgumentException naming every setting that is wrong
     */
    public static Finding look(AwsSettings aws, String leaseTable, String application) {
        List<String> faults = new ArrayList<>();
        AwsClients.collectProfileFaults(aws, faults);
        Optional<Region> region = AwsClients.region(aws, Optional.empty(), faults);
        Faults.refuseIfAny("Look for KCL's leader", faults);
        ClosableCredentials credentials = AwsClients.credentials(aws, region.orElseThrow(), CALL_TIMEOUT);
        String place = AwsClients.place(
                aws, region.orElseThrow(), DynamoDbClient.serviceMetadata().endpointFor(region.orElseThrow()));
        try (DynamoDbClient client = AwsClients.configure(
                        DynamoDbClient.builder(), aws, region.orElseThrow(), credentials, CALL_TIMEOUT, 1)
                .build()) {
            return in(client, leaseTable, KclAttributes.KEY, place)
                    .or(() -> in(client, application + "-CoordinatorState", "key", place))
                    .orElseGet(() -> new Finding.Known(Optional.empty()));
        } finally {
            credentials.release().run();
        }
    }

    /** Empty when there is no lock, or no such table. */
    private static Optional<Finding> in(DynamoDbClient client, String table, String key, String place) {
        try {
            Map<String, AttributeValue> item = client.getItem(request -> request.tableName(table)
                            .key(ImmutableMap.of(key, AttributeValue.fromS(NAME)))
                            .consistentRead(true))
                    .item();
            return item.containsKey(VERSION)
                    ? Optional.of(new Finding.Known(Optional.of(new Held(text(item, HOLDER), text(item, VERSION)))))
                    : Optional.empty();
        } catch (SdkException problem) {
            AwsFailure failure =
                    new AwsErrors("dynamodb", "KCL's table '" + table + "'", place).classify("GetItem", problem);
            return failure.reason() == Reason.NOT_FOUND
                    ? Optional.empty()
                    : Optional.of(new Finding.Unknown(failure.explanation()));
        }
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::s).orElse("");
    }
}
