package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.adapters.aws.CborReader.NotUnderstoodException;
import io.millrace.ports.source.RecordsAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of GetRecords, taken apart without the SDK. */
class RecordsDecoderTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant ARRIVAL = Instant.parse("2025-06-07T08:09:10.123Z");
    private static final String DIGITS = "49590338271490256608559692538361571095921575989136588898";

    static Map<String, Object> record(byte[] data) {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("SequenceNumber", DIGITS);
        record.put("ApproximateArrivalTimestamp", ARRIVAL);
        record.put("Data", data);
        record.put("PartitionKey", "Schlüssel");
        record.put("EncryptionType", Optional.empty());
        return record;
    }

    private static Map<String, Object> fullAnswer() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("Records", List.of(record(bytes("one")), record(new byte[70_000])));
        answer.put("NextShardIterator", "iterator");
        answer.put("MillisBehindLatest", 12_345);
        answer.put(
                "ChildShards",
                List.of(Map.of(
                        "ShardId", "shardId-000000000007",
                        "ParentShards", List.of("shardId-000000000001", "shardId-000000000002"),
                        "HashKeyRange", Map.of("StartingHashKey", "0", "EndingHashKey", "99"))));
        answer.put("SomethingNew", List.of(1, -70_000, 2.5, "text", Map.of("a", Optional.empty()), bytes("more")));
        return answer;
    }

    static Stream<byte[]> bothForms() {
        return Stream.of(CborWriter.withSizes(fullAnswer()), CborWriter.withEnds(fullAnswer()));
    }

    @ParameterizedTest
    @MethodSource("bothForms")
    void findsAllThatAnAnswerHolds(byte[] body) throws Exception {
        RecordsAnswer.Records answer = RecordsDecoder.decode(body, body.length, NOW);

        assertThat(answer.records()).hasSize(2);
        assertThat(answer.records().get(0).dataAsText()).isEqualTo("one");
        assertThat(answer.records().get(0).partitionKey()).isEqualTo("Schlüssel");
        assertThat(answer.records().get(0).sequenceNumber()).hasToString(DIGITS);
        assertThat(answer.records().get(0).approximateArrival()).isEqualTo(ARRIVAL);
        assertThat(answer.records().get(1).dataLength()).isEqualTo(70_000);
        assertThat(answer.nextIterator()).contains("iterator");
        assertThat(answer.behindLatest()).isEqualTo(Duration.ofMillis(12_345));
        assertThat(answer.children()).singleElement().satisfies(child -> {
            assertThat(child.id().value()).isEqualTo("shardId-000000000007");
            assertThat(child.parents())
                    .extracting("value")
                    .containsExactly("shardId-000000000001", "shardId-000000000002");
            assertThat(child.hashKeyRange().toString()).contains("99");
        });
    }

    @Test
    void theEndOfAClosedShardHasNoIterator() throws Exception {
        byte[] body = CborWriter.withEnds(Map.of("Records", List.of(), "NextShardIterator", Optional.empty()));

        RecordsAnswer.Records answer = RecordsDecoder.decode(body, body.length, NOW);

        assertThat(answer.records()).isEmpty();
        assertThat(answer.nextIterator()).isEmpty();
        assertThat(answer.behindLatest()).isZero();
    }

    @Test
    void aTimeMayBeAFloatOrMissing() throws Exception {
        Map<String, Object> asFloat = record(bytes("1"));
        asFloat.put("ApproximateArrivalTimestamp", (double) ARRIVAL.toEpochMilli());
        Map<String, Object> without = record(bytes("2"));
        without.remove("ApproximateArrivalTimestamp");
        byte[] body = CborWriter.withSizes(Map.of("Records", List.of(asFloat, without)));

        assertThat(RecordsDecoder.decode(body, body.length, NOW).records())
                .extracting("approximateArrival")
                .containsExactly(ARRIVAL, NOW);
    }

    @Test
    void aRecordWithoutDataIsNotUnderstood() {
        Map<String, Object> empty = record(bytes("1"));
        empty.remove("Data");
        byte[] body = CborWriter.withSizes(Map.of("Records", List.of(empty)));

        assertThatThrownBy(() -> RecordsDecoder.decode(body, body.length, NOW))
                .isInstanceOf(NotUnderstoodException.class);
    }

    @ParameterizedTest
    @MethodSource("bothForms")
    void whatIsCutOffIsNotUnderstood(byte[] body) {
        for (int length = 0; length < body.length; length += length < 400 || length > 70_400 ? 1 : 997) {
            int cut = length;
            assertThatThrownBy(() -> RecordsDecoder.decode(body, cut, NOW))
                    .as("the first %d bytes", cut)
                    .isInstanceOf(NotUnderstoodException.class);
        }
    }

    /** A damaged answer may be read wrongly, as any decoder would; it is never more than not understood. */
    @ParameterizedTest
    @MethodSource("bothForms")
    void damageThrowsNothingElse(byte[] body) {
        Random random = new Random(7);
        int refused = 0;
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = Arrays.copyOf(body, 600);
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            refused += isRefused(damaged) ? 1 : 0;
        }
        assertThat(refused).isPositive();
    }

    private static boolean isRefused(byte[] body) {
        try {
            RecordsDecoder.decode(body, body.length, NOW);
            return false;
        } catch (NotUnderstoodException expected) {
            return true;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
