package io.millrace.domain.resharding;

import static io.millrace.domain.resharding.Samples.IN_THE_MIDDLE;
import static io.millrace.domain.resharding.Samples.STREAM;
import static io.millrace.domain.resharding.Samples.at;
import static io.millrace.domain.resharding.Samples.begun;
import static io.millrace.domain.resharding.Samples.byKey;
import static io.millrace.domain.resharding.Samples.closed;
import static io.millrace.domain.resharding.Samples.ended;
import static io.millrace.domain.resharding.Samples.id;
import static io.millrace.domain.resharding.Samples.key;
import static io.millrace.domain.resharding.Samples.listing;
import static io.millrace.domain.resharding.Samples.open;
import static io.millrace.domain.resharding.Samples.parts;
import static io.millrace.domain.resharding.Samples.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import org.junit.jupiter.api.Test;

/** Shard 0 was split into 1 and 2; 1 was split into 3 and 4. */
class LeaseCleanupTest {
    private static final Shard ROOT = closed(0, parts(0, 5));
    private static final Shard LOW = closed(1, parts(0, 2), 0);
    private static final Shard HIGH = open(2, parts(3, 5), 0);
    private static final Shard LOW_A = open(3, parts(0, 1), 1);
    private static final Shard LOW_B = open(4, parts(2, 2), 1);
    private static final ShardGraph ALL = listing(ROOT, LOW, HIGH, LOW_A, LOW_B);
    private static final ImmutableSet<ShardId> NONE = ImmutableSet.of();

    @Test
    void anEndedShardGoesWhenAllItsChildrenArePastTheirBeginning() {
        LeaseCleanup.Plan plan = plan(ALL, ended(ROOT), at(LOW, IN_THE_MIDDLE), ended(HIGH));
        assertThat(plan.delete()).extracting(LeaseCleanup.LeaseToDelete::key).containsExactly(key(0));
        assertThat(plan.delete().get(0).reason()).contains(id(0).value());
        assertThat(plan.toProbe()).isEmpty();
    }

    @Test
    void anEndedShardStaysWhileAChildHasMadeNoProgress() {
        assertKeepsAll(ALL, ended(ROOT), at(LOW, IN_THE_MIDDLE), begun(HIGH));
        assertKeepsAll(ALL, ended(ROOT), at(LOW, IN_THE_MIDDLE), waiting(HIGH));
        assertKeepsAll(ALL, ended(ROOT), at(LOW, IN_THE_MIDDLE));
    }

    @Test
    void aShardThatHasNotEndedStays() {
        assertKeepsAll(ALL, at(ROOT, IN_THE_MIDDLE), at(LOW, IN_THE_MIDDLE), at(HIGH, IN_THE_MIDDLE));
    }

    @Test
    void aChildThatAListingLacksKeepsItsParent() {
        ShardGraph withoutHigh = ALL.without(ImmutableSet.of(id(2)));
        assertKeepsAll(withoutHigh, ended(ROOT), at(LOW, IN_THE_MIDDLE));
        assertKeepsAll(withoutHigh, ended(ROOT), at(LOW, IN_THE_MIDDLE), at(HIGH, IN_THE_MIDDLE));
    }

    @Test
    void theOldestGenerationGoesFirst() {
        LeaseCleanup.Plan plan = plan(
                ALL,
                ended(ROOT),
                ended(LOW),
                at(HIGH, IN_THE_MIDDLE),
                at(LOW_A, IN_THE_MIDDLE),
                at(LOW_B, IN_THE_MIDDLE));
        assertThat(plan.delete()).extracting(LeaseCleanup.LeaseToDelete::key).containsExactly(key(0));
        LeaseCleanup.Plan next =
                plan(ALL, ended(LOW), at(HIGH, IN_THE_MIDDLE), at(LOW_A, IN_THE_MIDDLE), at(LOW_B, IN_THE_MIDDLE));
        assertThat(next.delete()).extracting(LeaseCleanup.LeaseToDelete::key).containsExactly(key(1));
    }

    @Test
    void aShardThatAListingLacksIsAskedForAndKept() {
        ShardGraph withoutRoot = listing(HIGH, LOW_A, LOW_B);
        LeaseCleanup.Plan plan = plan(withoutRoot, ended(ROOT), at(LOW_A, IN_THE_MIDDLE));
        assertThat(plan.delete()).isEmpty();
        assertThat(plan.toProbe()).containsExactly(id(0));
    }

    @Test
    void aShardThatIsGoneGoesWhenTheShardsAfterItAreRead() {
        ShardGraph trimmed = listing(HIGH, LOW_A, LOW_B);
        ImmutableSet<ShardId> gone = ImmutableSet.of(id(0), id(1));
        LeaseCleanup.Plan plan =
                LeaseCleanup.plan(STREAM, byKey(ended(ROOT), begun(HIGH), begun(LOW_A), begun(LOW_B)), trimmed, gone);
        assertThat(plan.delete()).extracting(LeaseCleanup.LeaseToDelete::key).containsExactly(key(0));
        assertThat(plan.toProbe()).isEmpty();
    }

    @Test
    void aShardThatIsGoneStaysWhileNobodyReadsWhatComesAfterIt() {
        ShardGraph trimmed = listing(HIGH, LOW_A, LOW_B);
        ImmutableSet<ShardId> gone = ImmutableSet.of(id(0), id(1));
        assertThat(LeaseCleanup.plan(STREAM, byKey(ended(ROOT), begun(HIGH), begun(LOW_A)), trimmed, gone)
                        .delete())
                .isEmpty();
        assertThat(LeaseCleanup.plan(
                                STREAM, byKey(ended(ROOT), begun(HIGH), begun(LOW_A), waiting(LOW_B)), trimmed, gone)
                        .delete())
                .isEmpty();
        assertThat(LeaseCleanup.plan(STREAM, byKey(ended(ROOT)), trimmed, gone).delete())
                .isEmpty();
    }

    @Test
    void leasesOfOtherStreamsAreNotTouched() {
        assertThat(LeaseCleanup.plan("payments", byKey(ended(ROOT)), listing(), NONE))
                .isEqualTo(plan(listing()));
    }

    private static LeaseCleanup.Plan plan(ShardGraph listing, Lease... leases) {
        return LeaseCleanup.plan(STREAM, byKey(leases), listing, NONE);
    }

    private static void assertKeepsAll(ShardGraph listing, Lease... leases) {
        assertThat(plan(listing, leases).delete()).isEmpty();
    }
}
