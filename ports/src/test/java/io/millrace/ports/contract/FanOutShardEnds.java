package io.millrace.ports.contract;

import static io.millrace.ports.contract.Reading.ALL;
import static io.millrace.ports.contract.Reading.LATEST;
import static io.millrace.ports.contract.Reading.TRIM_HORIZON;
import static io.millrace.ports.contract.Reading.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.SubscriptionEvent;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Closed shards are pushed to their end, where their children are named. */
public interface FanOutShardEnds extends FanOutHarness {
    @Test
    @DisplayName("A split shard gives all its records, names its two children and ends in order")
    default void endsAtASplit() throws Exception {
        assumeTrue(endsClosedShards());
        StreamFixture stream = stream(1);
        ShardId parent = stream.put("a", Optional.empty(), bytes("one")).shard();
        stream.split(parent, RecordSourceListing.MIDDLE);

        for (ReadPosition position : List.of(TRIM_HORIZON, LATEST)) {
            Listening listening = toTheEnd(stream, parent, position);
            assertEquals(position.equals(LATEST) ? List.of() : List.of("one"), listening.texts());
            assertChildren(stream, parent, listening, 2);
        }
    }

    @Test
    @DisplayName("A shard that is closed under a subscription ends there")
    default void endsUnderASubscription() throws Exception {
        assumeTrue(endsClosedShards());
        StreamFixture stream = stream(2);
        FanOutSource fanOut = fanOut(stream);
        List<ShardId> parents = Reading.ids(Reading.shards(stream.source(), ALL));
        Open open = subscribe(fanOut, consumer(fanOut, "reader"), parents.get(0), TRIM_HORIZON);
        open.subscription().request(50);
        stream.put("a", Optional.of(java.math.BigInteger.ZERO), bytes("one"));
        stream.merge(parents.get(0), parents.get(1));

        await("the end", () -> open.listening().isEnded());

        assertEquals(Optional.empty(), open.listening().failure());
        assertEquals(List.of("one"), open.listening().texts());
        assertChildren(stream, parents.get(0), open.listening(), 1);
    }

    private Listening toTheEnd(StreamFixture stream, ShardId shard, ReadPosition position) throws Exception {
        FanOutSource fanOut = fanOut(stream);
        String name = "reader-" + position.getClass().getSimpleName();
        Open open = subscribe(fanOut, consumer(fanOut, name), shard, position);
        open.subscription().request(50);
        await("the end", () -> open.listening().isEnded());
        assertEquals(Optional.empty(), open.listening().failure());
        return open.listening();
    }

    private static void assertChildren(StreamFixture stream, ShardId parent, Listening listening, int count) {
        List<SubscriptionEvent> events = listening.events();
        SubscriptionEvent last = events.get(events.size() - 1);
        assertTrue(last.continuation().isEmpty(), "nothing is to be continued behind the end");
        events.subList(0, events.size() - 1)
                .forEach(event -> assertTrue(event.continuation().isPresent(), "it goes on until its end"));
        assertEquals(count, last.children().size());
        for (ChildShard child : last.children()) {
            Shard listed = Reading.shard(stream.source(), child.id());
            assertEquals(listed.hashKeyRange(), child.hashKeyRange());
            assertTrue(child.parents().contains(parent), () -> "a child of " + parent + ": " + child);
        }
    }
}
