package io.millrace.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.adapters.aws.AwsSettings;
import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.adapters.aws.KinesisRecordWriter;
import io.millrace.adapters.aws.KinesisRecordWriter.NewRecord;
import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.engine.ConsumedStream;
import io.millrace.engine.KinesisConsumer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalServers.class)
@DisplayName("Two streams of one application on kinesis-local, with leases in DynamoDB Local")
final class SeveralStreamsOnKinesisTest {
    private static final String ORDERS = "orders-of-two";
    private static final String VISITS = "visits-of-two";

    private final Set<String> ordered = ConcurrentHashMap.newKeySet();
    private final Set<String> visited = ConcurrentHashMap.newKeySet();

    @Test
    @DisplayName("loses nothing of either while one of two workers takes a stream up and the other leaves it out")
    void losesNothing(LocalKinesis kinesis, LocalDynamoDb dynamoDb) throws Exception {
        kinesis.createStream(ORDERS, 2);
        kinesis.createStream(VISITS, 2);
        AwsSettings aws = kinesis.settings();
        put(aws, ORDERS, 0, 100);
        put(aws, VISITS, 0, 100);
        try (KinesisRecordSource orders = source(aws, ORDERS);
                KinesisRecordSource visits = source(aws, VISITS);
                DynamoDbLeaseStore leases = leases(dynamoDb);
                DynamoDbLeaseStore leasesOfSecond = leases(dynamoDb);
                KinesisConsumer first = consumer(leases, "first", orders);
                KinesisConsumer second = consumer(leasesOfSecond, "second", orders)) {
            first.start().toCompletableFuture().get(60, TimeUnit.SECONDS);
            second.start();
            first.addStream(visits(visits)).toCompletableFuture().get(60, TimeUnit.SECONDS);
            awaitAll(100);

            second.addStream(visits(visits)).toCompletableFuture().get(60, TimeUnit.SECONDS);
            first.removeStream(VISITS).toCompletableFuture().get(60, TimeUnit.SECONDS);
            put(aws, ORDERS, 100, 200);
            put(aws, VISITS, 100, 200);
            awaitAll(200);
        }
    }

    private void awaitAll(int count) {
        await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
            assertThat(ordered).hasSize(count);
            assertThat(visited).hasSize(count);
        });
    }

    private static DynamoDbLeaseStore leases(LocalDynamoDb dynamoDb) {
        return DynamoDbLeaseStore.builder()
                .application("several-streams")
                .table("several-streams")
                .aws(dynamoDb.settings())
                .build();
    }

    private KinesisConsumer consumer(DynamoDbLeaseStore leases, String worker, KinesisRecordSource orders) {
        return KinesisConsumer.builder()
                .leaseStore(leases)
                .recordSource(orders)
                .workerId(worker)
                .processor(batch -> batch.records().forEach(record -> ordered.add(record.dataAsText())))
                .build();
    }

    private ConsumedStream visits(KinesisRecordSource visits) {
        return ConsumedStream.of(visits)
                .processor(batch -> batch.records().forEach(record -> visited.add(record.dataAsText())));
    }

    private static KinesisRecordSource source(AwsSettings aws, String stream) {
        return KinesisRecordSource.builder().stream(stream).aws(aws).build();
    }

    private static void put(AwsSettings aws, String stream, int from, int to) {
        try (KinesisRecordWriter writer = KinesisRecordWriter.open(stream, aws)) {
            assertThat(writer.put(IntStream.range(from, to)
                            .mapToObj(n -> new NewRecord(
                                    "key-" + n, Integer.toString(n).getBytes(StandardCharsets.UTF_8)))
                            .toList()))
                    .allMatch(outcome -> outcome.shard().isPresent());
        }
    }
}
