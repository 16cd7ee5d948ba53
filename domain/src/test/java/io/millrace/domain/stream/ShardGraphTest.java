package io.millrace.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A stream of two shards, 0 and 1; 0 was split into 2 and 3; 3 and 1 were merged into 4. */
class ShardGraphTest {
    private static final ShardGraph GRAPH = ShardGraph.of(ImmutableList.of(
            shard(4, false, 3, 1), shard(3, true, 0), shard(2, false, 0), shard(1, true), shard(0, true)));

    @Test
    void listsShardsByIdWhateverTheOrderTheyCameIn() {
        assertThat(GRAPH.shards()).extracting(Shard::id).containsExactly(id(0), id(1), id(2), id(3), id(4));
        assertThat(GRAPH.contains(id(4))).isTrue();
        assertThat(GRAPH.contains(id(5))).isFalse();
        assertThat(GRAPH.shard(id(3))).contains(shard(3, true, 0));
        assertThat(GRAPH.shard(id(5))).isEmpty();
    }

    @Test
    void knowsRootsAndOpenShards() {
        assertThat(GRAPH.roots()).extracting(Shard::id).containsExactly(id(0), id(1));
        assertThat(GRAPH.openShards()).extracting(Shard::id).containsExactly(id(2), id(4));
    }

    @Test
    void aShardWithAListedParentIsNoRootEvenWhenItsOtherParentIsGone() {
        ShardGraph trimmed = GRAPH.without(ImmutableSet.of(id(0), id(1)));
        assertThat(trimmed.roots()).extracting(Shard::id).containsExactly(id(2), id(3));
    }

    @Test
    void knowsTheChildrenOfAShardThatIsNotListedItself() {
        ShardGraph trimmed = GRAPH.without(ImmutableSet.of(id(0)));
        assertThat(trimmed.childrenOf(id(0))).containsExactly(id(2), id(3));
        assertThat(trimmed.childrenOf(id(1))).containsExactly(id(4));
        assertThat(trimmed.childrenOf(id(4))).isEmpty();
    }

    @Test
    void ancestorsAreTheListedOnesOfBothParents() {
        assertThat(GRAPH.ancestorsOf(id(4))).containsExactly(id(0), id(1), id(3));
        assertThat(GRAPH.without(ImmutableSet.of(id(3))).ancestorsOf(id(4))).containsExactly(id(1));
        assertThat(GRAPH.ancestorsOf(id(0))).isEmpty();
        assertThat(GRAPH.ancestorsOf(id(9))).isEmpty();
    }

    @Test
    void everyShardComesAfterItsParentsAndOtherwiseInTheOrderOfCreation() {
        assertThat(GRAPH.parentsFirst()).extracting(Shard::id).containsExactly(id(0), id(1), id(2), id(3), id(4));
        ShardGraph oddNames = ShardGraph.of(ImmutableList.of(shard(1, true, 7), shard(7, true), shard(3, false, 1)));
        assertThat(oddNames.parentsFirst()).extracting(Shard::id).containsExactly(id(7), id(1), id(3));
    }

    @Test
    void aLineageThatBitesItsTailEndsNothing() {
        ShardGraph circle = ShardGraph.of(ImmutableList.of(shard(1, true, 2), shard(2, true, 1), shard(3, false)));
        assertThat(circle.parentsFirst()).extracting(Shard::id).containsExactly(id(3), id(1), id(2));
        assertThat(circle.ancestorsOf(id(1))).containsExactly(id(1), id(2));
    }

    @Test
    void aShardThatIsListedTwiceStaysClosedOnceItWas() {
        ShardGraph closedLater = ShardGraph.of(ImmutableList.of(shard(0, false), shard(0, true)));
        ShardGraph closedBefore = ShardGraph.of(ImmutableList.of(shard(0, true), shard(0, false)));
        assertThat(closedLater).isEqualTo(closedBefore);
        assertThat(closedLater.openShards()).isEmpty();
        assertThat(GRAPH.with(ImmutableList.of(shard(0, false)))).isEqualTo(GRAPH);
    }

    private static ShardId id(int ordinal) {
        return ShardId.ofOrdinal(ordinal);
    }

    private static Shard shard(int ordinal, boolean closed, int... parents) {
        return new Shard(
                id(ordinal),
                parents.length > 0 ? Optional.of(id(parents[0])) : Optional.empty(),
                parents.length > 1 ? Optional.of(id(parents[1])) : Optional.empty(),
                HashKeyRange.WHOLE,
                SequenceNumber.of(ordinal),
                closed ? Optional.of(SequenceNumber.of(ordinal + 1)) : Optional.empty());
    }
}
