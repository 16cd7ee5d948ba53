package io.millrace.domain.resharding;

import static io.millrace.domain.resharding.Samples.BOUND_AT;
import static io.millrace.domain.resharding.Samples.IN_THE_MIDDLE;
import static io.millrace.domain.resharding.Samples.PINNED;
import static io.millrace.domain.resharding.Samples.STREAM;
import static io.millrace.domain.resharding.Samples.at;
import static io.millrace.domain.resharding.Samples.begun;
import static io.millrace.domain.resharding.Samples.closed;
import static io.millrace.domain.resharding.Samples.ended;
import static io.millrace.domain.resharding.Samples.id;
import static io.millrace.domain.resharding.Samples.key;
import static io.millrace.domain.resharding.Samples.listing;
import static io.millrace.domain.resharding.Samples.open;
import static io.millrace.domain.resharding.Samples.parts;
import static io.millrace.domain.resharding.Samples.starting;
import static io.millrace.domain.resharding.Samples.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardGraph;
import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LaterSyncTest {
    /**
     * KCL's own example. Leases exist for 4, 5 and 7; 4, 8, 9 and 10 are open.
     *
     * <pre>
     * 0   1   2   3   4   5
     *  \ /     \ /    |   |
     *   6       7     4   5
     *    \     /      |  / \
     *     \   /       | 9   10
     *       8         4
     * </pre>
     */
    @Nested
    class WorkedExample {
        private final Shard zero = closed(0, parts(0, 0));
        private final Shard one = closed(1, parts(1, 1));
        private final Shard four = open(4, parts(4, 4));
        private final Shard five = closed(5, parts(5, 5));
        private final Shard six = closed(6, parts(0, 1), 0, 1);
        private final Shard seven = closed(7, parts(2, 3), 2, 3);
        private final ShardGraph all = listing(
                zero,
                one,
                closed(2, parts(2, 2)),
                closed(3, parts(3, 3)),
                four,
                five,
                six,
                seven,
                open(8, parts(0, 3), 6, 7),
                open(9, half(parts(5, 5), false), 5),
                open(10, half(parts(5, 5), true), 5));
        private final Lease[] leases = {begun(four), begun(five), begun(seven)};

        @Test
        void latestCreatesTheOtherParentOfTheMergePinnedToTheFirstStart() {
            ShardSync.Plan plan = plan(InitialPosition.LATEST, all, leases);
            assertThat(leases(plan)).containsExactly(starting(six, PINNED));
            assertThat(plan.problems()).isEmpty();
            assertThat(plan.holes()).isEmpty();
        }

        @Test
        void trimHorizonCreatesTheOldest() {
            assertThat(leases(plan(InitialPosition.TRIM_HORIZON, all, leases)))
                    .containsExactly(starting(zero, Checkpoint.TRIM_HORIZON), starting(one, Checkpoint.TRIM_HORIZON));
        }

        @Test
        void atTimestampCreatesTheOldest() {
            Instant timestamp = Instant.parse("2025-12-31T00:00:00Z");
            assertThat(leases(plan(InitialPosition.atTimestamp(timestamp), all, leases)))
                    .containsExactly(
                            starting(zero, Checkpoint.atTimestamp(timestamp)),
                            starting(one, Checkpoint.atTimestamp(timestamp)));
        }

        @Test
        void theOtherParentIsCreatedAlsoWhenTheMergedShardHasItsLeaseAlready() {
            Shard eight = open(8, parts(0, 3), 6, 7);
            ShardSync.Plan plan =
                    plan(InitialPosition.LATEST, all, begun(four), begun(five), ended(seven), waiting(eight));
            assertThat(leases(plan)).containsExactly(starting(six, PINNED));
        }
    }

    /** Shard 0 was split into 1 and 2; 1 was split into 3 and 4. */
    @Nested
    class Splits {
        private final Shard root = closed(0, parts(0, 5));
        private final Shard low = closed(1, parts(0, 2), 0);
        private final Shard high = open(2, parts(3, 5), 0);
        private final Shard lowA = open(3, parts(0, 1), 1);
        private final Shard lowB = open(4, parts(2, 2), 1);
        private final ShardGraph all = listing(root, low, high, lowA, lowB);

        @Test
        void childrenOfAnUnfinishedShardWait() {
            ShardSync.Plan plan = plan(InitialPosition.LATEST, all, at(root, IN_THE_MIDDLE));
            assertThat(plan).isEqualTo(NOTHING);
        }

        @Test
        void missingChildrenOfAnEndedShardAreCreatedOneGenerationAtATime() {
            ShardSync.Plan plan = plan(InitialPosition.LATEST, all, ended(root));
            assertThat(leases(plan)).containsExactly(waiting(low), waiting(high));
            assertThat(plan.create().get(0).reason()).contains(id(0).value());
            assertThat(plan.holes()).isEmpty();
            assertThat(leases(plan(InitialPosition.LATEST, all, ended(root), begun(low))))
                    .containsExactly(waiting(high));
        }

        @Test
        void anEndedShardWithoutKnownChildrenIsAHole() {
            ShardSync.Plan plan = plan(InitialPosition.TRIM_HORIZON, listing(root), ended(root));
            assertThat(plan.create()).isEmpty();
            assertThat(plan.holes()).containsExactly(parts(0, 5));
        }

        @Test
        void theLeaseOfAShardWhoseChildrenAreBegunIsNeverMadeAgain() {
            for (InitialPosition position : POSITIONS) {
                assertThat(plan(position, all, begun(low), begun(high))).isEqualTo(NOTHING);
                assertThat(plan(position, all, begun(lowA), begun(lowB), begun(high)))
                        .isEqualTo(NOTHING);
                assertThat(plan(position, listing(open(0, parts(0, 5))), begun(lowA), begun(lowB), begun(high)))
                        .as("a listing from before the splits")
                        .isEqualTo(NOTHING);
            }
        }

        @Test
        void aRemovedLeaseComesBackWhereItsShardBegins() {
            ShardSync.Plan plan = plan(InitialPosition.LATEST, all, begun(lowA), begun(lowB));
            assertThat(leases(plan)).containsExactly(starting(high, Checkpoint.TRIM_HORIZON));
        }

        @Test
        void anOpenShardThatNothingLeadsToGetsTheInitialPosition() {
            ShardGraph listing = listing(open(0, parts(0, 2)), open(1, parts(3, 5)));
            Lease lease = begun(open(0, parts(0, 2)));
            assertThat(leases(plan(InitialPosition.LATEST, listing, lease)))
                    .containsExactly(starting(open(1, parts(3, 5)), PINNED));
            assertThat(leases(plan(InitialPosition.TRIM_HORIZON, listing, lease)))
                    .containsExactly(starting(open(1, parts(3, 5)), Checkpoint.TRIM_HORIZON));
        }

        @Test
        void aLineageWhoseParentIsNotListedWaitsUntilThatIsKnownToBeGone() {
            Shard orphan = open(7, parts(3, 5), 6);
            ShardGraph listing = listing(open(0, parts(0, 2)), orphan);
            assertThat(leases(plan(InitialPosition.TRIM_HORIZON, listing, begun(open(0, parts(0, 2))))))
                    .containsExactly(waiting(orphan));
        }

        @Test
        void aShardWhoseLinkToAnUnfinishedLeaseIsNotListedWaits() {
            ShardGraph withoutLow = all.without(ImmutableSet.of(low.id()));
            ShardSync.Plan plan = plan(InitialPosition.TRIM_HORIZON, withoutLow, at(root, IN_THE_MIDDLE));
            assertThat(plan.create()).isEmpty();
            assertThat(plan.problems()).hasSize(2).allMatch(problem -> problem.contains("no lease"));
        }

        @Test
        void shardsAfterAGapAreReadFromTheirBeginning() {
            ShardGraph trimmed = listing(high, lowA, lowB);
            assertThat(leases(plan(InitialPosition.LATEST, trimmed, ended(root))))
                    .containsExactly(waiting(high), waiting(lowA), waiting(lowB));
        }

        @Test
        void theChildrenOfAShardThatIsGoneDoNotWaitForItsEnd() {
            ShardGraph trimmed = all.without(ImmutableSet.of(root.id()));
            ShardSync.Input input = input(InitialPosition.LATEST, trimmed, begun(root));
            assertThat(ShardSync.plan(input).create()).isEmpty();
            assertThat(leases(ShardSync.plan(input, ImmutableSet.of(root.id()))))
                    .containsExactly(waiting(low), waiting(high));
        }

        @Test
        void theChildOfAShardThatIsListedAsOpenIsNamedAndNotCreated() {
            ShardGraph torn = listing(root, open(1, parts(0, 2), 0), high, lowA, lowB);
            ShardSync.Plan plan = plan(InitialPosition.TRIM_HORIZON, torn, ended(root), begun(high));
            assertThat(leases(plan)).extracting(Lease::key).containsExactly(key(1));
            assertThat(plan.problems()).hasSize(2);
            assertThat(plan.problems().get(0)).contains(id(3).value(), id(1).value());
        }

        @Test
        void latestReadsTheEndOfAShardThatWasClosedBeforeItsLeaseWasMade() {
            ShardSync.Input input = new ShardSync.Input(
                    STREAM,
                    InitialPosition.LATEST,
                    BOUND_AT,
                    all,
                    ImmutableList.of(low, high),
                    ImmutableList.of(starting(high, PINNED)));
            assertThat(leases(ShardSync.plan(input))).containsExactly(starting(low, PINNED));
        }
    }

    @Test
    void theChildrenThatAShardsEndNamesBeginWithTheirOldestRecord() {
        ChildShard merged = new ChildShard(id(8), ImmutableList.of(id(6), id(7)), parts(0, 3));
        ChildShard other = new ChildShard(id(5), ImmutableList.of(id(7)), parts(4, 4));
        assertThat(ShardSync.childLeases(STREAM, ImmutableList.of(merged, other, merged)))
                .containsExactly(
                        Lease.unowned(key(5), parts(4, 4), ImmutableList.of(id(7)), false, Checkpoint.TRIM_HORIZON),
                        Lease.unowned(
                                key(8), parts(0, 3), ImmutableList.of(id(6), id(7)), false, Checkpoint.TRIM_HORIZON));
    }

    private static final ShardSync.Plan NOTHING =
            new ShardSync.Plan(ImmutableList.of(), ImmutableList.of(), ImmutableList.of());

    private static final ImmutableList<InitialPosition> POSITIONS = ImmutableList.of(
            InitialPosition.TRIM_HORIZON, InitialPosition.LATEST, InitialPosition.atTimestamp(BOUND_AT));

    private static HashKeyRange half(HashKeyRange range, boolean upper) {
        BigInteger middle = range.start().add(range.end()).shiftRight(1);
        return upper
                ? new HashKeyRange(middle.add(BigInteger.ONE), range.end())
                : new HashKeyRange(range.start(), middle);
    }

    private static ShardSync.Plan plan(InitialPosition position, ShardGraph listing, Lease... leases) {
        return ShardSync.plan(input(position, listing, leases));
    }

    private static ShardSync.Input input(InitialPosition position, ShardGraph listing, Lease... leases) {
        return new ShardSync.Input(
                STREAM, position, BOUND_AT, listing, ImmutableList.of(), ImmutableList.copyOf(leases));
    }

    private static ImmutableList<Lease> leases(ShardSync.Plan plan) {
        return plan.create().stream().map(ShardSync.LeaseToCreate::lease).collect(ImmutableList.toImmutableList());
    }
}
