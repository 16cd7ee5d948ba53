package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.SubscriptionEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Events of SubscribeToShard, decoded without the SDK. */
class EventDecoderTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String DIGITS = "49590338271490256608559692538361571095921575989136588898";
    private static final byte[] DATA = new byte[70_000];

    @Test
    void findsAllThatAnEventHolds() {
        DATA[69_999] = 77;
        SubscriptionEvent event =
                decode("""
                {"SomethingNew": {"a": [1, {"b": null}]}, "Records": [
                   {"SequenceNumber": "%s", "ApproximateArrivalTimestamp": 1.749283750123E9, "Data": "b25l",
                    "PartitionKey": "Schl\\u00fcssel", "EncryptionType": null, "More": ["x"]},
                   {"Data": "%s", "PartitionKey": "ß", "SequenceNumber": "7", "ApproximateArrivalTimestamp": null}],
                 "ContinuationSequenceNumber": "%s", "MillisBehindLatest": 12345,
                 "ChildShards": [{"ShardId": "shardId-000000000007", "New": {},
                    "ParentShards": ["shardId-000000000001", "shardId-000000000002"],
                    "HashKeyRange": {"StartingHashKey": "0", "New": [], "EndingHashKey": "99"}}]}
                """.formatted(DIGITS, Base64.getEncoder().encodeToString(DATA), DIGITS));

        assertThat(event.behindLatest()).isEqualTo(Duration.ofMillis(12_345));
        assertThat(event.continuation()).contains(SequenceNumber.of(DIGITS));
        assertThat(event.children())
                .containsExactly(new ChildShard(
                        ShardId.ofOrdinal(7),
                        ImmutableList.of(ShardId.ofOrdinal(1), ShardId.ofOrdinal(2)),
                        HashKeyRange.of("0", "99")));
        StreamRecord first = event.records().get(0);
        assertThat(first.sequenceNumber()).hasToString(DIGITS);
        assertThat(first.partitionKey()).isEqualTo("Schlüssel");
        assertThat(first.dataAsText()).isEqualTo("one");
        assertThat(first.approximateArrival()).isEqualTo(Instant.parse("2025-06-07T08:09:10.123Z"));
        StreamRecord second = event.records().get(1);
        assertThat(second.partitionKey()).isEqualTo("ß");
        assertThat(second.data()).isEqualTo(ByteBuffer.wrap(DATA));
        assertThat(second.approximateArrival()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"Records\": null, \"ChildShards\": null, \"ContinuationSequenceNumber\": null}",
                "{\"Records\": [], \"MillisBehindLatest\": -1}",
            })
    void whatIsMissingIsEmpty(String json) {
        assertThat(decode(json))
                .isEqualTo(new SubscriptionEvent(
                        ImmutableList.of(), java.util.Optional.empty(), Duration.ZERO, ImmutableList.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"Records\": {}}",
                "{\"Records\": [7]}",
                "{\"Records\": [{}]}",
                "{\"Records\": [{\"SequenceNumber\": \"7\", \"PartitionKey\": \"a\", \"Data\": \"not*base64\"}]}",
                "{\"Records\": [{\"SequenceNumber\": \"7\", \"PartitionKey\": \"a\", \"Data\": 7}]}",
                "{\"Records\": [{\"SequenceNumber\": \"7\", \"PartitionKey\": \"a\", \"Data\": \"b25l",
                "{\"Records\": [{\"SequenceNumber\": 7, \"PartitionKey\": \"a\", \"Data\": \"\"}]}",
                "{\"MillisBehindLatest\": \"soon\"}",
                "{\"ContinuationSequenceNumber\": \"x\"}",
                "{\"ChildShards\": [{\"ShardId\": \"shardId-000000000007\"}]}",
                "{\"ChildShards\": [{\"ShardId\": \"shardId-000000000007\", \"HashKeyRange\": {}}]}",
            })
    void whatIsNoEventIsRefused(String json) {
        assertThatThrownBy(() -> decode(json)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void dataMayBeWrittenInEveryWayThatJsonAllows() {
        byte[] bytes = {(byte) 0xfb, (byte) 0xff, (byte) 0xbf, 7};
        for (String data : new String[] {"+/+/Bw==", "+\\/+\\/Bw==", "+\\u002f+/Bw=="}) {
            SubscriptionEvent event =
                    decode("{\"Records\": [ {\"SequenceNumber\": \"7\", \"PartitionKey\": \"a\", \"Data\" : \"" + data
                            + "\" } ]}");
            assertThat(event.records().get(0).data()).as(data).isEqualTo(ByteBuffer.wrap(bytes));
        }
        assertThat(decode("{\"Records\": [{\"Data\": \"\", \"SequenceNumber\": \"7\", \"PartitionKey\": \"a\"}]}")
                        .records()
                        .get(0)
                        .dataLength())
                .isZero();
    }

    @Test
    void readsWhatTheServiceSays() {
        assertThat(EventDecoder.said(message("{\"a\": {\"message\": \"no\"}, \"Message\": \"yes\"}")))
                .isEqualTo("yes");
        assertThat(EventDecoder.said(message("{}"))).isNull();
        assertThat(EventDecoder.said(message(""))).isNull();
    }

    private static SubscriptionEvent decode(String json) {
        return EventDecoder.decode(message(json), NOW);
    }

    private static EventMessage message(String json) {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put(":event-type", HeaderValue.fromString("SubscribeToShardEvent"));
        byte[] bytes = new Message(headers, json.getBytes(StandardCharsets.UTF_8))
                .toByteBuffer()
                .array();
        return EventMessage.of(bytes, bytes.length);
    }
}
