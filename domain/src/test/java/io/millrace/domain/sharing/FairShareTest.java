package io.millrace.domain.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Leases are divided between Millrace's workers and KCL's as KCL 2.x divides them among its own. */
class FairShareTest {
    private static final LeaseSharing TERMS = LeaseSharing.STANDARD;
    private static final Duration LIVING = Duration.ofSeconds(3);
    private static final Duration STILL = Duration.ofSeconds(11);
    private static final Optional<SessionId> NOBODY = Optional.empty();

    private final List<SeenLease> leases = new ArrayList<>();
    private ImmutableSortedSet<SessionId> listed = ImmutableSortedSet.of();
    private ImmutableSortedSet<SessionId> slow = ImmutableSortedSet.of();
    private boolean maySteal;

    private static LeaseKey key(int shard) {
        return new LeaseKey("words", ShardId.ofOrdinal(shard));
    }

    private static Optional<SessionId> ours(String worker) {
        return Optional.of(new SessionId(worker));
    }

    private static Optional<SessionId> kcl(String worker) {
        return Optional.of(SessionId.foreign(worker));
    }

    private FairShareTest lease(Optional<SessionId> owner, Duration still) {
        leases.add(new SeenLease(key(leases.size()), owner, false, still));
        return this;
    }

    private FairShare.Decision decide(int workers) {
        return FairShare.decide(
                new FairShare.Sight(ImmutableList.copyOf(leases), workers, listed, TERMS, slow, maySteal));
    }

    private static LeaseKey[] keys(int... shards) {
        return IntStream.of(shards).mapToObj(FairShareTest::key).toArray(LeaseKey[]::new);
    }

    @Test
    void withoutWorkersOfKclsEverythingIsOurs() {
        lease(NOBODY, Duration.ZERO).lease(ours("a"), Duration.ZERO).lease(kcl("dead"), STILL);

        FairShare.Decision decision = decide(1);

        assertThat(decision.ours()).containsExactly(keys(0, 1, 2));
        assertThat(decision.toFree()).containsOnlyKeys(key(2)).containsValue(FairShare.Reason.EXPIRED);
        assertThat(decision.overdue()).isFalse();
    }

    @Test
    void aLeaseIsNeverTakenBeforeItStoodStillForLongerThanTheFailoverTime() {
        lease(kcl("k"), TERMS.failoverTime()).lease(kcl("k"), LIVING);

        assertThat(decide(5).ours()).isEmpty();
        assertThat(decide(5).toFree()).isEmpty();
    }

    @Test
    void takesWhatNobodyHasUpToItsShare() {
        lease(kcl("k"), LIVING).lease(NOBODY, LIVING).lease(NOBODY, LIVING).lease(NOBODY, LIVING);

        assertThat(decide(1).ours()).as("2 of 4 for each of two workers").containsExactly(keys(1, 2));
        assertThat(decide(2).ours()).as("2 of 4 for each of three").containsExactly(keys(1, 2, 3));
    }

    @Test
    void whatNobodyTakesForLongIsTakenBeyondTheShare() {
        lease(kcl("k"), LIVING).lease(NOBODY, Duration.ofSeconds(61)).lease(NOBODY, LIVING);
        lease(ours("a"), LIVING).lease(ours("a"), LIVING);

        assertThat(decide(1).ours()).containsExactly(keys(1, 3, 4));
        assertThat(decide(1).overdue()).isFalse();

        lease(NOBODY, Duration.ofSeconds(61)).lease(NOBODY, Duration.ofSeconds(61));
        assertThat(decide(1).ours()).containsExactly(keys(1, 2, 3, 4, 5, 6));
        assertThat(decide(1).overdue()).isTrue();
    }

    @Test
    void givesBackWhatIsBeyondTheShareUnlessNobodyTakesIt() {
        listed = ImmutableSortedSet.of(SessionId.foreign("new"));
        for (int i = 0; i < 5; i++) {
            lease(ours("a"), LIVING);
        }

        assertThat(decide(1).ours()).containsExactly(keys(0, 1, 2));
        assertThat(decide(0).ours())
                .as("a leader that leaves hands over by itself")
                .hasSize(5);
        slow = listed;
        assertThat(decide(1).ours()).hasSize(5);
        listed = ImmutableSortedSet.of(SessionId.foreign("new"), SessionId.foreign("newer"));
        assertThat(decide(1).ours()).as("2 of 5 for each of three").hasSize(2);
    }

    @Test
    void whoLetsItsLeasesStandStillDoesNotLiveThoughItIsListed() {
        listed = ImmutableSortedSet.of(SessionId.foreign("dead"), SessionId.foreign("k"));
        lease(kcl("dead"), STILL)
                .lease(kcl("dead"), STILL)
                .lease(NOBODY, LIVING)
                .lease(ours("a"), LIVING);

        FairShare.Decision decision = decide(1);
        assertThat(decision.others()).containsExactly(SessionId.foreign("k"));
        assertThat(decision.ours()).as("2 of 4 for each of two").containsExactly(keys(0, 3));
    }

    @Test
    void stealsOneFromWhoeverHasMostAndOnlyWhenThereIsNothingElse() {
        maySteal = true;
        lease(kcl("few"), LIVING)
                .lease(kcl("many"), LIVING)
                .lease(kcl("many"), LIVING)
                .lease(kcl("many"), LIVING);

        FairShare.Decision decision = decide(1);
        assertThat(decision.ours()).containsExactly(keys(3));
        assertThat(decision.toFree()).containsOnlyKeys(key(3)).containsValue(FairShare.Reason.BALANCE);

        maySteal = false;
        assertThat(decide(1).ours()).isEmpty();

        maySteal = true;
        lease(NOBODY, LIVING).lease(NOBODY, LIVING);
        assertThat(decide(1).toFree()).isEmpty();
    }

    @Test
    void takesNothingFromAWorkerThatHasNoMoreThanItsShare() {
        maySteal = true;
        lease(kcl("a"), LIVING).lease(kcl("b"), LIVING).lease(kcl("b"), LIVING).lease(kcl("a"), LIVING);

        assertThat(decide(1).toFree()).isEmpty();
    }

    @Test
    void anEndedLeaseThatStandsStillIsFreedSoThatItCanBeCleanedUp() {
        leases.add(new SeenLease(key(0), kcl("dead"), true, STILL));
        leases.add(new SeenLease(key(1), kcl("k"), true, LIVING));

        FairShare.Decision decision = decide(1);

        assertThat(decision.ours()).isEmpty();
        assertThat(decision.toFree()).containsOnlyKeys(key(0));
    }

    @Test
    void theDecisionDoesNotDependOnTheOrder() {
        maySteal = true;
        for (int i = 0; i < 9; i++) {
            lease(i % 3 == 0 ? NOBODY : kcl("k" + i % 2), i % 4 == 0 ? STILL : LIVING);
        }
        FairShare.Decision forward = decide(2);
        Collections.reverse(leases);

        assertThat(decide(2)).isEqualTo(forward);
    }
}
