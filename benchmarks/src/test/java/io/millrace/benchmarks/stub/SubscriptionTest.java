package io.millrace.benchmarks.stub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** Enhanced fan-out of the stub as the SDK's client has it. */
class SubscriptionTest {
    private static final String STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/shards-2-bytes-1024";
    private static final StartingPosition OLDEST =
            StartingPosition.builder().type(ShardIteratorType.TRIM_HORIZON).build();
    private static final KinesisStub STUB = KinesisStub.start();
    private static final KinesisAsyncClient CLIENT = KinesisAsyncClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .endpointOverride(STUB.endpoint())
            .build();

    @AfterAll
    static void close() {
        CLIENT.close();
        STUB.close();
    }

    @Test
    void hasWhicheverConsumerIsNamed() {
        String arn = CLIENT.registerStreamConsumer(
                        request -> request.streamARN(STREAM).consumerName("reader"))
                .join()
                .consumer()
                .consumerARN();
        assertThat(arn).startsWith(STREAM + "/consumer/reader:");
        assertThat(CLIENT.describeStreamConsumer(request -> request.consumerARN(arn))
                        .join()
                        .consumerDescription())
                .satisfies(consumer -> {
                    assertThat(consumer.consumerStatus()).isEqualTo(ConsumerStatus.ACTIVE);
                    assertThat(consumer.streamARN()).isEqualTo(STREAM);
                    assertThat(consumer.consumerName()).isEqualTo("reader");
                });
    }

    @Test
    void pushesRecordAfterRecordAndGoesOnBehindAContinuation() throws Exception {
        List<SubscribeToShardEvent> first = events("shardId-000000000001", OLDEST, 8);
        StartingPosition behind = StartingPosition.builder()
                .type(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                .sequenceNumber(first.get(7).continuationSequenceNumber())
                .build();
        List<String> read = new ArrayList<>();
        first.forEach(
                event -> event.records().stream().map(Record::sequenceNumber).forEach(read::add));
        assertThat(first.get(7).continuationSequenceNumber()).isEqualTo(read.get(read.size() - 1));
        events("shardId-000000000001", behind, 2)
                .forEach(event ->
                        event.records().stream().map(Record::sequenceNumber).forEach(read::add));
        assertThat(read).hasSize(10 * 512).isSorted().doesNotHaveDuplicates();
        assertThat(first.get(0).records()).allSatisfy(record -> {
            assertThat(record.data().asByteArrayUnsafe()).hasSize(1024);
            assertThat(record.partitionKey()).startsWith("key-");
            assertThat(record.approximateArrivalTimestamp()).isNotNull();
        });
    }

    @Test
    void refusesAShardThatIsNotThere() {
        assertThatThrownBy(() -> events("shardId-000000000002", OLDEST, 1)).hasMessageContaining("no shard 2");
    }

    /** The first events of a subscription, which is then given up. */
    private static List<SubscribeToShardEvent> events(String shardId, StartingPosition from, int wanted)
            throws Exception {
        List<SubscribeToShardEvent> events = new ArrayList<>();
        CompletableFuture<List<SubscribeToShardEvent>> enough = new CompletableFuture<>();
        CLIENT.subscribeToShard(
                        request -> request.consumerARN(STREAM + "/consumer/reader:1767225600")
                                .shardId(shardId)
                                .startingPosition(from),
                        SubscribeToShardResponseHandler.builder()
                                .subscriber(() -> new First(events, wanted, enough))
                                .onError(enough::completeExceptionally)
                                .build())
                .exceptionally(problem -> null);
        return enough.get(20, TimeUnit.SECONDS);
    }

    private record First(
            List<SubscribeToShardEvent> events, int wanted, CompletableFuture<List<SubscribeToShardEvent>> enough)
            implements Subscriber<SubscribeToShardEventStream> {
        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(wanted);
            enough.whenComplete((done, problem) -> subscription.cancel());
        }

        @Override
        public void onNext(SubscribeToShardEventStream event) {
            events.add((SubscribeToShardEvent) event);
            if (events.size() == wanted) {
                enough.complete(List.copyOf(events));
            }
        }

        @Override
        public void onError(Throwable problem) {
            enough.completeExceptionally(problem);
        }

        @Override
        public void onComplete() {}
    }
}
