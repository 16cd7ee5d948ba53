package io.millrace.simulation.invariant;

import static io.millrace.simulation.invariant.History.LEASE;
import static io.millrace.simulation.invariant.History.at;
import static io.millrace.simulation.invariant.History.lease;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The laws about who owns a lease and why: each is told one history that it allows and one that it does not. */
class LeaseInvariantsTest {
    private final History history = new History();

    @Test
    void s10AChildBeginsAtItsBeginning() {
        history.write("w1", lease(0));
        history.shard(1, 0);
        history.write("w1", lease(1, 0));
        assertThat(history.broken()).isEmpty();
        history.shard(2, 0);
        history.write("w1", lease(2, 0).withCheckpoint(Checkpoint.LATEST, Optional.empty()));
        assertThat(history.broken()).containsExactly("S10");
    }

    @Test
    void s10AShardWhoseParentIsNotReadBeginsWhereTheUserSays() {
        history.shard(1, 0);
        history.write("w1", lease(1, 0).withCheckpoint(Checkpoint.LATEST, Optional.empty()));
        assertThat(history.broken()).isEmpty();
    }

    @Test
    void s11AHoleIsGoneAfterALookAtTheStream() {
        history.live(Duration.ofSeconds(50), "w1");
        assertThat(history.broken()).doesNotContain("S11");
        history.live(Duration.ofSeconds(20), "w1");
        assertThat(history.broken()).contains("S11");
    }

    @Test
    void s11WhileFaultsGoOnNobodyOwesALook() {
        for (int i = 0; i < 3; i++) {
            history.live(Duration.ofSeconds(40), "w1");
            history.truth.injected(io.millrace.simulation.scenario.FaultKind.SOURCE_STALE_LIST, "w1");
        }
        assertThat(history.broken()).doesNotContain("S11");
    }

    @Test
    void s14NothingIsHandedOverUnderAnEpochThatIsOver() {
        history.put(0, 1);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        var run = history.initialized("w1", first);
        history.take("w2", history.release("w1", first));
        assertThat(history.broken()).isEmpty();
        history.truth.began(history.batch(run, 1));
        assertThat(history.broken()).containsExactly("S14");
    }

    @Test
    void s14WhoGivesUpALeaseHasWaitedForItsBatch() {
        history.put(0, 1);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.truth.began(history.batch(history.initialized("w1", first), 1));
        history.pass(Duration.ofSeconds(20));
        history.release("w1", first);
        assertThat(history.broken()).contains("S14");
    }

    @Test
    void s14AHandOffDoesNotWaitForEver() {
        history.put(0, 1);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.truth.began(history.batch(history.initialized("w1", first), 1));
        history.pass(Duration.ofSeconds(30));
        history.release("w1", first);
        assertThat(history.broken()).doesNotContain("S14");
    }

