package io.millrace.simulation.invariant;

import static io.millrace.simulation.invariant.History.LEASE;
import static io.millrace.simulation.invariant.History.lease;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a fleet owes in time: each law is told one history that it allows and one that it does not. */
class LivenessTest {
    private final History history = new History();

    @Test
    void l4AJoinMovesAShareOnce() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.shard(1);
        Lease second = history.take("w1", history.write("w1", lease(1)));
        history.pass(Duration.ofSeconds(20));
        history.truth.started("w3", "w3");
        history.truth.configured("w3", History.CONFIG);
        history.session("w3");
        first = history.take("w3", history.release("w1", first));
        assertThat(history.broken()).doesNotContain("L4");
        history.take("w3", history.release("w1", second));
        assertThat(history.broken()).contains("L4");
    }

    @Test
    void l4ALeaseMovesOnce() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.pass(Duration.ofSeconds(20));
        history.truth.askedToStop("w1");
        Lease moved = history.take("w2", history.release("w1", first));
        assertThat(history.broken()).doesNotContain("L4");
        history.take("w2", history.release("w2", moved));
        assertThat(history.broken()).contains("L4");
    }

    @Test
    void l4NobodyTakesAgainWhatHeGaveUp() {
        Lease first = history.write("w1", lease(0));
        history.pass(Duration.ofSeconds(1));
        first = history.take("w1", first);
        history.pass(Duration.ofSeconds(1));
        history.truth.started("w3", "w3");
        history.truth.configured("w3", History.CONFIG);
        history.session("w3");
        history.pass(Duration.ofSeconds(1));
        first = history.take("w1", history.release("w1", first));
        assertThat(history.broken()).as("a worker had joined").doesNotContain("L4");
        history.pass(Duration.ofSeconds(1));
        history.take("w1", history.release("w1", first));
        assertThat(history.broken()).contains("L4");
    }

    @Test
    void l4WhatMovesForLoadIsAnotherMatter() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.pass(Duration.ofSeconds(20));
        history.truth.askedToStop("w1");
        Lease moved = history.take("w2", history.release("w1", first));
        history.says("w2", movedForLoad());
        history.take("w2", history.release("w2", moved));
        assertThat(history.broken()).doesNotContain("L4");
    }

    @Test
    void l13ALeaseMovesForLoadRarely() {
        History busy =
                new History(Scenario.quiet(1, 2, 1, Duration.ofMinutes(1)).withLoad(500, Duration.ofMillis(10)));
        busy.says("w1", new WorkerEvent.LeadershipTaken(1));
        busy.pass(Duration.ofMinutes(5));
        busy.says("w1", movedForLoad());
        busy.pass(Duration.ofMinutes(5));
        busy.says("w1", movedForLoad());
        assertThat(busy.broken()).doesNotContain("L13");
        busy.pass(Duration.ofMinutes(4));
        busy.says("w1", movedForLoad());
        assertThat(busy.broken()).contains("L13");
    }

    @Test
    void l13ANewLeaderMovesNothingForLoad() {
        History busy =
                new History(Scenario.quiet(1, 2, 1, Duration.ofMinutes(1)).withLoad(500, Duration.ofMillis(10)));
        busy.says("w2", new WorkerEvent.LeadershipTaken(1));
        busy.pass(Duration.ofMinutes(4));
        busy.says("w2", movedForLoad());
        assertThat(busy.broken()).contains("L13");
    }

    @Test
    void l13NothingMovesWhereThereIsLittleToDo() {
        history.says("w1", new WorkerEvent.LeadershipTaken(1));
        history.pass(Duration.ofMinutes(50));
        history.says("w1", movedForLoad());
        assertThat(history.broken()).contains("L13");
    }

    private static WorkerEvent movedForLoad() {
        return new WorkerEvent.Planned(1, 2, ImmutableList.of("a move"), ImmutableSortedSet.of(LEASE));
    }

    @Test
    void l14BusyShardsAreParted() {
        for (int shard = 0; shard < 4; shard++) {
            history.shard(shard);
            history.take(shard < 2 ? "w1" : "w2", history.write("w1", lease(shard)));
        }
        history.load("w1", new WorkerLoad(1, 2, ImmutableSortedMap.of(LEASE, 6)));
        history.live(Duration.ofMinutes(21), "w1", "w2");
        assertThat(history.broken()).as("no move would help").doesNotContain("L14");
        history.load("w1", new WorkerLoad(1, 2, ImmutableSortedMap.of(LEASE, 6, History.key(1), 6)));
        history.live(Duration.ofMinutes(9), "w1", "w2");
        assertThat(history.broken()).doesNotContain("L14");
        history.live(Duration.ofMinutes(2), "w1", "w2");
        assertThat(history.broken()).contains("L14");
    }

    @Test
    void withThousandsOfLeasesTheLawsLookOverAllEveryFiveSeconds() {
        int looks = 0;
        for (int shard = 0; shard <= 1_000; shard++) {
            assertThat(history.truth.isTimeToLookOverAll())
                    .as("%d leases", shard)
                    .isTrue();
            history.write("w1", lease(shard));
            history.pass(Duration.ofSeconds(1));
        }
        for (int second = 0; second < 20; second++) {
            history.pass(Duration.ofSeconds(1));
            looks += history.truth.isTimeToLookOverAll() ? 1 : 0;
        }
        assertThat(looks).isEqualTo(4);
    }

    @Test
    void l5AChildIsTakenSoon() {
        history.truth.stream().closed(ShardId.ofOrdinal(0));
        history.shard(1, 0);
        Lease parent = history.take("w1", history.write("w1", lease(0)));
        history.write("w1", lease(1, 0));
        history.checkpoint("w1", parent, Checkpoint.SHARD_END);
        history.live(Duration.ofSeconds(50), "w1");
        assertThat(history.broken()).doesNotContain("L5");
        history.live(Duration.ofSeconds(10), "w1");
        assertThat(history.broken()).contains("L5");
    }

    @Test
    void l7AWorkerStopsInTime() {
        history.truth.askedToStop("w1");
        history.live(Duration.ofSeconds(45), "w1");
        assertThat(history.broken()).doesNotContain("L7");
        history.live(Duration.ofSeconds(5), "w1");
        assertThat(history.broken()).contains("L7");
    }

    @Test
    void l7WhoGivesUpALeaseStoresWhatIsDone() {
        history.put(0, 1);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.call(history.batch(history.initialized("w1", first), 1));
        history.live(Duration.ofSeconds(2), "w1");
        history.release("w1", first);
        assertThat(history.broken()).contains("L7");
    }

    @Test
    void l8AfterAFaultReadsComeBack() {
        history.take("w1", history.write("w1", lease(0)));
        history.truth.injected(FaultKind.SOURCE_THROTTLED, "w1");
        history.truth.sent(history.call("w1", "stream.records", 0));
        history.live(Duration.ofSeconds(45), "w1");
        assertThat(history.broken()).doesNotContain("L8");
        history.live(Duration.ofSeconds(2), "w1");
        assertThat(history.broken()).contains("L8");
    }

    @Test
    void l9AHungCallIsReported() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.put(0, 1);
        history.truth.began(history.batch(history.initialized("w1", first), 1));
        history.live(Duration.ofSeconds(60), "w1");
        assertThat(history.broken()).doesNotContain("L9");
        history.live(Duration.ofSeconds(8), "w1");
        assertThat(history.broken()).contains("L9");
    }

    @Test
    void l9ASlowCallIsNot() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.put(0, 1);
        history.truth.began(history.batch(history.initialized("w1", first), 1));
        history.pass(Duration.ofSeconds(50));
        history.says("w1", new WorkerEvent.ProcessorHung(LEASE, "processRecords", Duration.ofSeconds(50), ""));
        assertThat(history.broken()).containsExactly("L9");
    }

    @Test
    void l10LeasesOfEndedShardsAreRemoved() {
        history.truth.stream().closed(ShardId.ofOrdinal(0));
        history.shard(1, 0);
        history.put(1, 7);
        Lease parent = history.take("w1", history.write("w1", lease(0)));
        history.checkpoint("w1", parent, Checkpoint.SHARD_END);
        Lease child = history.take("w1", history.write("w1", lease(1, 0)));
        assertThat(history.recovery.leftOver()).isEmpty();
        history.call(history.batch(history.initialized("w1", child), 7));
        history.checkpoint("w1", child, History.at(7));
        assertThat(history.recovery.leftOver()).extracting(Recovery.Debt::lease).isEqualTo(ImmutableList.of(LEASE));
        history.delete("w1", LEASE);
        assertThat(history.recovery.leftOver()).isEmpty();
    }

    @Test
    void l11EveryShardIsTakenAtTheBeginning() {
        history.live(Duration.ofSeconds(34), "w1");
        assertThat(history.broken()).doesNotContain("L11");
        history.live(Duration.ofSeconds(4), "w1");
        assertThat(history.broken()).contains("L11");
    }
}
