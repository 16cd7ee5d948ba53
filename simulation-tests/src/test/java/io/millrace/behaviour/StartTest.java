package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.Versioned;
import io.millrace.engine.ConfigurationException;
import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.StartRefusedException;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Starting")
final class StartTest {
    @Test
    @DisplayName("names every fault of a configuration at once")
    void namesEveryFault() {
        assertThatThrownBy(() -> KinesisConsumer.builder()
                        .failoverTime(Duration.ofMillis(1))
                        .capacity(0)
                        .memoryBudgetBytes(1)
                        .failurePolicy(FailurePolicy.deadLetter(3))
                        .build())
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        refused -> assertThat(refused.problems())
                                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                                .containsExactlyInAnyOrder(
                                        "failoverTime",
                                        "capacity",
                                        "memoryBudgetBytes",
                                        "leaseStore",
                                        "recordSource",
                                        "processor",
                                        "deadLetterSink"));
    }

    @Test
    @DisplayName("is refused with a memory budget that is larger than the heap")
    void refusesMoreMemoryThanThereIs() {
        assertThatThrownBy(() -> KinesisConsumer.builder()
                        .memoryBudgetBytes(Long.MAX_VALUE)
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("memoryBudgetBytes: " + Long.MAX_VALUE + " is more than the heap");
    }

    @Test
    @DisplayName("is refused for a stream that does not exist, and writes nothing")
    void refusesUnknownStream() {
        try (Stage stage = new Stage(1)) {
            stage.stream.delete();
            Stage.Actor worker = stage.worker("w");
            stage.run(Duration.ofSeconds(5));
            assertRefused(worker, "words");
            assertThat(stage.table.writes()).isZero();
        }
    }

    @Test
    @DisplayName("is refused for a stream of the same name that was created anew, and its leases stay as they are")
    void refusesStreamOfAnotherIdentity() {
        try (Stage stage = new Stage(1)) {
            Stage.Actor first = stage.worker("first");
            stage.run(Duration.ofSeconds(5));
            first.consumer.stop();
            stage.run(Duration.ofSeconds(5));
            long writes = stage.table.writes();
            stage.run(Duration.ofHours(1));
            InMemoryStream again = InMemoryStream.builder("words")
                    .time(stage.kernel.trueTime())
                    .build();
            Stage.Actor second = stage.worker("second", builder -> builder.recordSource(again.source()));
            stage.run(Duration.ofSeconds(5));
            assertRefused(second, "created");
            assertThat(stage.table.writes()).isEqualTo(writes);
        }
    }

    @Test
    @DisplayName("is refused while leases are being copied, and writes nothing")
    void refusesIncompleteLeases() {
        try (Stage stage = new Stage(1)) {
            Stage.Actor first = stage.worker("first");
            stage.run(Duration.ofSeconds(5));
            first.consumer.stop();
            stage.run(Duration.ofSeconds(5));
            LeaseStore store = stage.table.store(Stage.APPLICATION);
            Versioned<?> bound = ((ReadAnswer.Found) store.read(EntryKey.streamBinding("words"))
                            .toCompletableFuture()
                            .join())
                    .found();
            store.replace(((StreamBinding) bound.entry()).incomplete(), bound.revision());
            long writes = stage.table.writes();
            Stage.Actor second = stage.worker("second");
            stage.run(Duration.ofSeconds(5));
            assertRefused(second, "not all of them are here yet");
            assertThat(stage.table.writes()).isEqualTo(writes);
        }
    }

    @Test
    @DisplayName("is refused when the store says that it will never work")
    void refusesRefusingStore() {
        try (Stage stage = new Stage(1)) {
            Stage.Actor worker = stage.worker("w", builder -> {
                FaultyStore store = new FaultyStore(stage.table.store(Stage.APPLICATION));
                store.failing = StoreFailure.Kind.REFUSED;
                builder.leaseStore(store);
            });
            stage.run(Duration.ofSeconds(5));
            assertRefused(worker, "REFUSED");
        }
    }

    @Test
    @DisplayName("waits for a store that does not answer yet")
    void waitsForStore() {
        try (Stage stage = new Stage(2)) {
            stage.put(10);
            FaultyStore store = new FaultyStore(stage.table.store(Stage.APPLICATION));
            store.failing = StoreFailure.Kind.UNAVAILABLE;
            stage.worker("w", builder -> builder.leaseStore(store));
            stage.run(Duration.ofMinutes(1));
            assertThat(stage.delivered).isEmpty();
            store.failing = null;
            stage.run(Duration.ofSeconds(15));
            assertThat(stage.distinctTexts()).hasSize(10);
        }
    }

    @Test
    @DisplayName("leaves a lease alone that cannot be understood, says so, and consumes the other shards")
    void leavesCorruptLeaseAlone() {
        try (Stage stage = new Stage(2)) {
            Stage.Actor first = stage.worker("first");
            stage.run(Duration.ofSeconds(5));
            first.consumer.stop();
            stage.run(Duration.ofSeconds(5));
            stage.put(20);
            Lease broken = stage.table.entries(Stage.APPLICATION, Lease.class).get(0);
            FaultyStore store = new FaultyStore(stage.table.store(Stage.APPLICATION));
            store.corrupt = broken.entryKey();
            Stage.Actor second = stage.worker("second", builder -> builder.leaseStore(store));
            stage.run(Duration.ofMinutes(2));
            assertThat(second.told(WorkerEvent.CorruptEntryFound.class)).isNotEmpty();
            assertThat(stage.table.entries(Stage.APPLICATION, Lease.class)).contains(broken);
            assertThat(stage.delivered)
                    .isNotEmpty()
                    .noneMatch(line -> line.contains(broken.shard().value()));
            long lists = second.events.stream()
                    .filter(event -> event instanceof WorkerEvent.CallEnded call
                            && call.operation().equals("list-shards"))
                    .count();
            assertThat(lists)
                    .as("listings of a stream whose hole cannot be healed")
                    .isLessThan(20);
        }
    }

    private static void assertRefused(Stage.Actor worker, String explanation) {
        assertThat(worker.consumer.start().toCompletableFuture()).isCompletedExceptionally();
        assertThatThrownBy(() -> worker.consumer.start().toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(StartRefusedException.class)
                .hasMessageContaining(explanation);
        assertThat(worker.consumer.stopped().toCompletableFuture()).isCompleted();
    }
}
