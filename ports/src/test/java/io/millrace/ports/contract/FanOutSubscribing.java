package io.millrace.ports.contract;

import static io.millrace.ports.contract.Reading.ALL;
import static io.millrace.ports.contract.Reading.LATEST;
import static io.millrace.ports.contract.Reading.TRIM_HORIZON;
import static io.millrace.ports.contract.Reading.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.SourceFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Subscriptions push records as they are asked to. */
public interface FanOutSubscribing extends FanOutHarness {
    @Test
    @DisplayName("Nothing is pushed before it is asked for, and nothing more than was asked for")
    default void heedsDemand() throws Exception {
        StreamFixture stream = stream(1);
        FanOutSource fanOut = fanOut(stream);
        String consumer = consumer(fanOut, "reader");
        ShardId shard = stream.put("a", Optional.empty(), bytes("one")).shard();

        Open open = subscribe(fanOut, consumer, shard, TRIM_HORIZON);
        pass(Duration.ofMillis(1_500));
        assertEquals(List.of(), open.listening().events());

        open.subscription().request(1);
        await("an event", () -> !open.listening().events().isEmpty());
        stream.put("b", Optional.empty(), bytes("two"));
        pass(Duration.ofMillis(1_500));
        assertEquals(1, open.listening().events().size());

        open.subscription().request(20);
        await("the second record", () -> open.listening().texts().contains("two"));
        assertEquals(List.of("one", "two"), open.listening().texts());
        open.subscription().cancel();
    }

    @Test
    @DisplayName("Records come as they were put, with their keys, numbers and times")
    default void pushesRecords() throws Exception {
        StreamFixture stream = stream(1);
        FanOutSource fanOut = fanOut(stream);
        String consumer = consumer(fanOut, "reader");
        byte[] data = {0, -1, 10, 127, -128};
        StreamFixture.Placed placed = stream.put("the key", Optional.empty(), data);

        Open open = subscribe(fanOut, consumer, placed.shard(), TRIM_HORIZON);
        open.subscription().request(20);
        await("the record", () -> !open.listening().records().isEmpty());

        StreamRecord record = open.listening().records().get(0);
        assertEquals("the key", record.partitionKey());
        assertEquals(placed.sequenceNumber(), record.sequenceNumber());
        assertEquals(0, record.position().subSequenceNumber());
        assertEquals(List.of(data.length, data[4]), List.of(record.dataLength(), record.dataCopy()[4]));
        Duration age = Duration.between(record.approximateArrival(), now()).abs();
        assertTrue(age.compareTo(Duration.ofMinutes(1)) < 0, () -> "arrived " + age + " ago");
        open.subscription().cancel();
    }

    @Test
    @DisplayName("Each position begins where it says")
    default void beginsAtPositions() throws Exception {
        StreamFixture stream = stream(1);
        FanOutSource fanOut = fanOut(stream);
        stream.put("a", Optional.empty(), bytes("one"));
        pass(Duration.ofMillis(50));
        Instant beforeTwo = now();
        pass(Duration.ofMillis(50));
        StreamFixture.Placed two = stream.put("a", Optional.empty(), bytes("two"));
        stream.put("a", Optional.empty(), bytes("three"));

        List<ReadPosition> positions = List.of(
                TRIM_HORIZON,
                new ReadPosition.AtTimestamp(beforeTwo),
                new ReadPosition.AtSequenceNumber(two.sequenceNumber()),
                new ReadPosition.AfterSequenceNumber(two.sequenceNumber()),
                LATEST);
        List<Open> all = new java.util.ArrayList<>();
        for (int reader = 0; reader < positions.size(); reader++) {
            Open open = subscribe(fanOut, consumer(fanOut, "reader-" + reader), two.shard(), positions.get(reader));
            open.subscription().request(50);
            all.add(open);
        }
        pass(Duration.ofSeconds(2)); // an emulator takes the position when it first looks
        stream.put("a", Optional.empty(), bytes("four"));

        List<String> texts = List.of("one", "two", "three", "four");
        int[] first = {0, 1, 1, 2, 3};
        for (int reader = 0; reader < positions.size(); reader++) {
            Listening listening = all.get(reader).listening();
            await("four from " + positions.get(reader), () -> listening.texts().contains("four"));
            assertEquals(texts.subList(first[reader], 4), listening.texts(), positions.get(reader)::toString);
            all.get(reader).subscription().cancel();
        }
    }

    @Test
    @DisplayName("Each shard has subscriptions of its own, and each consumer too")
    default void keepsShardsAndConsumersApart() throws Exception {
        StreamFixture stream = stream(2);
        FanOutSource fanOut = fanOut(stream);
        List<ShardId> shards = Reading.ids(Reading.shards(stream.source(), ALL));
        stream.put("a", Optional.of(java.math.BigInteger.ZERO), bytes("lower"));
        stream.put("a", Optional.of(io.millrace.domain.stream.HashKeyRange.MAXIMUM_KEY), bytes("upper"));
        for (String reader : List.of("one", "other")) {
            String consumer = consumer(fanOut, reader);
            Open lower = subscribe(fanOut, consumer, shards.get(0), TRIM_HORIZON);
            Open upper = subscribe(fanOut, consumer, shards.get(1), TRIM_HORIZON);
            lower.subscription().request(10);
            upper.subscription().request(10);
            await(
                    "both",
                    () -> !lower.listening().records().isEmpty()
                            && !upper.listening().records().isEmpty());
            assertEquals(List.of("lower"), lower.listening().texts());
            assertEquals(List.of("upper"), upper.listening().texts());
            lower.subscription().cancel();
            upper.subscription().cancel();
        }
    }

    @Test
    @DisplayName("A listener is told nothing after it cancelled")
    default void fallsSilentWhenCancelled() throws Exception {
        StreamFixture stream = stream(1);
        FanOutSource fanOut = fanOut(stream);
        String consumer = consumer(fanOut, "reader");
        ShardId shard = stream.put("a", Optional.empty(), bytes("one")).shard();
        Open open = subscribe(fanOut, consumer, shard, TRIM_HORIZON);
        open.subscription().request(20);
        await("an event", () -> !open.listening().records().isEmpty());

        open.subscription().cancel();
        open.subscription().cancel();
        int told = open.listening().events().size();
        stream.put("a", Optional.empty(), bytes("two"));
        open.subscription().request(1);
        pass(Duration.ofMillis(1_500));

        assertTrue(open.listening().events().size() - told <= 1, "more than what was on its way");
        assertFalse(open.listening().texts().contains("two"));
        assertFalse(open.listening().isEnded());
    }

    @Test
    @DisplayName("What does not exist cannot be subscribed to")
    default void missesWhatDoesNotExist() throws Exception {
        assumeTrue(missesTheUnknown());
        StreamFixture stream = stream(1);
        FanOutSource fanOut = fanOut(stream);
        String consumer = consumer(fanOut, "reader");
        ShardId shard = Reading.shards(stream.source(), ALL).get(0).id();

        assertEquals(
                SourceFailure.Kind.NOT_FOUND,
                refusal(fanOut, consumer, ShardId.ofOrdinal(987_654)).kind());
        assertEquals(
                SourceFailure.Kind.NOT_FOUND,
                refusal(fanOut, consumer.replaceAll("[0-9]+$", "1"), shard).kind());
        stream.delete();
        assertEquals(
                SourceFailure.Kind.NOT_FOUND, refusal(fanOut, consumer, shard).kind());
    }
}
