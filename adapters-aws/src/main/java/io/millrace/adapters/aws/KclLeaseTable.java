package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
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
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Looks whether the Kinesis Client Library (KCL) has kept leases under a name. It names its table after the application
 * unless it is told otherwise, with the partition key {@code leaseKey} and no sort key. Reads only: DescribeTable and Scan.
 */
public final class KclLeaseTable {
    private static final String KEY = "leaseKey";
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 4;
    private static final int MOST_PAGES = 20;
    private static final ImmutableSet<Reason> PASSING =
            ImmutableSet.of(Reason.THROTTLED, Reason.NOT_SENT, Reason.UNANSWERED, Reason.BUSY);
    private static final ImmutableSet<String> SENTINELS = ImmutableSet.of("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP");

    private final DynamoDbClient client;
    private final String table;
    private final AwsErrors errors;
    private final Duration pause;

    private KclLeaseTable(DynamoDbClient client, String table, AwsErrors errors, Duration pause) {
        this.client = client;
        this.table = table;
        this.errors = errors;
        this.pause = pause;
    }

    /**
     * Looks at the table. Blocks: a call that fails for a reason that may pass is made again, for some seconds.
     *
     * @param aws how to reach DynamoDB
     * @param table where KCL would keep its leases; by default it takes the application's name
     * @throws IllegalArgumentException naming every setting that is wrong
     */
    public static KclFinding look(AwsSettings aws, String table) throws InterruptedException {
        return look(aws, table, PAUSE);
    }

    static KclFinding look(AwsSettings aws, String table, Duration pause) throws InterruptedException {
        List<String> faults = new ArrayList<>();
        AwsClients.collectProfileFaults(aws, faults);
        Optional<Region> region = AwsClients.region(aws, Optional.empty(), faults);
        Faults.refuseIfAny("Look for KCL's lease table", faults);
        ClosableCredentials credentials = AwsClients.credentials(aws, region.orElseThrow(), CALL_TIMEOUT);
        try (DynamoDbClient client = AwsClients.configure(
                        DynamoDbClient.builder(), aws, region.orElseThrow(), credentials, CALL_TIMEOUT, 1)
                .build()) {
            String place = AwsClients.place(
                    aws, region.orElseThrow(), DynamoDbClient.serviceMetadata().endpointFor(region.orElseThrow()));
            return new KclLeaseTable(client, table, new AwsErrors("dynamodb", "table '" + table + "'", place), pause)
                    .look();
        } finally {
            credentials.release().run();
        }
    }

    private KclFinding look() throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return describe();
            } catch (FailedException failed) {
                if (failed.failure().reason() == Reason.NOT_FOUND) {
                    return new KclFinding.Absent();
                }
                if (attempt == ATTEMPTS || !PASSING.contains(failed.failure().reason())) {
                    return new KclFinding.Unknown(failed.failure().explanation());
                }
            }
            Thread.sleep(pause.toMillis());
        }
    }

    private KclFinding describe() throws FailedException {
        List<KeySchemaElement> key;
        try {
            key = client.describeTable(request -> request.tableName(table))
                    .table()
                    .keySchema();
        } catch (SdkException problem) {
            AwsFailure failure = errors.classify("DescribeTable", problem);
            if (failure.reason() == Reason.REFUSED) {
                return count();
            }
            throw new FailedException(failure);
        }
        boolean kcl = key.size() == 1 && key.get(0).attributeName().equals(KEY);
        return kcl ? count() : new KclFinding.Other();
    }

    /** Reads what is there; also where the description may not be read, because a scan tells the two tables apart too. */
    private KclFinding count() throws FailedException {
        Tally tally = new Tally();
        ScanRequest.Builder request = ScanRequest.builder()
                .tableName(table)
                .projectionExpression("leaseKey, leaseOwner, #position, leaseCounter")
                .expressionAttributeNames(Map.of("#position", "checkpoint"));
        boolean complete = false;
        for (int page = 0; page < MOST_PAGES && !complete; page++) {
            ScanResponse answer = scan(request.build());
            answer.items().forEach(tally::add);
            complete = !answer.hasLastEvaluatedKey();
            request.exclusiveStartKey(answer.lastEvaluatedKey());
        }
        return tally.foreign > 0 && tally.total == 0
                ? new KclFinding.Other()
                : new KclFinding.Found(tally.leases(complete));
    }

    private ScanResponse scan(ScanRequest request) throws FailedException {
        try {
            return client.scan(request);
        } catch (SdkException problem) {
            throw new FailedException(errors.classify("Scan", problem));
        }
    }

    /** Counts items; a table of KCL 3.5 also holds some that are no leases, without a checkpoint. */
    private static final class Tally {
        private int total;
        private int finished;
        private int positioned;
        private int waiting;
        private int foreign;
        private final ImmutableSortedSet.Builder<String> owners = ImmutableSortedSet.naturalOrder();

        void add(Map<String, AttributeValue> item) {
            AttributeValue checkpoint = item.get("checkpoint");
            if (!item.containsKey(KEY) || checkpoint == null || checkpoint.s() == null) {
                foreign += item.containsKey(KEY) ? 0 : 1;
                return;
            }
            total++;
            if (checkpoint.s().equals("SHARD_END")) {
                finished++;
            } else if (SENTINELS.contains(checkpoint.s())) {
                waiting++;
            } else {
                positioned++;
            }
            Optional.ofNullable(item.get("leaseOwner")).map(AttributeValue::s).ifPresent(owners::add);
        }

        KclLeases leases(boolean complete) {
            return new KclLeases(total, finished, positioned, waiting, owners.build(), complete);
        }
    }

    private static final class FailedException extends Exception {
        private static final long serialVersionUID = 1;

        private final transient AwsFailure failure;

        FailedException(AwsFailure failure) {
            super(failure.explanation());
            this.failure = failure;
        }

        AwsFailure failure() {
            return failure;
        }
    }
}
