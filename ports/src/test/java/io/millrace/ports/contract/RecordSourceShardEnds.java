package io.millrace.ports.contract;

import static io.millrace.ports.contract.Reading.ALL;
import static io.millrace.ports.contract.Reading.LATEST;
import static io.millrace.ports.contract.Reading.TRIM_HORIZON;
import static io.millrace.ports.contract.Reading.bytes;
import static io.millrace.ports.contract.Reading.iterator;
import static io.millrace.ports.contract.Reading.readUp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reading closed shards to their end, where their children are named. */
public interface RecordSourceShardEnds extends RecordSourceHarness {
    @Test
    @DisplayName("A split shard gives all its records, then ends and names its two children")
    default void endsAtASplit() throws Exception {
        StreamFixture stream = stream(1);
        ShardId parent = Reading.shards(stream.source(), ALL).get(0).id();
        stream.put("a", Optional.empty(), bytes("one"));
        stream.put("b", Optional.empty(), bytes("two"));
        stream.split(parent, RecordSourceListing.MIDDLE);
        stream.put("a", Optional.empty(), bytes("three"));

        Reading.ReadUp all = readUp(stream.source(), parent, TRIM_HORIZON);

        assertEquals(List.of("one", "two"), all.texts());
        assertEnd(stream.source(), all, 2);
        for (ChildShard child : all.last().children()) {
            assertEquals(List.of(parent), child.parents());
        }
    }

    @Test
    @DisplayName("A closed shard ends behind its last record, not before, when it is read one by one")
    default void endsOneByOne() throws Exception {
        StreamFixture stream = stream(1);
        ShardId parent = Reading.shards(stream.source(), ALL).get(0).id();
        stream.put("a", Optional.empty(), bytes("one"));
        stream.put("b", Optional.empty(), bytes("two"));
        stream.put("c", Optional.empty(), bytes("three"));
        stream.split(parent, RecordSourceListing.MIDDLE);

        Reading.ReadUp all = readUp(stream.source(), parent, iterator(stream.source(), parent, TRIM_HORIZON), 1);

        assertEquals(List.of("one", "two", "three"), all.texts());
        assertEnd(stream.source(), all, 2);
    }

    @Test
    @DisplayName("Records that are put after a split are read from the children")
    default void goesOnInTheChildren() throws Exception {
        StreamFixture stream = stream(1);
        ShardId parent = Reading.shards(stream.source(), ALL).get(0).id();
        stream.put("a", Optional.of(BigInteger.ZERO), bytes("before"));
        stream.split(parent, RecordSourceListing.MIDDLE);
        stream.put("a", Optional.of(BigInteger.ZERO), bytes("lower"));
        stream.put("a", Optional.of(HashKeyRange.MAXIMUM_KEY), bytes("upper"));

        List<ChildShard> children =
                sorted(readUp(stream.source(), parent, TRIM_HORIZON).last().children());

        assertEquals(2, children.size());
        assertEquals(
                List.of("lower"),
                readUp(stream.source(), children.get(0).id(), TRIM_HORIZON).texts());
        assertEquals(
                List.of("upper"),
                readUp(stream.source(), children.get(1).id(), TRIM_HORIZON).texts());
    }

    @Test
    @DisplayName("Merged shards end, and each names the same child with both parents")
    default void endsAtAMerge() throws Exception {
        StreamFixture stream = stream(2);
        List<ShardId> parents = Reading.ids(Reading.shards(stream.source(), ALL));
        stream.put("a", Optional.of(BigInteger.ZERO), bytes("lower"));
        stream.put("a", Optional.of(HashKeyRange.MAXIMUM_KEY), bytes("upper"));
        stream.merge(parents.get(0), parents.get(1));

        Reading.ReadUp lower = readUp(stream.source(), parents.get(0), TRIM_HORIZON);
        Reading.ReadUp upper = readUp(stream.source(), parents.get(1), TRIM_HORIZON);

        assertEquals(List.of("lower"), lower.texts());
        assertEquals(List.of("upper"), upper.texts());
        for (Reading.ReadUp end : List.of(lower, upper)) {
            assertEnd(stream.source(), end, 1);
            assertEquals(
                    parents,
                    end.last().children().get(0).parents().stream().sorted().toList());
        }
    }

    @Test
    @DisplayName("A closed shard without records ends, from the beginning and from LATEST")
    default void endsWithoutRecords() throws Exception {
        StreamFixture stream = stream(1);
        ShardId parent = Reading.shards(stream.source(), ALL).get(0).id();
        stream.split(parent, RecordSourceListing.MIDDLE);

        for (ReadPosition position : List.of(TRIM_HORIZON, LATEST)) {
            Reading.ReadUp nothing = readUp(stream.source(), parent, position);
            assertEquals(List.of(), nothing.texts());
            assertEnd(stream.source(), nothing, 2);
        }
    }

    @Test
    @DisplayName("A closed shard ends also when it is read from behind its last record on")
    default void endsBehindTheLastRecord() throws Exception {
        StreamFixture stream = stream(1);
        ShardId parent = Reading.shards(stream.source(), ALL).get(0).id();
        StreamFixture.Placed last = stream.put("a", Optional.empty(), bytes("one"));
        stream.split(parent, RecordSourceListing.MIDDLE);

        Reading.ReadUp nothing =
                readUp(stream.source(), parent, new ReadPosition.AfterSequenceNumber(last.sequenceNumber()));

        assertEquals(List.of(), nothing.texts());
        assertEnd(stream.source(), nothing, 2);
    }

    @Test
    @DisplayName("An iterator that waits at the tip when the shard is closed comes to the shard's end")
    default void endsUnderAnIterator() throws Exception {
        StreamFixture stream = stream(1);
        RecordSource source = stream.source();
        ShardId parent = Reading.shards(source, ALL).get(0).id();
        stream.put("a", Optional.empty(), bytes("one"));
        Reading.ReadUp before = readUp(source, parent, iterator(source, parent, TRIM_HORIZON), 10);
        stream.put("a", Optional.empty(), bytes("two"));
        stream.split(parent, RecordSourceListing.MIDDLE);

        Reading.ReadUp after =
                readUp(source, parent, before.last().nextIterator().orElseThrow(), 10);

        assertEquals(List.of("two"), after.texts());
        assertEnd(source, after, 2);
    }

    /** Demands a shard's end whose children are those of the listing. */
    private static void assertEnd(RecordSource source, Reading.ReadUp end, int children) {
        assertTrue(end.isShardEnd(), "a closed shard ends");
        assertEquals(children, end.last().children().size(), () -> "children: " + end.last());
        List<ChildShard> named = sorted(end.last().children());
        for (ChildShard child : named) {
            Shard listed = Reading.shard(source, child.id());
            assertEquals(listed.hashKeyRange(), child.hashKeyRange());
            assertEquals(
                    listed.parents().stream().sorted().toList(),
                    child.parents().stream().sorted().toList());
        }
    }

    private static List<ChildShard> sorted(ImmutableList<ChildShard> children) {
        return children.stream()
                .sorted(Comparator.comparing(ChildShard::hashKeyRange))
                .toList();
    }
}
