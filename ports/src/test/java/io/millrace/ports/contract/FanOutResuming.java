package io.millrace.ports.contract;

import static io.millrace.ports.contract.Reading.LATEST;
import static io.millrace.ports.contract.Reading.TRIM_HORIZON;
import static io.millrace.ports.contract.Reading.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.SubscriptionEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One subscription follows another. */
public interface FanOutResuming extends FanOutHarness {
    @Test
    @DisplayName("The continuation of an event goes on right after its records")
    default void goesOnAfterRecords() throws Exception {
        StreamFixture stream = stream(1);
        FanOutSource fanOut = fanOut(stream);
        String consumer = consumer(fanOut, "reader");
        ShardId shard = stream.put("a", Optional.empty(), bytes("one")).shard();
        Open before = subscribe(fanOut, consumer, shard, TRIM_HORIZON);
        SubscriptionEvent event = eventWithRecords(before);
        before.subscription().cancel();
        stream.put("a", Optional.empty(), bytes("two"));

        assertEquals(List.of("two"), rest(fanOut, consumer, shard, event));
    }

    @Test
    @DisplayName("An event without records has a continuation too, and skips nothing that comes later")
    default void goesOnAfterNothing() throws Exception {
        StreamFixture stream = stream(1);
        FanOutSource fanOut = fanOut(stream);
        String consumer = consumer(fanOut, "reader");
        ShardId shard = stream.put("a", Optional.empty(), bytes("one")).shard();
        Open before = subscribe(fanOut, consumer, shard, LATEST);
        before.subscription().request(1);
        await("an event", () -> !before.listening().events().isEmpty());
        SubscriptionEvent event = before.listening().events().get(0);
        assertEquals(List.of(), event.records());
        assertEquals(Duration.ZERO, event.behindLatest());
        before.subscription().cancel();
        stream.put("a", Optional.empty(), bytes("two"));

        assertEquals(List.of("two"), rest(fanOut, consumer, shard, event));
    }

    @Test
    @DisplayName("A second subscription is refused while the first one is young, and later ends it")
    default void takesTurns() throws Exception {
        StreamFixture stream = stream(1);
        FanOutSource fanOut = fanOut(stream);
        String consumer = consumer(fanOut, "reader");
        ShardId shard = stream.put("a", Optional.empty(), bytes("one")).shard();
        Open first = subscribe(fanOut, consumer, shard, TRIM_HORIZON);
        first.subscription().request(100);

        SourceFailure failure = refusal(fanOut, consumer, shard);
        assertEquals(SourceFailure.Kind.IN_USE, failure.kind(), failure.explanation());
        await("the first goes on", () -> first.listening().texts().contains("one"));

        if (takesOver()) {
            pass(TAKE_OVER);
            Open second = reading(fanOut, consumer, shard, TRIM_HORIZON, 100);
            assertEquals(List.of("one"), second.listening().texts());
            await("the first is over", () -> first.listening().isEnded());
            assertTrue(
                    first.listening()
                            .failure()
                            .filter(why -> why.kind() != SourceFailure.Kind.IN_USE)
                            .isEmpty(),
                    "ended in order, or as in use");
            second.subscription().cancel();
        }
        first.subscription().cancel();
    }

    private SubscriptionEvent eventWithRecords(Open open) throws Exception {
        open.subscription().request(1);
        while (open.listening().records().isEmpty()) {
            int seen = open.listening().events().size();
            await(
                    "an event",
                    () -> open.listening().events().size() > seen
                            || !open.listening().records().isEmpty());
            if (open.listening().records().isEmpty()) {
                open.subscription().request(1);
            }
        }
        List<SubscriptionEvent> events = open.listening().events();
        return events.get(events.size() - 1);
    }

    private List<String> rest(FanOutSource fanOut, String consumer, ShardId shard, SubscriptionEvent event)
            throws Exception {
        Open after = reading(
                fanOut,
                consumer,
                shard,
                new ReadPosition.AfterSequenceNumber(event.continuation().orElseThrow()),
                20);
        after.subscription().cancel();
        return after.listening().texts();
    }
}
