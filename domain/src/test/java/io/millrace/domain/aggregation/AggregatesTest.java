package io.millrace.domain.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.HashKeys;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.StreamRecord;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AggregatesTest {
    private static final BigInteger HALF = BigInteger.ONE.shiftLeft(127);
    private static final HashKeyRange LOWER = new HashKeyRange(BigInteger.ZERO, HALF.subtract(BigInteger.ONE));

    private static StreamRecord record(byte[] data) {
        return new StreamRecord(
                RecordPosition.of(SequenceNumber.of(7)),
                "outer",
                Optional.empty(),
                Instant.ofEpochMilli(1_700_000_000_123L),
                data);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theBytesAreThoseOfTheProducerLibrary() throws Exception {
        // F3899AC2, then: key table entry "a"; hash key table entry "5"; record with key 0, hash key 0 and payload
        // "bc".
        byte[] built = new AggregateBuilder()
                .add("a", Optional.of(BigInteger.valueOf(5)), text("bc"))
                .build();
        String message = "0a0161" + "120135" + "1a08" + "0800" + "1000" + "1a026263";
        assertThat(HexFormat.of().formatHex(built, 0, built.length - 16)).isEqualTo("f3899ac2" + message);

        assertThat(HexFormat.of().formatHex(built, built.length - 16, built.length))
                .isEqualTo(HexFormat.of()
                        .formatHex(java.security.MessageDigest.getInstance("MD5")
                                .digest(HexFormat.of().parseHex(message))));
    }

    @Test
    void packedRecordsKeepTheirOrderTheirKeysAndTheArrivalOfTheAggregate() throws Exception {
        StreamRecord aggregate = record(new AggregateBuilder()
                .add("a", text("first"))
                .add("b", Optional.of(BigInteger.TEN), text(""))
                .add("a", text("third"))
                .build());

        assertThat(Aggregates.isAggregate(aggregate)).isTrue();
        Aggregates.Apart apart = Aggregates.takeApart(aggregate, HashKeyRange.WHOLE);

        assertThat(apart.siblings()).isZero();
        assertThat(apart.records()).extracting(StreamRecord::dataAsText).containsExactly("first", "", "third");
        assertThat(apart.records()).extracting(StreamRecord::partitionKey).containsExactly("a", "b", "a");
        assertThat(apart.records())
                .extracting(StreamRecord::explicitHashKey)
                .containsExactly(Optional.empty(), Optional.of("10"), Optional.empty());
        assertThat(apart.records())
                .extracting(packed -> packed.position().toString())
                .containsExactly("7", "7/1", "7/2");
        assertThat(apart.records())
                .extracting(StreamRecord::approximateArrival)
                .containsOnly(aggregate.approximateArrival());
    }

    @Test
    void aPackedPayloadIsReadInEveryWayFromItsPlaceInTheAggregate() throws Exception {
        StreamRecord packed = Aggregates.takeApart(
                        record(new AggregateBuilder()
                                .add("a", text("before"))
                                .add("b", text("payload"))
                                .build()),
                        HashKeyRange.WHOLE)
                .records()
                .get(1);
        byte[] copied = new byte[9];
        packed.copyDataTo(copied, 1);
        byte[] digits = new byte[12];
        int count = packed.encodeBase64(digits);

        assertThat(packed.dataLength()).isEqualTo(7);
        assertThat(packed.sizeBytes()).isEqualTo(8);
        assertThat(packed.dataCopy()).isEqualTo(text("payload"));
        assertThat(StandardCharsets.UTF_8.decode(packed.data()).toString()).isEqualTo("payload");
        assertThat(packed.data().position()).isZero();
        assertThat(new String(copied, 1, 7, StandardCharsets.UTF_8)).isEqualTo("payload");
        assertThat(new String(digits, 0, count, StandardCharsets.US_ASCII)).isEqualTo("cGF5bG9hZA==");
    }

    @Test
    void aRecordOfASiblingShardIsLeftOutAndTheOthersStay() throws Exception {
        assertThat(LOWER.contains(HashKeys.of("b"))).isFalse();
        assertThat(LOWER.contains(HashKeys.of("a"))).isTrue();
        StreamRecord aggregate = record(new AggregateBuilder()
                .add("a", text("ours"))
                .add("b", text("the sibling's"))
                .add("b", Optional.of(BigInteger.ONE), text("ours by its explicit hash key"))
                .add("a", Optional.of(HALF), text("the sibling's too"))
                .add("a", text("ours again"))
                .build());

        Aggregates.Apart apart = Aggregates.takeApart(aggregate, LOWER);

        assertThat(apart.siblings()).isEqualTo(2);
        assertThat(apart.records())
                .extracting(StreamRecord::dataAsText)
                .containsExactly("ours", "ours by its explicit hash key", "ours again");
        assertThat(apart.records())
                .extracting(packed -> packed.position().subSequenceNumber())
                .containsExactly(0L, 2L, 4L);
    }

    @Test
    void whatOnlyBeginsLikeAnAggregateIsNone() {
        assertThat(Aggregates.isAggregate(record(text("plain")))).isFalse();
        assertThat(Aggregates.isAggregate(record(new byte[0]))).isFalse();
        byte[] chance = new byte[40];
        System.arraycopy(AggregateFormat.MAGIC, 0, chance, 0, 4);
        chance[4] = 'x';
        assertThat(Aggregates.isAggregate(record(chance))).isFalse();
        assertThat(Aggregates.isAggregate(record(AggregateFormat.MAGIC))).isFalse();
    }

    @Test
    void aDamagedAggregateIsNamedAndLeftInItsPlaceAsItCame() {
        byte[] damaged =
                new AggregateBuilder().add("a", text("a secret payload")).build();
        damaged[damaged.length - 20] ^= 1;
        StreamRecord corrupt = record(damaged);
        StreamRecord plain = record(text("plain"));

        assertThatThrownBy(() -> Aggregates.takeApart(corrupt, HashKeyRange.WHOLE))
                .isInstanceOf(CorruptAggregateException.class)
                .hasMessageContaining("MD5")
                .hasMessageNotContaining("secret");
        Aggregates.Apart all = Aggregates.takeAllApart(ImmutableList.of(plain, corrupt), HashKeyRange.WHOLE);
        assertThat(all.records()).hasSize(2);
        assertThat(all.records().get(0)).isSameAs(plain);
        assertThat(all.records().get(1).corruption()).contains("its MD5 is another than it says");
        assertThat(all.records().get(1).dataCopy()).isEqualTo(damaged);
    }

    @Test
    void aMessageThatDoesNotHoldTogetherIsCorruptAlthoughItsDigestIsRight() {
        for (String message : ImmutableList.of(
                "0a0161" + "1a05" + "0801" + "1a0162", // key 1 of a table of 1
                "0a0161" + "1a03" + "1a0162", // no key
                "0a0161" + "1a02" + "0800", // no payload
                "0a7f61", // breaks off
                "0a0161" + "1a09" + "0800" + "1a0162", // breaks off inside a record
                "0a01ff" + "1a05" + "0800" + "1a0162", // a key that is no text
                "0a0161" + "120178" + "1a07" + "0800" + "1000" + "1a0162")) { // a hash key "x"
            byte[] body = HexFormat.of().parseHex(message);
            java.nio.ByteBuffer data = java.nio.ByteBuffer.allocate(4 + body.length + 16);
            data.put(AggregateFormat.MAGIC).put(body).put(AggregateFormat.digest(java.nio.ByteBuffer.wrap(body)));
            StreamRecord record = record(data.array());

            assertThat(Aggregates.isAggregate(record) || body.length == 3).isTrue();
            assertThatThrownBy(() -> Aggregates.takeApart(record, HashKeyRange.WHOLE))
                    .as(message)
                    .isInstanceOf(CorruptAggregateException.class);
        }
    }

    @Test
    void unknownFieldsAndTagsAreSkipped() throws Exception {
        byte[] body = HexFormat.of().parseHex("0a0161" + "2801" + "1a0a" + "0800" + "1a0162" + "22030a0178" + "");
        java.nio.ByteBuffer data = java.nio.ByteBuffer.allocate(4 + body.length + 16);
        data.put(AggregateFormat.MAGIC).put(body).put(AggregateFormat.digest(java.nio.ByteBuffer.wrap(body)));

        assertThat(Aggregates.takeApart(record(data.array()), HashKeyRange.WHOLE)
                        .records())
                .extracting(StreamRecord::dataAsText)
                .containsExactly("b");
    }
}
