package io.millrace.multilang.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LineEncoderTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<Integer> chunks = new ArrayList<>();
    private final ByteOutput out = new ByteOutput((bytes, count) -> {
        chunks.add(count);
        written.write(bytes, 0, count);
    });
    private final LineEncoder encoder = new LineEncoder(out, Generation.KCL_2);

    private String written() throws IOException {
        out.flush();
        String text = written.toString(StandardCharsets.UTF_8);
        written.reset();
        return text;
    }

    private static StreamRecord record(String number, long sub, String key, byte[] data) {
        return new StreamRecord(
                new RecordPosition(SequenceNumber.of(number), sub),
                key,
                Optional.empty(),
                Instant.ofEpochMilli(1_700_000_000_123L),
                data);
    }

    @Test
    void aBatchIsWrittenInTheOrderOfTheReference() throws IOException {
        encoder.processRecords(
                ImmutableList.of(record("4959", 2, "k", new byte[] {(byte) 0xff, (byte) 0xfb, 1, 2})),
                OptionalLong.of(0));
        assertThat(written())
                .isEqualTo("{\"action\":\"processRecords\",\"records\":[{\"data\":\"//sBAg==\",\"partitionKey\":\"k\","
                        + "\"sequenceNumber\":\"4959\",\"approximateArrivalTimestamp\":1700000000123,"
                        + "\"subSequenceNumber\":2,\"action\":\"record\"}],\"millisBehindLatest\":0}\n");
    }

    @Test
    void whatIsNotKnownIsNull() throws IOException {
        encoder.processRecords(ImmutableList.of(), OptionalLong.empty());
        encoder.checkpoint(CheckpointRequest.everything(), Optional.empty());
        assertThat(written())
                .isEqualTo("{\"action\":\"processRecords\",\"records\":[],\"millisBehindLatest\":null}\n"
                        + "{\"action\":\"checkpoint\",\"sequenceNumber\":null,\"subSequenceNumber\":null,"
                        + "\"error\":null}\n");
    }

    @Test
    void whereToBeginIsWritten() throws IOException {
        ShardId shard = new ShardId("shard\"\u00fc");
        encoder.initialize(shard, Checkpoint.at(new RecordPosition(SequenceNumber.of(7), 5)));
        encoder.initialize(ShardId.ofOrdinal(1), Checkpoint.atTimestamp(Instant.EPOCH));
        assertThat(written())
                .isEqualTo("{\"action\":\"initialize\",\"shardId\":\"shard\\\"\\u00fc\",\"sequenceNumber\":\"7\","
                        + "\"subSequenceNumber\":5}\n{\"action\":\"initialize\",\"shardId\":\"shardId-000000000001\","
                        + "\"sequenceNumber\":\"AT_TIMESTAMP\",\"subSequenceNumber\":0}\n");
    }

    @Test
    void everyTextIsAsciiAndReadBackAsItWas() throws IOException {
        StringBuilder all = new StringBuilder("\ud83d\ude00\u2028\u0085\u00e9");
        for (char character = 0; character < 0x100; character++) {
            all.append(character);
        }
        encoder.processRecords(ImmutableList.of(record("1", 0, all.toString(), new byte[0])), OptionalLong.of(1));
        String line = written();

        assertThat(line.chars().limit(line.length() - 1)).allMatch(character -> character >= ' ' && character < 0x7f);
        JsonNode record = new JsonMapper().readTree(line).get("records").get(0);
        assertThat(record.get("partitionKey").asString()).isEqualTo(all.toString());
        assertThat(record.get("data").asString()).isEmpty();
    }

    @Test
    void payloadsOfAnyLengthAreBase64() throws IOException {
        Random random = new Random(7);
        List<StreamRecord> records = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int length = 0; length < 300; length++) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            records.add(record(Integer.toString(length), 0, "k", data));
            expected.add(Base64.getEncoder().encodeToString(data));
        }
        encoder.processRecords(records, OptionalLong.of(1));

        List<String> data = new ArrayList<>();
        new JsonMapper()
                .readTree(written())
                .get("records")
                .forEach(record -> data.add(record.get("data").asString()));
        assertThat(data).isEqualTo(expected);
    }

    @Test
    void aLargeBatchIsPassedOnInPieces() throws IOException {
        StreamRecord record =
                record("49680471796282105015582667651722857943277285705724723234", 0, "k", new byte[1_000]);
        StreamRecord large = record("1", 0, "k", new byte[1 << 20]);
        List<StreamRecord> records = new ArrayList<>(java.util.Collections.nCopies(5_000, record));
        records.add(large);
        records.add(record);
        encoder.processRecords(records, OptionalLong.of(1));

        assertThat(new JsonMapper().readTree(written()).get("records").size()).isEqualTo(5_002);
        assertThat(chunks.stream().filter(count -> count > ByteOutput.CHUNK_BYTES))
                .hasSize(1);
    }

    @Test
    void numbersOfEveryLengthAreWritten() throws IOException {
        StringBuilder expected = new StringBuilder();
        for (long number = 1; number > 0 && number < Long.MAX_VALUE / 10; number *= 10) {
            for (long near = number - 1; near <= number + 1; near++) {
                out.reserve(20);
                out.putDecimal(near);
                expected.append(near);
            }
        }
        for (long number : new long[] {Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
            out.reserve(20);
            out.putDecimal(number);
            expected.append(number);
        }
        assertThat(written()).isEqualTo(expected.toString());
    }
}
