package io.millrace.domain.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.millrace.domain.assignment.Move;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.stream.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadBookTest {
    private static final SessionId A = new SessionId("a");
    private static final SessionId B = new SessionId("b");
    private static final LeaseKey LEASE = new LeaseKey("words", ShardId.ofOrdinal(0));
    private static final Move FOR_LOAD = new Move(LEASE, Optional.of(A), B, Move.Reason.LOAD, "why");
    private static final Move UNOWNED = new Move(LEASE, Optional.empty(), A, Move.Reason.UNOWNED, "why");

    private final LoadBook book = new LoadBook(0);
    private final List<WorkerSession> busy = ImmutableList.of(session(A, 5), session(B, 0));

    private static WorkerSession session(SessionId id, int level) {
        ImmutableSortedMap<LeaseKey, Integer> levels =
                level == 0 ? ImmutableSortedMap.of() : ImmutableSortedMap.of(LEASE, level);
        return new WorkerSession(id, "w", WorkerSession.State.ACTIVE, 1, Duration.ofSeconds(6), 1, 0)
                .withLoad(new WorkerLoad(0, 0, levels));
    }

    private static long minutes(double minutes) {
        return (long) (minutes * Duration.ofMinutes(1).toNanos());
    }

    private void learn(SessionId owner, double atMinutes, WorkerSession... sessions) {
        book.learn(ImmutableList.copyOf(sessions), ImmutableSortedMap.of(LEASE, owner), minutes(atMinutes));
    }

    @Test
    void aNewLeaderIsPatientFirst() {
        assertThat(book.isPlanDue(busy, minutes(1))).isFalse();
        assertThat(book.isPlanDue(busy, minutes(4.9))).isFalse();
        assertThat(book.isResting(LEASE, minutes(4.9))).isTrue();
        assertThat(book.isPlanDue(busy, minutes(5))).isTrue();
        assertThat(book.isResting(LEASE, minutes(5))).isFalse();
    }

    @Test
    void aChangeIsPlannedForOnceItHasStood() {
        book.planned(busy, ImmutableList.of(), true, false, minutes(6));
        assertThat(book.isPlanDue(busy, minutes(20))).isFalse();

        List<WorkerSession> changed = ImmutableList.of(session(A, 6), session(B, 0));
        assertThat(book.isPlanDue(changed, minutes(20))).isFalse();
        assertThat(book.isPlanDue(changed, minutes(21.9))).isFalse();
        assertThat(book.isPlanDue(changed, minutes(22))).isTrue();
    }

    @Test
    void whatIsAsItWasAgainIsNoChange() {
        book.planned(busy, ImmutableList.of(), true, false, minutes(6));
        book.isPlanDue(ImmutableList.of(session(A, 6), session(B, 0)), minutes(20));
        assertThat(book.isPlanDue(busy, minutes(21))).isFalse();
        assertThat(book.isPlanDue(ImmutableList.of(session(A, 6), session(B, 0)), minutes(22)))
                .isFalse();
    }

    @Test
    void theOwnerIsBelieved() {
        learn(B, 0, session(A, 5), session(B, 3));
        assertThat(book.level(LEASE)).isEqualTo(3);
        learn(A, 0, session(A, 5), session(B, 3));
        assertThat(book.level(LEASE)).isEqualTo(5);
        assertThat(book.weight(LEASE)).isEqualTo(LoadLevels.weight(5));
    }

    @Test
    void aLeaseThatChangesHandsKeepsItsLevelUntilItIsMeasured() {
        learn(A, 6, busy.get(0), busy.get(1));
        book.planned(busy, ImmutableList.of(FOR_LOAD), true, false, minutes(6));

        learn(B, 8, session(B, 0));
        assertThat(book.level(LEASE)).as("A has died, B has not measured").isEqualTo(5);
        learn(B, 12, session(B, 0));
        assertThat(book.level(LEASE)).isZero();
    }

    @Test
    void whatHasMovedForLoadRestsLongerEachTime() {
        double now = 6;
        for (double rest : new double[] {5, 10, 20, 40, 80, 80}) {
            book.planned(busy, ImmutableList.of(FOR_LOAD), true, false, minutes(now));
            assertThat(book.isResting(LEASE, minutes(now + rest - 0.1))).isTrue();
            assertThat(book.isResting(LEASE, minutes(now + rest))).isFalse();
            now += rest;
        }
        now += 80;
        book.planned(busy, ImmutableList.of(FOR_LOAD), true, false, minutes(now));
        assertThat(book.isResting(LEASE, minutes(now + 5)))
                .as("that is long ago")
                .isFalse();
    }

    @Test
    void whatHasMovedOtherwiseRestsToo() {
        book.planned(busy, ImmutableList.of(UNOWNED), false, false, minutes(6));
        assertThat(book.isResting(LEASE, minutes(10.9))).isTrue();
        assertThat(book.isResting(LEASE, minutes(11))).isFalse();
    }

    @Test
    void whenARestEndsItIsLookedAgain() {
        learn(A, 6, busy.get(0), busy.get(1));
        book.planned(busy, ImmutableList.of(UNOWNED), false, false, minutes(6));
        book.planned(busy, ImmutableList.of(), true, false, minutes(7));
        assertThat(book.isPlanDue(busy, minutes(10.9))).isFalse();
        assertThat(book.isPlanDue(busy, minutes(11))).isTrue();
    }

    @Test
    void aPlanThatWasCutShortIsGoneOnWith() {
        book.planned(busy, ImmutableList.of(FOR_LOAD), true, true, minutes(6));
        assertThat(book.isPlanDue(busy, minutes(6))).isTrue();
    }
}
