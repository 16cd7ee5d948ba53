package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.consumer.BatchLimits;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.domain.lease.Lease;
import io.millrace.engine.ConfigurationException;
import io.millrace.engine.KinesisConsumer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Records of one shard, processed side by side")
final class ParallelTest {
    private static final Duration FIVE_MILLIS = Duration.ofMillis(5);

    /** Puts records of a few keys, in turn: {@code key-0 0}, {@code key-1 0}, ..., {@code key-0 1}, ... */
    private static void put(Stage stage, int keys, int ofEach) {
        for (int n = 0; n < ofEach; n++) {
            for (int key = 0; key < keys; key++) {
                stage.stream.put("key-" + key, "key-" + key + " " + n);
            }
        }
    }

    private static List<String> all(int keys, int ofEach) {
        List<String> all = new ArrayList<>();
        IntStream.range(0, ofEach)
                .forEach(n -> IntStream.range(0, keys).forEach(key -> all.add("key-" + key + " " + n)));
        return all;
    }

    /** How long 2,000 records of 200 keys take from the first call on, when each takes 5 ms. */
    private static Duration timeFor(ProcessingOrder order) {
        try (Stage stage = new Stage(1)) {
            put(stage, 200, 10);
            List<String> done = new ArrayList<>();
            List<Long> momentsNanos = new ArrayList<>();
            Stage.Actor[] worker = new Stage.Actor[1];
            worker[0] = stage.worker(
                    "w",
                    builder -> builder.order(order)
                            .parallelism(64)
                            .processor(batch -> batch.records().forEach(record -> {
                                momentsNanos.add(stage.kernel.time().nowNanos());
                                worker[0].processors.sleep(FIVE_MILLIS);
                                done.add(record.dataAsText());
                            })));
            stage.run(Duration.ofSeconds(30));
            assertThat(done).containsExactlyInAnyOrderElementsOf(all(200, 10));
            if (order == ProcessingOrder.KEY) {
                Map<String, Integer> next = new LinkedHashMap<>();
                for (String text : done) {
                    String key = text.substring(0, text.indexOf(' '));
                    assertThat(Integer.parseInt(text.substring(key.length() + 1)))
                            .isEqualTo(next.merge(key, 1, Integer::sum) - 1);
                }
            }
            return Duration.ofNanos(momentsNanos.get(momentsNanos.size() - 1) - momentsNanos.get(0))
                    .plus(FIVE_MILLIS);
        }
    }

    @Test
    @DisplayName("are done more than twenty times as fast by key, and in no order, as in the order of the shard")
    void isFaster() {
        Duration shard = timeFor(ProcessingOrder.SHARD);
        assertThat(shard).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
        assertThat(timeFor(ProcessingOrder.KEY)).isLessThan(shard.dividedBy(20));
        assertThat(timeFor(ProcessingOrder.NONE)).isLessThan(shard.dividedBy(20));
    }

    @Test
    @DisplayName("wait for a poison record of their own key only; what is done beyond it is not done again")
    void poisonStopsItsKey() {
        try (Stage stage = new Stage(1)) {
            put(stage, 10, 30);
            List<String> done = new ArrayList<>();
            boolean[] isRepaired = {false};
            Stage.Actor first = poisoned(stage, "w1", done, isRepaired);
            stage.run(Duration.ofSeconds(30));
            assertThat(done).hasSizeGreaterThanOrEqualTo(9 * 30).doesNotContain("key-3 5", "key-3 6");

            Lease lease = stage.table.entries(Stage.APPLICATION, Lease.class).get(0);
            assertThat(lease.checkpoint()).isInstanceOf(Checkpoint.At.class);
            assertThat(lease.doneBeyond()).isPresent();
            int open = lease.doneBeyond().get().open().length();
            // The records before it that were in the same call are not done either.
            assertThat(open).isBetween(25, 30);

            first.process.kill();
            done.clear();
            isRepaired[0] = true;
            poisoned(stage, "w2", done, isRepaired);
            stage.run(Duration.ofSeconds(60));
            assertThat(done)
                    .isEqualTo(IntStream.range(30 - open, 30)
                            .mapToObj(n -> "key-3 " + n)
                            .toList());
        }
    }

    private static Stage.Actor poisoned(Stage stage, String name, List<String> done, boolean[] isRepaired) {
        return stage.worker(
                name,
                builder -> builder.order(ProcessingOrder.KEY)
                        .parallelism(4)
                        .batchLimits(new BatchLimits(40, 1 << 20, Duration.ZERO))
                        .checkpointPolicy(CheckpointPolicy.every(Duration.ofSeconds(1)))
                        .processor(batch -> batch.records().forEach(record -> {
                            if (record.dataAsText().equals("key-3 5") && !isRepaired[0]) {
                                throw new IllegalArgumentException("poison");
                            }
                            if (!done.contains(record.dataAsText())) {
                                done.add(record.dataAsText());
                            }
                        })));
    }

