package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.Shard;
import io.millrace.ports.processing.AsyncRecordProcessor;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.kernel.KeyedRandom;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A fleet balanced by load")
final class LoadBalanceTest {
    private static final Duration ONE_RECORD_EVERY = Duration.ofSeconds(2);

    private final Stage stage = new Stage(4);
    private final List<Stage.Actor> actors = new ArrayList<>();
    /** What a record of each shard costs, in milliseconds of CPU. */
    private final TreeMap<String, Long> costMillis = new TreeMap<>();

    @AfterEach
    void close() {
        stage.close();
    }

    private Stage.Actor worker(String name) {
        Stage.Actor actor = stage.worker(
                name,
                builder -> builder.processorFactory(shard -> batch -> batch.records()
                        .forEach(record -> stage.cpu.compute(Duration.ofMillis(
                                costMillis.getOrDefault(shard.shardId().value(), 1L))))));
        actors.add(actor);
        return actor;
    }

    /** One record to each shard at a time. */
    private void run(Duration duration) {
        for (long put = 0; put < duration.dividedBy(ONE_RECORD_EVERY); put++) {
            for (Shard shard : stage.stream.openShards()) {
                BigInteger key = shard.hashKeyRange().start();
                stage.stream.put("key", key, "r".getBytes(StandardCharsets.UTF_8));
            }
            stage.run(ONE_RECORD_EVERY);
        }
    }

    private static ImmutableSortedSet<String> held(Stage.Actor actor) {
        TreeSet<String> held = new TreeSet<>();
        for (WorkerEvent event : actor.events) {
            if (event instanceof WorkerEvent.LeaseTaken taken) {
                held.add(taken.lease().shard().value());
            } else if (event instanceof WorkerEvent.LeaseReleased released) {
                held.remove(released.lease().shard().value());
            } else if (event instanceof WorkerEvent.LeaseLost lost) {
                held.remove(lost.lease().shard().value());
            }
        }
        return ImmutableSortedSet.copyOf(held);
    }

    private int takes() {
        return actors.stream()
                .mapToInt(actor -> actor.told(WorkerEvent.LeaseTaken.class).size())
                .sum();
    }

    private List<LeaseKey> movedForLoad() {
        return actors.stream()
                .flatMap(actor -> actor.told(WorkerEvent.Planned.class).stream())
                .flatMap(plan -> plan.forLoad().stream())
                .toList();
    }

    private void heat(ImmutableSortedSet<String> shards, long millis) {
        shards.forEach(shard -> costMillis.put(shard, millis));
    }

    @Test
    @DisplayName("parts two hot shards that sit together, by moving each of two leases once")
    void partsHotShards() {
        Stage.Actor first = worker("first");
        Stage.Actor second = worker("second");
        run(Duration.ofSeconds(20));
        int before = takes();
        ImmutableSortedSet<String> hot = held(first);
        assertThat(hot).hasSize(2);
        heat(hot, 800);

        run(Duration.ofMinutes(10));

        assertThat(held(first)).hasSize(2).filteredOn(hot::contains).hasSize(1);
        assertThat(held(second)).hasSize(2).filteredOn(hot::contains).hasSize(1);
        assertThat(takes() - before).isEqualTo(2);
        assertThat(movedForLoad()).hasSize(2).doesNotHaveDuplicates();

        run(Duration.ofMinutes(30));
        assertThat(takes() - before).as("nothing more moves").isEqualTo(2);
    }

    @Test
    @DisplayName("leaves everything where it is when a low load wavers for an hour")
    void leavesLowLoadAlone() {
        worker("first");
        worker("second");
        KeyedRandom random = new KeyedRandom(5, "load");
        run(Duration.ofSeconds(20));
        int before = takes();

        for (int minute = 0; minute < 60; minute++) {
            for (Shard shard : stage.stream.openShards()) {
                // about the first bound, a tenth of a core: from next to nothing to twice that
                costMillis.put(shard.id().value(), random.nextLong(shard.id().value(), 400));
            }
            run(Duration.ofMinutes(1));
        }

        assertThat(takes() - before).isZero();
        assertThat(movedForLoad()).isEmpty();
    }

