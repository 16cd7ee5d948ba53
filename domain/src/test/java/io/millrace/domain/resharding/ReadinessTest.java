package io.millrace.domain.resharding;

import static io.millrace.domain.resharding.Samples.at;
import static io.millrace.domain.resharding.Samples.begun;
import static io.millrace.domain.resharding.Samples.byKey;
import static io.millrace.domain.resharding.Samples.closed;
import static io.millrace.domain.resharding.Samples.ended;
import static io.millrace.domain.resharding.Samples.id;
import static io.millrace.domain.resharding.Samples.listing;
import static io.millrace.domain.resharding.Samples.open;
import static io.millrace.domain.resharding.Samples.parts;
import static io.millrace.domain.resharding.Samples.starting;
import static io.millrace.domain.resharding.Samples.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import org.junit.jupiter.api.Test;

/** Shards 0 and 1 were merged into 2; 2 was split into 3 and 4. */
class ReadinessTest {
    private static final Shard LEFT = closed(0, parts(0, 2));
    private static final Shard RIGHT = closed(1, parts(3, 5));
    private static final Shard MERGED = closed(2, parts(0, 5), 0, 1);
    private static final Shard LOWER = open(3, parts(0, 2), 2);
    private static final Shard UPPER = open(4, parts(3, 5), 2);
    private static final ShardGraph ALL = listing(LEFT, RIGHT, MERGED, LOWER, UPPER);
    private static final ImmutableSet<ShardId> NONE = ImmutableSet.of();

    @Test
    void aShardWithoutParentsIsReady() {
        assertThat(Readiness.of(waiting(LEFT), byKey(), ALL, NONE).isReady()).isTrue();
    }

    @Test
    void aLineageThatBeginsHereWaitsForNobody() {
        Lease lease = starting(MERGED, Checkpoint.TRIM_HORIZON);
        assertThat(Readiness.of(lease, byKey(lease), ALL, NONE).isReady()).isTrue();
    }

    @Test
    void whatWasBegunStaysReady() {
        assertThat(Readiness.of(begun(MERGED), byKey(at(LEFT, Samples.IN_THE_MIDDLE)), ALL, NONE)
                        .isReady())
                .isTrue();
    }

    @Test
    void aMergeWaitsForBothParents() {
        Readiness.Verdict.Waiting waiting = assertWaiting(
                Readiness.of(waiting(MERGED), byKey(ended(LEFT), at(RIGHT, Samples.IN_THE_MIDDLE)), ALL, NONE));
        assertThat(waiting.parents()).containsExactly(id(1));
        assertThat(waiting.toProbe()).isEmpty();
        assertThat(waiting.why()).contains(id(1).value(), "AT(7)");
        assertThat(Readiness.of(waiting(MERGED), byKey(ended(LEFT), ended(RIGHT)), ALL, NONE)
                        .isReady())
                .isTrue();
    }

    @Test
    void aListedParentWithoutALeaseIsNeverTakenForDone() {
        ImmutableSet<ShardId> allegedlyGone = ImmutableSet.of(id(1));
        Readiness.Verdict.Waiting waiting =
                assertWaiting(Readiness.of(waiting(MERGED), byKey(ended(LEFT)), ALL, allegedlyGone));
        assertThat(waiting.parents()).containsExactly(id(1));
        assertThat(waiting.toProbe()).isEmpty();
    }

    @Test
    void aParentThatAListingLacksIsAskedFor() {
        ShardGraph withoutRight = ALL.without(ImmutableSet.of(id(1)));
        Readiness.Verdict.Waiting waiting =
                assertWaiting(Readiness.of(waiting(MERGED), byKey(ended(LEFT)), withoutRight, NONE));
        assertThat(waiting.parents()).containsExactly(id(1));
        assertThat(waiting.toProbe()).containsExactly(id(1));
    }

    @Test
    void oneParentGoneForGoodAndTheOtherAtItsEndIsReady() {
        ShardGraph withoutRight = ALL.without(ImmutableSet.of(id(1)));
        assertThat(Readiness.of(waiting(MERGED), byKey(ended(LEFT)), withoutRight, ImmutableSet.of(id(1)))
                        .isReady())
                .isTrue();
    }

    @Test
    void aParentThatIsGoneIsWaitedForWhileSomebodyOwnsItsLease() {
        ShardGraph withoutRight = ALL.without(ImmutableSet.of(id(1)));
        ImmutableSet<ShardId> gone = ImmutableSet.of(id(1));
        Readiness.Verdict.Waiting waiting =
                assertWaiting(Readiness.of(waiting(MERGED), byKey(ended(LEFT), begun(RIGHT)), withoutRight, gone));
        assertThat(waiting.parents()).containsExactly(id(1));
        Lease released = begun(RIGHT).withOwnership(begun(RIGHT).ownership().released());
        assertThat(Readiness.of(waiting(MERGED), byKey(ended(LEFT), released), withoutRight, gone)
                        .isReady())
                .isTrue();
        assertWaiting(Readiness.of(waiting(MERGED), byKey(ended(LEFT), released), withoutRight, NONE));
    }

    @Test
    void aParentIsDoneWhenItsOtherChildWasBegunAfterWaitingForIt() {
        assertThat(Readiness.of(waiting(UPPER), byKey(begun(LOWER), waiting(UPPER)), ALL, NONE)
                        .isReady())
                .isTrue();
        assertWaiting(Readiness.of(waiting(UPPER), byKey(waiting(LOWER), waiting(UPPER)), ALL, NONE));
    }

    @Test
    void namesAllThatItWaitsFor() {
        ShardGraph withoutRight = ALL.without(ImmutableSet.of(id(1)));
        Readiness.Verdict.Waiting waiting =
                assertWaiting(Readiness.of(waiting(MERGED), byKey(waiting(LEFT)), withoutRight, NONE));
        assertThat(waiting.parents()).containsExactly(id(0), id(1));
        assertThat(waiting.toProbe()).containsExactly(id(1));
    }

    private static Readiness.Verdict.Waiting assertWaiting(Readiness.Verdict verdict) {
        assertThat(verdict).isInstanceOf(Readiness.Verdict.Waiting.class);
        assertThat(verdict.isReady()).isFalse();
        return (Readiness.Verdict.Waiting) verdict;
    }
}