    @Test
    void s15TheLeaseOfALivingWorkerIsNotTaken() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.take("w2", first);
        assertThat(history.broken()).containsExactly("S15");
    }

    @Test
    void s15ADeadWorkerHasBeenSilentForItsFailoverTime() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.pass(Duration.ofSeconds(8));
        history.bury("w2", "w1");
        Lease second = history.take("w2", first);
        history.says(
                "w2", history.taken(second, "expired", History.session(1, "w1").value()));
        assertThat(history.broken()).isEmpty();
    }

    @Test
    void s15AWorkerThatBeatsIsNotDeclaredDead() {
        history.pass(Duration.ofSeconds(6));
        history.beat("w1");
        history.pass(Duration.ofSeconds(6));
        history.bury("w2", "w1");
        assertThat(history.broken()).containsExactly("S15");
    }

    @Test
    void s15TheReasonThatIsToldIsTheTrueOne() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.says("w1", history.taken(first, "unowned", ""));
        Lease second = history.take("w2", history.release("w1", first));
        assertThat(history.broken()).isEmpty();
        history.says("w2", history.taken(second, "unowned", ""));
        assertThat(history.broken()).containsExactly("S15");
    }

    @Test
    void s16AFailoverRepeatsOneCheckpointInterval() {
        history.put(0, 1, 2);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        var run = history.initialized("w1", first);
        history.call(history.batch(run, 1));
        history.live(Duration.ofSeconds(12), "w1");
        history.beat("w1");
        history.bury("w1", "w1");
        history.take("w2", first);
        assertThat(history.broken()).isEmpty();
    }

    @Test
    void s16AndL6WorkThatNobodyCheckpointsIsFound() {
        history.put(0, 1, 2);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.call(history.batch(history.initialized("w1", first), 1));
        history.live(Duration.ofSeconds(20), "w1");
        assertThat(history.broken()).containsExactly("L6");
        history.beat("w1");
        history.bury("w1", "w1");
        history.take("w2", first);
        assertThat(history.broken()).containsExactly("L6", "S16");
    }

    @Test
    void s21ASessionIsBeatenForByWhoMadeIt() {
        var session = history.truth.leases().session(History.session(1, "w1")).orElseThrow();
        history.truth.applied("w2", 0, session.entryKey(), Optional.of(session), 2);
        assertThat(history.broken()).containsExactly("S21");
    }

    @Test
    void s21TwoDoNotBelieveForLongThatTheyOwnALease() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.says("w1", history.taken(first, "unowned", ""));
        Lease second = history.take("w2", history.release("w1", first));
        history.says("w2", history.taken(second, "hand-off", ""));
        history.live(Duration.ofSeconds(12), "w1", "w2");
        assertThat(history.broken()).isEmpty();
        history.live(Duration.ofSeconds(5), "w1", "w2");
        assertThat(history.broken()).containsExactly("S21");
    }

    @Test
    void s23NobodyGivesUpForLostWhatIsItsOwn() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.says("w1", new WorkerEvent.LeaseLost(LEASE, 1, "a checkpoint was refused by the store"));
        assertThat(history.broken()).containsExactly("S23");
        history.take("w2", first);
        history.says("w1", new WorkerEvent.LeaseLost(LEASE, 1, "a checkpoint was refused by the store"));
        assertThat(history.truth.verdict().violations())
                .filteredOn(violation -> violation.id().equals("S23"))
                .hasSize(1);
    }

    @Test
    void s23ASessionThatStandsInTheStoreIsNotLost() {
        history.truth.injected(io.millrace.simulation.scenario.FaultKind.STORE_SLOW, "w1");
        history.says("w1", new WorkerEvent.SessionLost(History.session(1, "w1")));
        assertThat(history.broken()).containsExactly("S23");
    }

    @Test
    void s24ALateAnswerChangesNothing() {
        history.put(0, 1);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.says("w1", history.taken(first, "unowned", ""));
        var released = new WorkerEvent.LeaseReleased(LEASE, 1, at(1), "hand-off");
        history.says("w1", released);
        assertThat(history.broken()).isEmpty();
        history.says(
                "w1",
                new WorkerEvent.BatchStarted(
                        LEASE,
                        1,
                        history.batch(history.run("w1", first), 1)
                                .records()
                                .get(0)
                                .position(),
                        history.batch(history.run("w1", first), 1)
                                .records()
                                .get(0)
                                .position(),
                        1,
                        1));
        assertThat(history.broken()).containsExactly("S24");
    }

    @Test
    void s24NoLeaseIsTakenTwiceUnderOneEpoch() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.says("w1", history.taken(first, "unowned", ""));
        assertThat(history.broken()).isEmpty();
        history.says("w1", history.taken(first, "unowned", ""));
        assertThat(history.broken()).containsExactly("S24");
    }

    @Test
    void s13AWorkerDoesNotSayAnUntruth() {
        history.take("w1", history.write("w1", lease(0)));
        history.says("w1", new WorkerEvent.CheckpointStored(LEASE, 1, at(1)));
        assertThat(history.broken()).containsExactly("S13");
        assertThat(history.truth.stream().shard(ShardId.ofOrdinal(0)).size()).isZero();
    }
}
