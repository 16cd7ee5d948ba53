package io.millrace.app.migrate;

import static io.millrace.app.migrate.LeasesOfKcl.NOW;
import static io.millrace.app.migrate.LeasesOfKcl.SOMEWHERE;
import static io.millrace.app.migrate.LeasesOfKcl.WORDS;
import static io.millrace.app.migrate.LeasesOfKcl.lease;
import static io.millrace.app.migrate.LeasesOfKcl.owned;
import static io.millrace.app.migrate.LeasesOfKcl.shard;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.ports.store.CorruptEntry;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MigrationPlanTest {
    private static final StreamBinding BINDING = new StreamBinding(WORDS, NOW);
    private static final MigrationPlan.Target EMPTY = MigrationPlan.Target.EMPTY;

    private static MigrationPlan plan(MigrationPlan.Target target, Lease... kcl) {
        return plan(target, Optional.empty(), kcl);
    }

    private static MigrationPlan plan(MigrationPlan.Target target, Optional<StreamBinding> besideKcl, Lease... kcl) {
        return MigrationPlan.of(
                new MigrationPlan.Input(ImmutableList.copyOf(kcl), ImmutableList.of(), target, besideKcl, WORDS, NOW));
    }

    private static MigrationPlan.Target target(StreamBinding binding, Lease... leases) {
        return new MigrationPlan.Target(
                Arrays.stream(leases).map(lease -> new Versioned<>(lease, 4)).collect(ImmutableList.toImmutableList()),
                ImmutableList.of(),
                Optional.of(new Versioned<>(binding, 7)));
    }

    private static Lease moved(Lease... kcl) {
        return plan(EMPTY, kcl).moves().get(0).to();
    }

    @Test
    void leasesAreNobodysAndWhatWasBegunCountsAsBegun() {
        Lease begun = moved(owned(1, SOMEWHERE, 0));

        assertThat(begun.checkpoint()).isEqualTo(SOMEWHERE);
        assertThat(begun.ownership()).isEqualTo(new Ownership(Optional.empty(), 1));
        assertThat(moved(lease(0, SOMEWHERE, new Ownership(Optional.empty(), 0)))
                        .hasBegun())
                .isTrue();
        assertThat(moved(lease(0, SOMEWHERE, new Ownership(Optional.of(new SessionId("w-1")), 9)))
                        .ownership())
                .as("the epoch is kept")
                .isEqualTo(new Ownership(Optional.empty(), 9));
    }

    @Test
    void aChildThatKclOwnsBeforeItsParentIsDoneWaitsForIt() {
        Lease parent = owned(0, SOMEWHERE);
        Lease child = owned(1, Checkpoint.TRIM_HORIZON, 0);

        assertThat(plan(EMPTY, parent, child).moves().get(1).to().hasBegun()).isFalse();
        assertThat(plan(EMPTY, owned(0, Checkpoint.SHARD_END), child)
                        .moves()
                        .get(1)
                        .to()
                        .hasBegun())
                .isTrue();
        assertThat(moved(child).hasBegun())
                .as("KCL waits for no parent without a lease")
                .isTrue();
    }

    @Test
    void latestBecomesTheTimeNow() {
        MigrationPlan plan = plan(EMPTY, owned(0, Checkpoint.LATEST));

        assertThat(plan.moves().get(0).to().checkpoint()).isEqualTo(Checkpoint.atTimestamp(NOW));
        assertThat(plan.moves().get(0).pinsLatest()).isTrue();
        assertThat(plan.moves().get(0).state()).isEqualTo(Move.State.NOT_BEGUN);
    }

    @Test
    void theBindingSaysIncompleteBeforeTheFirstLeaseAndCompleteAfterTheLast() {
        MigrationPlan plan = plan(EMPTY, owned(1, SOMEWHERE), owned(0, Checkpoint.SHARD_END));

        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.writes())
                .containsExactly(
                        new Write.Create(BINDING.incomplete()),
                        new Write.Create(plan.moves().get(0).to()),
                        new Write.Create(plan.moves().get(1).to()));
        assertThat(plan.completion()).contains(new Write.Replace(BINDING, 1));
    }

    @Test
    void aBindingThatIsThereKeepsItsTime() {
        StreamBinding old = new StreamBinding(WORDS, Instant.EPOCH);

        MigrationPlan here = plan(target(old), owned(0, SOMEWHERE));
        assertThat(here.writes().get(0)).isEqualTo(new Write.Replace(old.incomplete(), 7));
        assertThat(here.completion()).contains(new Write.Replace(old, 8));

        MigrationPlan beside = plan(EMPTY, Optional.of(old), owned(0, SOMEWHERE));
        assertThat(beside.completion()).contains(new Write.Replace(old, 1));
    }

    @Test
    void aRepeatedRunBringsWhatIsThereInLineWithKclsTable() {
        Lease there = moved(owned(0, SOMEWHERE));
        Lease behind = moved(owned(1, Checkpoint.TRIM_HORIZON));
        Lease gone = moved(owned(2, Checkpoint.SHARD_END));

        MigrationPlan plan = plan(
                target(BINDING.incomplete(), there, behind, gone),
                owned(0, SOMEWHERE),
                owned(1, SOMEWHERE),
                owned(3, SOMEWHERE));

        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.writes())
                .containsExactly(
                        new Write.Replace(plan.moves().get(1).to(), 4),
                        new Write.Create(plan.moves().get(2).to()),
                        new Write.Delete(gone.entryKey(), 4));
        assertThat(plan.completion()).contains(new Write.Replace(BINDING, 7));
    }

    @Test
    void theTimeThatAnEarlierRunHasWrittenForLatestStays() {
        Lease earlier = MigrationPlan.of(new MigrationPlan.Input(
                        ImmutableList.of(owned(0, Checkpoint.LATEST)),
                        ImmutableList.of(),
                        EMPTY,
                        Optional.empty(),
                        WORDS,
                        NOW.minusSeconds(60)))
                .moves()
                .get(0)
                .to();

        assertThat(plan(target(BINDING.incomplete(), earlier), owned(0, Checkpoint.LATEST))
                        .writes())
                .isEmpty();
    }

    @Test
    void whatIsAllThereAndCompleteIsDone() {
        Lease there = moved(owned(0, SOMEWHERE));

        assertThat(plan(target(BINDING, there), owned(0, SOMEWHERE)).isDone()).isTrue();
        assertThat(plan(target(BINDING.incomplete(), there), owned(0, SOMEWHERE))
                        .isDone())
                .isFalse();
    }

    @Test
    void aPlaceWhereTheApplicationHasBegunIsRefused() {
        Lease advanced = moved(owned(0, Checkpoint.SHARD_END));

        assertThat(plan(target(BINDING, advanced), owned(0, SOMEWHERE)).refusals())
                .singleElement()
                .asString()
                .contains("already has 1 lease of this application (words/shardId-000000000000)");
        Lease owned = advanced.withOwnership(Ownership.NONE.takenBy(new SessionId("w-1")));
        assertThat(plan(target(BINDING.incomplete(), owned), owned(0, SOMEWHERE))
                        .refusals())
                .singleElement()
                .asString()
                .contains("1 lease that workers own");
    }

    @Test
    void leasesOfAnotherStreamAreNotTouched() {
        Lease other = Lease.unowned(
                new LeaseKey("letters", shard(0)),
                owned(0, SOMEWHERE).hashKeyRange(),
                ImmutableList.of(),
                false,
                SOMEWHERE);

        assertThat(plan(target(BINDING.incomplete(), other), owned(0, SOMEWHERE))
                        .refusals())
                .singleElement()
                .asString()
                .contains("1 lease of the application for another stream than 'words'");
    }

    @Test
    void aStreamOfAnotherIdentityIsRefused() {
        StreamBinding before =
                new StreamBinding(new StreamIdentity("words", WORDS.arn(), Instant.EPOCH), Instant.EPOCH);

        assertThat(plan(target(before), Optional.of(before), owned(0, SOMEWHERE))
                        .refusals())
                .singleElement()
                .asString()
                .contains("created 1970-01-01T00:00:00Z; the stream of that name is now", "created 2023");
    }

    @Test
    void everyLeaseThatCannotBeUnderstoodIsNamed() {
        ImmutableList<CorruptEntry> corrupt = ImmutableList.of(
                new CorruptEntry(EntryKey.of(new LeaseKey("words", shard(3))), "AT_TIMESTAMP, without its time"),
                new CorruptEntry(EntryKey.of(new LeaseKey("words", shard(4))), "attribute 'streamName' is 'a'"));

        MigrationPlan plan = MigrationPlan.of(new MigrationPlan.Input(
                ImmutableList.of(owned(0, SOMEWHERE)), corrupt, EMPTY, Optional.empty(), WORDS, NOW));

        assertThat(plan.refusals()).hasSize(2);
        assertThat(plan.refusals().get(0))
                .contains("lease shardId-000000000003", "without its time", "--initial-position TIME");
        assertThat(plan.refusals().get(1)).contains("lease shardId-000000000004", "streamName");
        assertThat(plan.writes()).isEmpty();
        assertThat(plan.moves()).as("the plan is shown all the same").hasSize(1);
    }

    @Test
    void aTableWithoutLeasesIsRefused() {
        assertThat(plan(EMPTY).refusals()).singleElement().asString().contains("holds no leases");
    }
}
