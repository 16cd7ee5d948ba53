package io.millrace.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerSession;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaderFitnessTest {
    @Test
    void aLeaderMakesWayForOneThatHasMoreOfTheFleetsStreams() {
        assertThat(LeaderFitness.shouldGiveWay(worker("a"), List.of(worker("a"), worker("a", "b"))))
                .isTrue();
    }

    @Test
    void aLeaderWithEveryStreamStays() {
        assertThat(LeaderFitness.shouldGiveWay(worker("a", "b"), List.of(worker("a", "b"), worker("a"), worker("b"))))
                .isFalse();
    }

    @Test
    void neitherOfTwoThatHaveAsManyMakesWay() {
        assertThat(LeaderFitness.shouldGiveWay(worker("a", "b"), List.of(worker("a", "b"), worker("b", "c"))))
                .isFalse();
    }

    @Test
    void workersThatLeaveOrDoNotSayDoNotCount() {
        WorkerSession leaving = worker(WorkerSession.State.LEAVING, "a", "b");

        assertThat(LeaderFitness.shouldGiveWay(worker("a"), List.of(worker("a"), leaving, worker())))
                .isFalse();
        assertThat(LeaderFitness.shouldGiveWay(worker(), List.of(worker(), worker("a", "b"))))
                .isFalse();
    }

    private static WorkerSession worker(String... streams) {
        return worker(WorkerSession.State.ACTIVE, streams);
    }

    private static WorkerSession worker(WorkerSession.State state, String... streams) {
        return new WorkerSession(
                new SessionId("w" + String.join("", streams)),
                "w",
                state,
                1,
                Duration.ofSeconds(6),
                1,
                0,
                ImmutableSortedSet.copyOf(streams));
    }
}