    @Test
    @DisplayName("moves less and less when the load itself goes to and fro")
    void comesToRestUnderALoadThatDoesNot() {
        Stage.Actor first = worker("first");
        worker("second");
        run(Duration.ofSeconds(20));

        for (int round = 0; round < 16; round++) {
            // whatever one worker has is hot, then what the other has: the worst there can be
            costMillis.clear();
            heat(held(round % 2 == 0 ? first : actors.get(1)), 900);
            run(Duration.ofMinutes(15));
        }

        TreeMap<LeaseKey, Integer> times = new TreeMap<>();
        movedForLoad().forEach(lease -> times.merge(lease, 1, Integer::sum));
        assertThat(times).isNotEmpty();
        assertThat(times.values()).as("in four hours").allMatch(moves -> moves <= 6);
    }

    @Test
    @DisplayName("is evened out by a new leader too, which has only the sessions to go by")
    void isEvenedOutByANewLeader() {
        Stage.Actor first = worker("first");
        Stage.Actor second = worker("second");
        run(Duration.ofSeconds(20));
        ImmutableSortedSet<String> hot = held(first);
        heat(hot, 800);
        run(Duration.ofMinutes(12));
        assertThat(movedForLoad()).hasSize(2);
        Stage.Actor leader = first.hasTold(WorkerEvent.LeadershipTaken.class::isInstance) ? first : second;
        Stage.Actor other = leader.equals(first) ? second : first;

        // With it go the loads that it alone has measured, so that what comes back to it may be the two hot ones.
        leader.process.pause(Duration.ofSeconds(20));
        run(Duration.ofMinutes(30));

        assertThat(other.told(WorkerEvent.LeadershipTaken.class)).hasSize(1);
        assertThat(held(leader)).hasSize(2).filteredOn(hot::contains).hasSize(1);
        assertThat(movedForLoad()).as("at most one more exchange").hasSizeBetween(2, 4);
    }

    @Test
    @DisplayName("counts what a call computes before it returns a stage or throws")
    void countsCallsHoweverTheyEnd() {
        List<Shard> shards = stage.stream.openShards();
        String staged = shards.get(0).id().value();
        String failing = shards.get(1).id().value();
        Stage.Actor worker = stage.worker(
                "w",
                builder -> builder.processorFactory(shard -> (AsyncRecordProcessor) batch -> {
                    stage.cpu.compute(Duration.ofMillis(
                            costMillis.getOrDefault(shard.shardId().value(), 1L)));
                    if (shard.shardId().value().equals(failing)) {
                        throw new IllegalStateException("it computes for nothing");
                    }
                    return CompletableFuture.completedFuture(null);
                }));
        heat(ImmutableSortedSet.of(staged), 800);
        heat(ImmutableSortedSet.of(failing), 8_000);

        run(Duration.ofMinutes(3));

        List<WorkerEvent.LoadMeasured> told = worker.told(WorkerEvent.LoadMeasured.class);
        assertThat(told.get(told.size() - 1).load().levels().keySet())
                .extracting(lease -> lease.shard().value())
                .containsExactlyInAnyOrder(staged, failing);
    }

    @Test
    @DisplayName("spends no write on telling its load")
    void writesNothingMore() {
        worker("first");
        worker("second");
        run(Duration.ofSeconds(30));
        long before = stage.table.writes();
        heat(held(actors.get(0)), 10);
        stage.run(Duration.ofMinutes(10));
        long quiet = stage.table.writes() - before;

        heat(held(actors.get(0)), 100);
        before = stage.table.writes();
        for (int i = 0; i < 60; i++) {
            stage.cpu.compute(Duration.ofSeconds(1 + i % 7));
            stage.run(Duration.ofSeconds(10));
        }
        assertThat(stage.table.writes() - before).isBetween(quiet - 2, quiet + 2);
    }
}