    @Test
    @DisplayName("go to the dead-letter sink one by one, and stop one key, as the failure policy says")
    void failurePolicies() {
        for (FailurePolicy policy : List.of(FailurePolicy.deadLetter(2), FailurePolicy.stopShard(2))) {
            try (Stage stage = new Stage(1)) {
                put(stage, 5, 20);
                List<String> done = new ArrayList<>();
                List<String> parked = new ArrayList<>();
                Stage.Actor worker = stage.worker(
                        "w",
                        builder -> builder.order(ProcessingOrder.KEY)
                                .failurePolicy(policy)
                                .deadLetterSink((shard, record, cause, attempts) -> parked.add(record.dataAsText()))
                                .processor(batch -> {
                                    if (batch.records().stream()
                                            .anyMatch(record ->
                                                    record.dataAsText().equals("key-1 7"))) {
                                        throw new IllegalArgumentException("poison");
                                    }
                                    batch.records().forEach(record -> done.add(record.dataAsText()));
                                }));
                stage.run(Duration.ofSeconds(60));
                if (policy instanceof FailurePolicy.DeadLetter) {
                    assertThat(parked).containsExactly("key-1 7");
                    assertThat(done).hasSize(99).doesNotHaveDuplicates();
                } else {
                    assertThat(done.stream().filter(text -> !text.startsWith("key-1 ")))
                            .hasSize(80);
                    assertThat(done).doesNotContainAnyElementsOf(lastOf("key-1", 7, 20));
                    assertThat(worker.told(WorkerEvent.Trouble.class))
                            .extracting(WorkerEvent.Trouble::toString)
                            .anyMatch(text -> text.contains("stops its partition key"));
                }
            }
        }
    }

    private static List<String> lastOf(String key, int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> key + " " + n).toList();
    }

    @Test
    @DisplayName("are in as many calls at a time as is set without a thread for each, when processors return at once")
    void asynchronous() {
        try (Stage stage = new Stage(1)) {
            put(stage, 100, 1);
            List<CompletableFuture<Void>> open = new ArrayList<>();
            List<RecordBatch> batches = new ArrayList<>();
            Stage.Actor worker = stage.worker(
                    "w",
                    builder -> builder.order(ProcessingOrder.KEY)
                            .parallelism(20)
                            .checkpointPolicy(CheckpointPolicy.afterEachBatch())
                            .asyncProcessor(batch -> {
                                CompletableFuture<Void> done = new CompletableFuture<>();
                                open.add(done);
                                batches.add(batch);
                                return done;
                            }));
            stage.run(Duration.ofSeconds(10));
            assertThat(open).hasSize(20);
            assertThat(worker.processors.calls()).isZero();
            assertThat(worker.told(WorkerEvent.CheckpointStored.class)).isEmpty();

            open.get(1).completeExceptionally(new IllegalStateException("not this time"));
            open.get(0).complete(null);
            stage.run(Duration.ofSeconds(5));
            assertThat(worker.told(WorkerEvent.BatchFailed.class)).hasSize(1);
            assertThat(worker.told(WorkerEvent.CheckpointStored.class)).isNotEmpty();

            for (int n = 0; n < open.size(); n++) {
                open.get(n).complete(null);
                stage.run(Duration.ofMillis(100));
            }
            assertThat(batches.stream()
                            .filter(batch -> batch.attempt() == 1)
                            .mapToInt(batch -> batch.records().size())
                            .sum())
                    .isEqualTo(100);
        }
    }

    @Test
    @DisplayName("are given up only when calls in hand have returned, and what they did is stored")
    void handOff() {
        try (Stage stage = new Stage(1)) {
            put(stage, 50, 4);
            Stage.Actor[] workers = new Stage.Actor[2];
            for (int n = 0; n < 2; n++) {
                int number = n;
                workers[n] = stage.worker(
                        "w" + n,
                        builder -> builder.order(ProcessingOrder.KEY)
                                .parallelism(7)
                                .processor(batch -> batch.records().forEach(record -> {
                                    workers[number].processors.sleep(Duration.ofMillis(400));
                                    stage.delivered.add(record.dataAsText());
                                })));
                stage.run(Duration.ofSeconds(3));
            }
            assertThat(stage.delivered).hasSizeBetween(20, 199);
            workers[0].consumer.stop();
            workers[1].consumer.stop();
            stage.run(Duration.ofSeconds(10));
            workers[0] = stage.worker(
                    "w3",
                    builder -> builder.order(ProcessingOrder.KEY)
                            .processor(batch ->
                                    batch.records().forEach(record -> stage.delivered.add(record.dataAsText()))));
            stage.run(Duration.ofSeconds(30));
            assertThat(stage.delivered).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(all(50, 4));
        }
    }

    @Test
    @DisplayName("cannot be checkpointed by hand")
    void manualIsRefused() {
        assertThatThrownBy(() -> KinesisConsumer.builder()
                        .order(ProcessingOrder.KEY)
                        .parallelism(0)
                        .emptyBatches(true)
                        .checkpointPolicy(CheckpointPolicy.manual())
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("checkpointPolicy: manual")
                .hasMessageContaining("emptyBatches: true")
                .hasMessageContaining("parallelism: 0");
    }
}
