package io.millrace.app.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordFormatTest {
    private static final ShardId SHARD = ShardId.ofOrdinal(3);
    private static final byte[] NO_TEXT = {(byte) 0xff, 0, 1};

    private static StreamRecord record(String key, byte[] data) {
        return new StreamRecord(
                new RecordPosition(SequenceNumber.of(17), 0),
                key,
                Optional.empty(),
                Instant.parse("2026-01-31T12:00:00.5Z"),
                data);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aLineOfTextHasColumns() {
        assertThat(RecordFormat.TEXT.format(SHARD, record("key", utf8("Mühle"))))
                .isEqualTo("shardId-000000000003\t2026-01-31T12:00:00.500Z\tkey\tMühle");
    }

    @Test
    void whatBreaksALineIsEscaped() {
        assertThat(RecordFormat.TEXT.format(SHARD, record("a\tb", utf8("one\r\ntwo\\"))))
                .endsWith("\ta\\tb\tone\\r\\ntwo\\\\");
    }

    @Test
    void whatIsNoTextIsGivenInBase64() {
        assertThat(RecordFormat.TEXT.format(SHARD, record("key", NO_TEXT))).endsWith("\tbase64:/wAB");
        assertThat(RecordFormat.JSON.format(SHARD, record("key", NO_TEXT))).endsWith("\"base64\":\"/wAB\"}");
    }

    @Test
    void aLineOfJsonHasEverything() {
        assertThat(RecordFormat.JSON.format(SHARD, record("key", utf8("say \"mill\"\n"))))
                .isEqualTo("{\"shard\":\"shardId-000000000003\",\"sequenceNumber\":\"17\","
                        + "\"arrival\":\"2026-01-31T12:00:00.500Z\",\"partitionKey\":\"key\","
                        + "\"text\":\"say \\\"mill\\\"\\n\"}");
    }

    @Test
    void anAggregatedRecordHasItsIndexAndItsHashKey() {
        StreamRecord aggregated = new StreamRecord(
                new RecordPosition(SequenceNumber.of(17), 4),
                "key",
                Optional.of("99"),
                Instant.parse("2026-01-31T12:00:00Z"),
                utf8("x"));

        assertThat(RecordFormat.JSON.format(SHARD, aggregated))
                .contains("\"subSequenceNumber\":4", "\"explicitHashKey\":\"99\"");
    }
}
