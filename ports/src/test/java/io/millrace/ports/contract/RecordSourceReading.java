package io.millrace.ports.contract;

import static io.millrace.ports.contract.Reading.ALL;
import static io.millrace.ports.contract.Reading.LATEST;
import static io.millrace.ports.contract.Reading.TRIM_HORIZON;
import static io.millrace.ports.contract.Reading.bytes;
import static io.millrace.ports.contract.Reading.iterator;
import static io.millrace.ports.contract.Reading.read;
import static io.millrace.ports.contract.Reading.readUp;
import static io.millrace.ports.contract.RecordSourceListing.MORE_THAN_A_TICK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.contract.StreamFixture.Placed;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reading an open shard: positions, order, limits, the tip. */
public interface RecordSourceReading extends RecordSourceHarness {
    @Test
    @DisplayName("Records come in order, with the data, partition key and sequence number they were put with")
    default void readsWhatWasPut() throws Exception {
        StreamFixture stream = stream(1);
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }
        List<String> keys = List.of("a", "b", "größe-数-🚰", "k".repeat(256), "a");
        List<byte[]> payloads =
                List.of(bytes("one"), everyByte, bytes("数🚰"), bytes("x".repeat(100_000)), bytes("one"));
        Instant before = now().minusSeconds(1);
        List<Placed> placed = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            placed.add(stream.put(keys.get(i), Optional.empty(), payloads.get(i)));
        }

        List<StreamRecord> records =
                readUp(stream.source(), only(stream), TRIM_HORIZON).records();

        assertEquals(keys, records.stream().map(StreamRecord::partitionKey).toList());
        for (int i = 0; i < records.size(); i++) {
            StreamRecord record = records.get(i);
            assertArrayEquals(payloads.get(i), record.dataCopy(), "payload " + i);
            assertEquals(placed.get(i).sequenceNumber(), record.sequenceNumber());
            assertEquals(0, record.position().subSequenceNumber());
            assertEquals(Optional.empty(), record.explicitHashKey());
            Instant arrival = record.approximateArrival();
            assertTrue(
                    arrival.isAfter(before) && arrival.isBefore(now().plusSeconds(1)),
                    () -> arrival + " is not when the record was put");
        }
        assertGrowing(records);
    }

    @Test
    @DisplayName("A record is read from the shard that its hash key belongs to")
    default void readsFromTheRightShard() throws Exception {
        StreamFixture stream = stream(4);
        List<Shard> shards = Reading.shards(stream.source(), ALL);
        for (Shard shard : shards) {
            BigInteger first = shard.hashKeyRange().start();
            BigInteger last = shard.hashKeyRange().end();
            assertEquals(
                    shard.id(),
                    stream.put("a", Optional.of(first), bytes("first of " + shard.id()))
                            .shard());
            assertEquals(
                    shard.id(),
                    stream.put("b", Optional.of(last), bytes("last of " + shard.id()))
                            .shard());
        }
        for (Shard shard : shards) {
            assertEquals(
                    List.of("first of " + shard.id(), "last of " + shard.id()),
                    readUp(stream.source(), shard.id(), TRIM_HORIZON).texts());
        }
    }

    @Test
    @DisplayName("The limit is respected, and no record is left out or repeated between answers")
    default void respectsTheLimit() throws Exception {
        StreamFixture stream = stream(1);
        List<String> texts = putTexts(stream, 25);
        String start = iterator(stream.source(), only(stream), TRIM_HORIZON);

        for (int limit : new int[] {1, 4, 25, 10_000}) {
            List<StreamRecord> records =
                    readUp(stream.source(), only(stream), start, limit).records();
            assertEquals(texts, Reading.texts(records), "with limit " + limit);
            assertGrowing(records);
        }
    }

    @Test
    @DisplayName("An iterator may be used again and reads the same")
    default void readsAgain() throws Exception {
        StreamFixture stream = stream(1);
        List<String> texts = putTexts(stream, 3);
        String start = iterator(stream.source(), only(stream), TRIM_HORIZON);

        assertEquals(texts, readUp(stream.source(), only(stream), start, 100).texts());
        assertEquals(texts, readUp(stream.source(), only(stream), start, 100).texts());
    }

    @Test
    @DisplayName("At the tip an answer is empty, zero behind, and goes on; what is put later is read from there")
    default void waitsAtTheTip() throws Exception {
        StreamFixture stream = stream(1);
        RecordSource source = stream.source();
        RecordsAnswer.Records atTip = read(source, only(stream), iterator(source, only(stream), TRIM_HORIZON), 100);
        assertEquals(List.of(), atTip.records());
        assertEquals(Duration.ZERO, atTip.behindLatest());
        assertFalse(atTip.nextIterator().isEmpty(), "an open shard goes on");

        List<String> texts = putTexts(stream, 2);

        String next = atTip.nextIterator().orElseThrow();
        assertEquals(texts, readUp(source, only(stream), next, 100).texts());
    }

    @Test
    @DisplayName("An answer tells how far it is behind the tip, and zero when it reached it")
    default void tellsItsLag() throws Exception {
        StreamFixture stream = stream(1);
        putTexts(stream, 2);
        pass(MORE_THAN_A_TICK);
        putTexts(stream, 1);
        RecordSource source = stream.source();

        RecordsAnswer.Records behind = read(source, only(stream), iterator(source, only(stream), TRIM_HORIZON), 2);
        Reading.ReadUp rest = readUp(source, only(stream), behind.nextIterator().orElseThrow(), 100);

        assertTrue(
                behind.behindLatest().compareTo(Duration.ZERO) > 0
                        && behind.behindLatest().compareTo(Duration.ofMinutes(1)) < 0,
                () -> "more is to come, but the answer is " + behind.behindLatest() + " behind");
        assertEquals(Duration.ZERO, rest.behindLatest());
    }

    @Test
    @DisplayName("LATEST reads what is put after the iterator was given")
    default void readsFromLatest() throws Exception {
        StreamFixture stream = stream(1);
        RecordSource source = stream.source();
        String onEmptyShard = iterator(source, only(stream), LATEST);
        stream.put("key", Optional.empty(), bytes("before"));
        String later = iterator(source, only(stream), LATEST);
        stream.put("key", Optional.empty(), bytes("after"));
        stream.put("key", Optional.empty(), bytes("after too"));

        assertEquals(
                List.of("before", "after", "after too"),
                readUp(source, only(stream), onEmptyShard, 100).texts());
        assertEquals(
                List.of("after", "after too"),
                readUp(source, only(stream), later, 100).texts());
    }

    @Test
    @DisplayName("AT_SEQUENCE_NUMBER reads from that record on, AFTER_SEQUENCE_NUMBER from the one behind it")
    default void readsFromASequenceNumber() throws Exception {
        StreamFixture stream = stream(1);
        List<Placed> placed = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            texts.add("text " + i);
            placed.add(stream.put("key", Optional.empty(), bytes("text " + i)));
        }
        for (int i = 0; i < 5; i++) {
            ReadPosition at = new ReadPosition.AtSequenceNumber(placed.get(i).sequenceNumber());
            ReadPosition after =
                    new ReadPosition.AfterSequenceNumber(placed.get(i).sequenceNumber());
            assertEquals(
                    texts.subList(i, 5),
                    readUp(stream.source(), only(stream), at).texts(),
                    "at the record of index " + i);
            assertEquals(
                    texts.subList(i + 1, 5),
                    readUp(stream.source(), only(stream), after).texts(),
                    "after the record of index " + i);
        }
    }

    @Test
    @DisplayName("AT_TIMESTAMP reads what arrived then or later")
    default void readsFromATimestamp() throws Exception {
        StreamFixture stream = stream(1);
        Instant beforeAll = now();
        pass(MORE_THAN_A_TICK);
        stream.put("key", Optional.empty(), bytes("early"));
        pass(MORE_THAN_A_TICK);
        Instant between = now();
        pass(MORE_THAN_A_TICK);
        stream.put("key", Optional.empty(), bytes("late"));
        pass(MORE_THAN_A_TICK);
        Instant afterAll = now();

        assertEquals(List.of("early", "late"), readFrom(stream, beforeAll));
        assertEquals(List.of("late"), readFrom(stream, between));
        assertEquals(List.of(), readFrom(stream, afterAll));
    }

    private static List<String> readFrom(StreamFixture stream, Instant timestamp) throws Exception {
        return readUp(stream.source(), only(stream), new ReadPosition.AtTimestamp(timestamp))
                .texts();
    }

    private static ShardId only(StreamFixture stream) {
        return Reading.shards(stream.source(), ALL).get(0).id();
    }

    private static List<String> putTexts(StreamFixture stream, int count) throws Exception {
        List<String> texts =
                IntStream.range(0, count).mapToObj(i -> "text " + i).toList();
        for (String text : texts) {
            stream.put("key", Optional.empty(), bytes(text));
        }
        return texts;
    }

    private static void assertGrowing(List<StreamRecord> records) {
        for (int i = 1; i < records.size(); i++) {
            int index = i;
            assertTrue(
                    records.get(i - 1).sequenceNumber().compareTo(records.get(i).sequenceNumber()) < 0,
                    () -> "sequence numbers do not grow at index " + index + " of " + records);
        }
    }
}
