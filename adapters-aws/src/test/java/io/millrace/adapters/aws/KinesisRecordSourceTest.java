package io.millrace.adapters.aws;

import static io.millrace.adapters.aws.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import io.millrace.ports.source.SourceFailure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the contract kit does not ask: ARNs, long listings, and what stands in the requests. */
@ExtendWith(LocalServers.class)
class KinesisRecordSourceTest {
    private static final ShardFilter ALL = new ShardFilter.All();

    private final LocalKinesis kinesis;
    private final String stream = "source-" + UUID.randomUUID();
    private final List<RecordSource> sources = new ArrayList<>();

    KinesisRecordSourceTest(LocalKinesis kinesis) {
        this.kinesis = kinesis;
    }

    @AfterEach
    void close() {
        sources.forEach(RecordSource::close);
        kinesis.deleteStream(stream);
    }

    @Test
    void readsAStreamByItsArn() {
        kinesis.createStream(stream, 1);
        String arn = answer(
                        DescribeAnswer.Described.class,
                        source(stream, Optional.empty()).describe())
                .identity()
                .arn();
        kinesis.put(stream, "key", "text".getBytes(StandardCharsets.UTF_8));
        RecordSource byArn = source(arn, Optional.empty());

        ListShardsAnswer.Page page = answer(ListShardsAnswer.Page.class, byArn.listShards(ALL, Optional.empty()));
        ShardId shard = page.shards().get(0).id();
        String iterator = answer(IteratorAnswer.Given.class, byArn.iterator(shard, new ReadPosition.TrimHorizon()))
                .iterator();
        RecordsAnswer.Records records = answer(RecordsAnswer.Records.class, byArn.records(shard, iterator, 10));

        assertThat(byArn.streamName()).isEqualTo(stream);
        assertThat(records.records())
                .singleElement()
                .satisfies(record -> assertThat(record.dataAsText()).isEqualTo("text"));
        assertThat(answer(DescribeAnswer.Described.class, byArn.describe())
                        .identity()
                        .name())
                .isEqualTo(stream);
    }

    @Test
    void listsMoreThanAHundredShardsOverPages() {
        kinesis.createStream(stream, 250);

        assertThat(shards(source(stream, Optional.of(100)))).isEqualTo(250);
        assertThat(shards(source(stream, Optional.empty()))).isEqualTo(250);
    }

    @Test
    void sendsTheTokenAloneAndTheArnIfOneWasGiven() {
        try (ScriptedHttp server =
                new ScriptedHttp(request -> ScriptedHttp.cborError(400, "LimitExceededException", "no"))) {
            RecordSource source = remembered(
                    KinesisRecordSource.builder().stream("arn:aws:kinesis:us-east-1:123456789012:stream/words")
                            .aws(server.settings())
                            .aws(aws -> aws.userAgentSuffix("my-app")));
            ShardId shard = ShardId.ofOrdinal(0);
            answer(DescribeAnswer.Failed.class, source.describe());
            answer(ListShardsAnswer.Failed.class, source.listShards(ALL, Optional.empty()));
            answer(IteratorAnswer.Failed.class, source.iterator(shard, new ReadPosition.Latest()));
            answer(RecordsAnswer.Failed.class, source.records(shard, "iterator", 10));
            assertThat(server.requests()).hasSize(4).allSatisfy(request -> {
                assertThat(request.body()).contains("StreamARN", "stream/words").doesNotContain("StreamName");
                assertThat(request.headers().get("content-type")).contains("cbor");
                assertThat(request.headers().get("user-agent")).contains("millrace my-app");
            });

            answer(
                    ListShardsAnswer.Failed.class,
                    source.listShards(new ShardFilter.OpenAt(Instant.EPOCH), Optional.of("token")));
            assertThat(server.requests().get(4).body())
                    .contains("NextToken", "token")
                    .doesNotContain("StreamARN")
                    .doesNotContain("ShardFilter");
        }
    }

    @Test
    void aStreamThatIsBeingCreatedIsNotThereYet() {
        Map<String, ?> summary =
                Map.of("StreamName", "words", "StreamARN", "arn", "StreamStatus", "CREATING", "OpenShardCount", 0);
        try (ScriptedHttp server =
                new ScriptedHttp(request -> ScriptedHttp.cbor(200, Map.of("StreamDescriptionSummary", summary)))) {
            RecordSource source =
                    remembered(KinesisRecordSource.builder().stream("words").aws(server.settings()));

            SourceFailure failure =
                    answer(DescribeAnswer.Failed.class, source.describe()).failure();

            assertThat(failure.kind()).isEqualTo(SourceFailure.Kind.UNAVAILABLE);
            assertThat(failure.explanation()).contains("'words' is still being created");
        }
    }

    private static int shards(RecordSource source) {
        List<Shard> shards = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            ListShardsAnswer.Page page = answer(ListShardsAnswer.Page.class, source.listShards(ALL, token));
            shards.addAll(page.shards());
            token = page.nextPageToken();
        } while (token.isPresent());
        return (int) shards.stream().map(Shard::id).distinct().count();
    }

    private RecordSource source(String nameOrArn, Optional<Integer> pageSize) {
        KinesisRecordSourceBuilder builder =
                KinesisRecordSource.builder().stream(nameOrArn).aws(kinesis.settings());
        pageSize.ifPresent(builder::shardsPerPage);
        return remembered(builder);
    }

    private RecordSource remembered(KinesisRecordSourceBuilder builder) {
        RecordSource source = builder.build();
        sources.add(source);
        return source;
    }
}
