package io.millrace.adapters.aws;

import static io.millrace.adapters.aws.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.ScriptedHttp.Reply;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.SourceFailure;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;

/** Records on their way round the SDK's decoder, and through it where that is needed. */
class RecordsInterceptorTest {
    private final ScriptedHttp server = new ScriptedHttp(request -> ScriptedHttp.cborError(500, "Unused", "?"));
    private final KinesisRecordSource source =
            KinesisRecordSource.builder().stream("words").aws(server.settings()).build();

    @AfterEach
    void close() {
        source.close();
        server.close();
    }

    @Test
    void anAnswerIsTheSameWhoeverDecodesIt() {
        Map<String, Object> known = answerOf(RecordsDecoderTest.record(bytes("data")));
        RecordsAnswer.Records taken = read(ScriptedHttp.cbor(200, CborWriter.withEnds(known)));
        RecordsAnswer.Records bySdk = read(ScriptedHttp.cbor(200, withTextInPieces(CborWriter.withEnds(known))));

        assertThat(bySdk).usingRecursiveComparison().isEqualTo(taken);
        assertThat(taken.records()).hasSize(1);
    }

    @Test
    void theSdkGetsAnAnswerWithoutRecords() {
        server.script(request ->
                ScriptedHttp.cbor(200, CborWriter.withEnds(answerOf(RecordsDecoderTest.record(bytes("data"))))));
        RecordsInterceptor.Taken taken = new RecordsInterceptor.Taken(Instant.EPOCH);
        try (KinesisClient client = KinesisClient.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(server.endpoint())
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .overrideConfiguration(all -> all.addExecutionInterceptor(new RecordsInterceptor()))
                .build()) {
            GetRecordsResponse rest = client.getRecords(request -> request.shardIterator("iterator")
                    .overrideConfiguration(call -> call.putExecutionAttribute(RecordsInterceptor.TAKEN, taken)));

            assertThat(rest.records()).isEmpty();
            assertThat(taken.answer().orElseThrow().records()).hasSize(1);
        }
    }

    @Test
    void anAnswerThatBreaksOffIsAFailureThatMayPass() {
        byte[] body = CborWriter.withEnds(answerOf(RecordsDecoderTest.record(new byte[100_000])));
        server.script(request -> ScriptedHttp.brokenCbor(body, 50_000));

        SourceFailure failure = answer(
                        RecordsAnswer.Failed.class, source.records(ShardId.ofOrdinal(0), "iterator", 100))
                .failure();

        assertThat(failure.kind()).isEqualTo(SourceFailure.Kind.UNAVAILABLE);
        assertThat(read(ScriptedHttp.cbor(200, body)).records())
                .as("the next read")
                .hasSize(1);
    }

    @Test
    void garbageIsAFailure() {
        server.script(request -> ScriptedHttp.cbor(200, bytes("garbage")));

        assertThat(answer(RecordsAnswer.Failed.class, source.records(ShardId.ofOrdinal(0), "iterator", 100))
                        .failure()
                        .kind())
                .isEqualTo(SourceFailure.Kind.UNAVAILABLE);
    }

    private static Map<String, Object> answerOf(Map<String, Object> record) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("Records", List.of(record));
        answer.put("NextShardIterator", "next");
        answer.put("MillisBehindLatest", 5);
        return answer;
    }

    private RecordsAnswer.Records read(Reply reply) {
        server.script(request -> reply);
        return answer(RecordsAnswer.Records.class, source.records(ShardId.ofOrdinal(0), "iterator", 100));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Puts a last member into the map, a text that comes in pieces: our reader does not know that, the SDK's does. */
    private static byte[] withTextInPieces(byte[] map) {
        byte[] member = {0x61, 'x', 0x7f, 0x61, 'y', (byte) 0xff, (byte) 0xff};
        byte[] longer = Arrays.copyOf(map, map.length - 1 + member.length);
        System.arraycopy(member, 0, longer, map.length - 1, member.length);
        return longer;
    }
}
