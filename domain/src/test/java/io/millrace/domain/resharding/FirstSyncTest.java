package io.millrace.domain.resharding;

import static io.millrace.domain.resharding.Samples.BOUND_AT;
import static io.millrace.domain.resharding.Samples.PINNED;
import static io.millrace.domain.resharding.Samples.STREAM;
import static io.millrace.domain.resharding.Samples.closed;
import static io.millrace.domain.resharding.Samples.id;
import static io.millrace.domain.resharding.Samples.key;
import static io.millrace.domain.resharding.Samples.listing;
import static io.millrace.domain.resharding.Samples.open;
import static io.millrace.domain.resharding.Samples.parts;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardGraph;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A stream without leases: shards 0 and 1; 1 was split into 2 and 3; 0 and 2 were merged into 4. */
class FirstSyncTest {
    private static final Instant TIMESTAMP = Instant.parse("2025-12-31T00:00:00Z");
    private static final Shard ZERO = closed(0, parts(0, 2));
    private static final Shard ONE = closed(1, parts(3, 5));
    private static final Shard TWO = closed(2, parts(3, 4), 1);
    private static final Shard THREE = open(3, parts(5, 5), 1);
    private static final Shard FOUR = open(4, parts(0, 4), 0, 2);
    private static final ShardGraph ALL = listing(ZERO, ONE, TWO, THREE, FOUR);

    @Test
    void trimHorizonBeginsWithTheOldestShards() {
        ShardSync.Plan plan = plan(InitialPosition.TRIM_HORIZON, ALL);
        assertThat(leases(plan))
                .containsExactly(lease(ZERO, Checkpoint.TRIM_HORIZON), lease(ONE, Checkpoint.TRIM_HORIZON));
        assertThat(plan.problems()).isEmpty();
        assertThat(plan.holes()).isEmpty();
    }

    @Test
    void latestBeginsWithTheOpenShardsAtTheTimeOfTheFirstStart() {
        assertThat(leases(plan(InitialPosition.LATEST, ALL)))
                .containsExactly(lease(THREE, PINNED), lease(FOUR, PINNED));
    }

    @Test
    void latestBeginsWithTheShardsThatWereOpenThenWhenTheyAreKnown() {
        assertThat(leases(plan(InitialPosition.LATEST, ALL, ZERO, TWO, THREE)))
                .containsExactly(lease(ZERO, PINNED), lease(TWO, PINNED), lease(THREE, PINNED));
    }

    @Test
    void atTimestampBeginsWithTheShardsThatWereOpenThen() {
        Checkpoint checkpoint = Checkpoint.atTimestamp(TIMESTAMP);
        InitialPosition position = InitialPosition.atTimestamp(TIMESTAMP);
        assertThat(leases(plan(position, ALL, THREE, TWO, ZERO)))
                .containsExactly(lease(ZERO, checkpoint), lease(TWO, checkpoint), lease(THREE, checkpoint));
        assertThat(leases(plan(position, ALL))).containsExactly(lease(ZERO, checkpoint), lease(ONE, checkpoint));
    }

    @Test
    void whereTheShardsOfThatTimeAreGoneTheOldestOnesLeftAreBegun() {
        ShardGraph trimmed = ALL.without(ImmutableSet.of(id(1)));
        assertThat(leases(plan(InitialPosition.atTimestamp(TIMESTAMP), trimmed, ZERO)))
                .extracting(Lease::key)
                .containsExactly(key(0), key(2), key(3));
    }

    @Test
    void theOrderIsByStartingSequenceNumberThenById() {
        Shard late = new Shard(
                id(0), Optional.empty(), Optional.empty(), parts(0, 1), SequenceNumber.of(9), Optional.empty());
        Shard early = new Shard(
                id(2), Optional.empty(), Optional.empty(), parts(2, 3), SequenceNumber.of(5), Optional.empty());
        Shard alsoEarly = new Shard(
                id(1), Optional.empty(), Optional.empty(), parts(4, 5), SequenceNumber.of(5), Optional.empty());
        assertThat(leases(plan(InitialPosition.TRIM_HORIZON, listing(late, early, alsoEarly))))
                .extracting(Lease::key)
                .containsExactly(key(1), key(2), key(0));
    }

    @Test
    void aListingThatDoesNotServeEveryHashKeyCreatesNothing() {
        ShardSync.Plan plan = plan(InitialPosition.LATEST, listing(ZERO, ONE, TWO, FOUR));
        assertThat(plan.create()).isEmpty();
        assertThat(plan.holes()).containsExactly(parts(5, 5));
        assertThat(plan.problems()).singleElement().asString().contains("incomplete");
        assertThat(plan(InitialPosition.TRIM_HORIZON, listing()).create()).isEmpty();
    }

    @Test
    void aListingInWhichTwoShardsServeTheSameKeysCreatesNothing() {
        Shard grandchild = open(9, parts(0, 2), 7);
        ShardSync.Plan plan = plan(InitialPosition.TRIM_HORIZON, listing(ZERO, ONE, grandchild));
        assertThat(plan.create()).isEmpty();
        assertThat(plan.problems()).singleElement().asString().contains(id(0).value(), id(9).value());
    }

    @Test
    void theChildOfAnOpenShardIsNamedAndNotCreated() {
        ShardSync.Plan plan = plan(InitialPosition.LATEST, listing(open(0, parts(0, 5)), open(1, parts(0, 2), 0)));
        assertThat(leases(plan)).extracting(Lease::key).containsExactly(key(0));
        assertThat(plan.problems()).singleElement().asString().contains(id(1).value(), id(0).value());
    }

    @Test
    void leasesOfOtherStreamsDoNotCount() {
        Lease other = Lease.unowned(
                new LeaseKey("payments", id(0)), parts(0, 5), ImmutableList.of(), true, Checkpoint.TRIM_HORIZON);
        ShardSync.Plan plan = ShardSync.plan(new ShardSync.Input(
                STREAM, InitialPosition.TRIM_HORIZON, BOUND_AT, ALL, ImmutableList.of(), ImmutableList.of(other)));
        assertThat(leases(plan)).extracting(Lease::key).containsExactly(key(0), key(1));
    }

    private static Lease lease(Shard shard, Checkpoint checkpoint) {
        return Samples.starting(shard, checkpoint);
    }

    private static ShardSync.Plan plan(InitialPosition position, ShardGraph listing, Shard... openAtTimestamp) {
        return ShardSync.plan(new ShardSync.Input(
                STREAM, position, BOUND_AT, listing, ImmutableList.copyOf(openAtTimestamp), ImmutableList.of()));
    }

    private static ImmutableList<Lease> leases(ShardSync.Plan plan) {
        return plan.create().stream().map(ShardSync.LeaseToCreate::lease).collect(ImmutableList.toImmutableList());
    }
}
