package io.millrace.ports.contract;

import static io.millrace.ports.contract.Answers.answer;
import static io.millrace.ports.contract.Reading.ALL;
import static io.millrace.ports.contract.Reading.ids;
import static io.millrace.ports.contract.Reading.shards;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.ShardFilter;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Listing shards: lineage, ranges, filters and pages. */
public interface RecordSourceListing extends RecordSourceHarness {
    /** Longer than the coarsest clock that a service puts on its shards and records: the second. */
    Duration MORE_THAN_A_TICK = Duration.ofMillis(1_100);

    BigInteger MIDDLE = BigInteger.ONE.shiftLeft(127);

    @Test
    @DisplayName("The shards of a new stream are open, have no parents and share the whole hash key space")
    default void listsNewShards() throws Exception {
        List<Shard> shards = shards(stream(5).source(), ALL);

        assertEquals(5, shards.size());
        assertShareTheKeySpace(shards);
        for (Shard shard : shards) {
            assertTrue(shard.isOpen(), () -> shard + " is not open");
            assertEquals(List.of(), shard.parents());
        }
    }

    @Test
    @DisplayName("A split closes the parent; its two children name it and share its keys at the key given")
    default void listsASplit() throws Exception {
        StreamFixture stream = stream(1);
        Shard parent = shards(stream.source(), ALL).get(0);
        BigInteger cut = BigInteger.TWO.pow(100);

        stream.split(parent.id(), cut);

        assertEquals(3, shards(stream.source(), ALL).size());
        assertClosed(stream.source(), parent);
        List<Shard> children = children(stream.source(), parent.id());
        assertEquals(2, children.size());
        for (Shard child : children) {
            assertTrue(child.isOpen(), () -> child + " is not open");
            assertEquals(Optional.of(parent.id()), child.parent());
            assertEquals(Optional.empty(), child.adjacentParent());
        }
        assertEquals(
                new HashKeyRange(BigInteger.ZERO, cut.subtract(BigInteger.ONE)),
                children.get(0).hashKeyRange());
        assertEquals(
                new HashKeyRange(cut, HashKeyRange.MAXIMUM_KEY), children.get(1).hashKeyRange());
    }

    @Test
    @DisplayName("A merge closes both parents; the child names them, the first one first, and serves the keys of both")
    default void listsAMerge() throws Exception {
        StreamFixture stream = stream(2);
        List<Shard> parents = shards(stream.source(), ALL);
        ShardId first = parents.get(1).id();
        ShardId second = parents.get(0).id();

        stream.merge(first, second);

        assertEquals(3, shards(stream.source(), ALL).size());
        parents.forEach(parent -> assertClosed(stream.source(), parent));
        List<Shard> children = children(stream.source(), first);
        assertEquals(1, children.size());
        Shard child = children.get(0);
        assertTrue(child.isOpen(), () -> child + " is not open");
        assertEquals(List.of(first, second), child.parents());
        assertEquals(Optional.of(second), child.adjacentParent());
        assertEquals(HashKeyRange.WHOLE, child.hashKeyRange());
    }

    @Test
    @DisplayName("A child's sequence numbers begin after its parent's end, over several generations")
    default void numbersGenerations() throws Exception {
        StreamFixture stream = stream(1);
        ShardId first = shards(stream.source(), ALL).get(0).id();
        stream.put("key", Optional.empty(), Reading.bytes("text"));
        stream.split(first, MIDDLE);
        List<Shard> second = children(stream.source(), first);
        stream.merge(second.get(0).id(), second.get(1).id());

        List<Shard> all = shards(stream.source(), ALL);
        assertEquals(4, all.size());
        for (Shard child : all) {
            for (ShardId parentId : child.parents()) {
                Shard parent = Reading.shard(stream.source(), parentId);
                assertTrue(
                        parent.endingSequenceNumber().orElseThrow().compareTo(child.startingSequenceNumber()) < 0,
                        () -> child + " begins before its parent ended: " + parent);
            }
        }
    }

    @Test
    @DisplayName("A listing of the shards open at a moment shows what was open then")
    default void listsWhatWasOpen() throws Exception {
        StreamFixture stream = stream(1);
        Shard parent = shards(stream.source(), ALL).get(0);
        pass(MORE_THAN_A_TICK);
        Instant beforeSplit = now();
        pass(MORE_THAN_A_TICK);
        stream.split(parent.id(), MIDDLE);
        List<ShardId> children = ids(children(stream.source(), parent.id()));
        pass(MORE_THAN_A_TICK);
        Instant afterSplit = now();

        assertEquals(List.of(parent.id()), ids(shards(stream.source(), new ShardFilter.OpenAt(beforeSplit))));
        assertEquals(children, ids(shards(stream.source(), new ShardFilter.OpenAt(afterSplit))));
    }

    @Test
    @DisplayName("A listing over several pages shows every shard once, with and without a filter")
    default void listsPages() throws Exception {
        int count = listPageSize().isPresent() ? 3 * listPageSize().getAsInt() + 1 : 120;
        StreamFixture stream = stream(count);
        pass(MORE_THAN_A_TICK);

        List<Shard> shards = shards(stream.source(), ALL);

        assertEquals(count, shards.size());
        assertShareTheKeySpace(shards);
        assertEquals(shards, shards(stream.source(), new ShardFilter.OpenAt(now())));
        listPageSize().ifPresent(size -> {
            List<ListShardsAnswer.Page> pages = Reading.pages(stream.source(), ALL);
            assertTrue(pages.size() >= 4, count + " shards came on " + pages.size() + " pages");
            pages.forEach(page -> assertTrue(page.shards().size() <= size, "a page is longer than " + size));
        });
    }

    @Test
    @DisplayName("A page token that no page gave is met by an answer, not by an exception")
    default void survivesOtherTokens() throws Exception {
        answer(stream(1).source().listShards(ALL, Optional.of("no page gave this")));
    }

    private static void assertClosed(RecordSource source, Shard before) {
        Shard now = Reading.shard(source, before.id());
        assertNotEquals(Optional.empty(), now.endingSequenceNumber());
        assertTrue(
                now.endingSequenceNumber().orElseThrow().compareTo(now.startingSequenceNumber()) >= 0,
                () -> now + " ends before it begins");
        assertEquals(
                before,
                new Shard(
                        now.id(),
                        now.parent(),
                        now.adjacentParent(),
                        now.hashKeyRange(),
                        now.startingSequenceNumber(),
                        Optional.empty()));
    }

    /** The shards that name this one as a parent, in the order of their keys. */
    private static List<Shard> children(RecordSource source, ShardId parent) {
        return shards(source, ALL).stream()
                .filter(shard -> shard.parents().contains(parent))
                .sorted(Comparator.comparing(Shard::hashKeyRange))
                .toList();
    }

    private static void assertShareTheKeySpace(List<Shard> shards) {
        BigInteger next = BigInteger.ZERO;
        List<HashKeyRange> ranges =
                shards.stream().map(Shard::hashKeyRange).sorted().toList();
        for (HashKeyRange range : ranges) {
            assertEquals(next, range.start(), () -> "a hole or an overlap in " + ranges);
            next = range.end().add(BigInteger.ONE);
        }
        assertEquals(HashKeyRange.MAXIMUM_KEY.add(BigInteger.ONE), next);
    }
}
