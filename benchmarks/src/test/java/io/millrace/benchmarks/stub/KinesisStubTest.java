package io.millrace.benchmarks.stub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The stub as its readers see it: by Millrace's source over HTTP/1.1, by the SDK's other client over HTTP/2. */
class KinesisStubTest {
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    private static final KinesisStub STUB = KinesisStub.start();

    @AfterAll
    static void close() {
        STUB.close();
    }

    @Test
    void describesTheStreamThatItsNameTells() {
        try (RecordSource source = source(new StreamShape(4, 100))) {
            assertThat(answer(source.describe()))
                    .isInstanceOfSatisfying(
                            DescribeAnswer.Described.class,
                            described -> assertThat(described.identity().name()).isEqualTo("shards-4-bytes-100"));
            assertThat(answer(source.listShards(new ShardFilter.All(), Optional.empty())))
                    .isInstanceOfSatisfying(
                            ListShardsAnswer.Page.class,
                            page -> assertThat(page.shards()).hasSize(4));
        }
    }

    @Test
    void givesRecordAfterRecordWithoutPauseOrEnd() {
        try (RecordSource source = source(new StreamShape(2, 1024))) {
            ShardId shard = new ShardId("shardId-000000000001");
            String iterator = iterator(source, shard, new ReadPosition.TrimHorizon());
            List<SequenceNumber> read = new ArrayList<>();
            for (int answers = 0; answers < 4; answers++) {
                RecordsAnswer.Records records = records(source, shard, iterator);
                assertThat(records.records()).hasSize(10_000);
                assertThat(records.behindLatest()).isGreaterThan(Duration.ZERO);
                assertThat(records.records())
                        .allSatisfy(
                                record -> assertThat(record.data().remaining()).isEqualTo(1024));
                records.records().forEach(record -> read.add(record.position().sequenceNumber()));
                iterator = records.nextIterator().orElseThrow();
            }
            assertThat(read).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void goesOnBehindACheckpoint() {
        try (RecordSource source = source(new StreamShape(1, 100))) {
            ShardId shard = new ShardId("shardId-000000000000");
            ImmutableList<StreamRecord> first = records(
                            source, shard, iterator(source, shard, new ReadPosition.TrimHorizon()))
                    .records();
            SequenceNumber checkpoint = first.get(4).position().sequenceNumber();
            assertThat(firstOf(source, shard, new ReadPosition.AfterSequenceNumber(checkpoint)))
                    .isEqualTo(first.get(5).position());
            assertThat(firstOf(source, shard, new ReadPosition.AtSequenceNumber(checkpoint)))
                    .isEqualTo(first.get(4).position());
        }
    }

    @Test
    void speaksTheHttpOfTheKinesisClientLibrary() {
        try (KinesisAsyncClient client = KinesisAsyncClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .endpointOverride(STUB.endpoint())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP2))
                .build()) {
            String iterator = client.getShardIterator(request -> request.streamName("shards-1-bytes-1024")
                            .shardId("shardId-000000000000")
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .join()
                    .shardIterator();
            List<String> read = new ArrayList<>();
            for (int answers = 0; answers < 3; answers++) {
                String next = iterator;
                GetRecordsResponse response = client.getRecords(
                                request -> request.shardIterator(next).limit(10_000))
                        .join();
                response.records().stream().map(Record::sequenceNumber).forEach(read::add);
                iterator = response.nextShardIterator();
            }
            assertThat(read).hasSize(30_000).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void refusesAStreamThatItsNameDoesNotTell() {
        assertThatThrownBy(() -> new StreamShape(0, 1)).hasMessage("shards: 0 is not 1 to 1000");
        try (RecordSource source = source("orders")) {
            assertThat(answer(source.describe()))
                    .isInstanceOfSatisfying(
                            DescribeAnswer.Failed.class,
                            failed -> assertThat(failed.failure().toString()).contains("no stream 'orders'"));
        }
    }

    private static RecordSource source(StreamShape shape) {
        return source(shape.streamName());
    }

    private static RecordSource source(String stream) {
        return KinesisRecordSource.builder().stream(stream)
                .aws(aws -> aws.region("us-east-1").endpoint(STUB.endpoint()).credentials(CREDENTIALS))
                .build();
    }

    private static String iterator(RecordSource source, ShardId shard, ReadPosition position) {
        return ((IteratorAnswer.Given) answer(source.iterator(shard, position))).iterator();
    }

    private static RecordPosition firstOf(RecordSource source, ShardId shard, ReadPosition position) {
        return records(source, shard, iterator(source, shard, position))
                .records()
                .get(0)
                .position();
    }

    private static RecordsAnswer.Records records(RecordSource source, ShardId shard, String iterator) {
        return (RecordsAnswer.Records) answer(source.records(shard, iterator, 10_000));
    }

    private static <A> A answer(CompletionStage<A> stage) {
        return stage.toCompletableFuture().join();
    }
}
