package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A record processor that throws")
final class FailurePolicyTest {
    private static final List<String> ALL =
            IntStream.range(0, 100).mapToObj(i -> "r" + i).toList();

    @ParameterizedTest(name = "{0}")
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
    @DisplayName("gets the same records again until it does not throw, exceptions and errors alike")
    void retries(Class<? extends Throwable> kind) {
        try (Stage stage = new Stage(1)) {
            stage.put(100);
            List<String> done = new ArrayList<>();
            int[] calls = {0};
            Stage.Actor worker = stage.worker(
                    "w",
                    builder -> builder.processor(batch -> {
                        calls[0]++;
                        assertThat(batch.attempt()).isEqualTo(calls[0] <= 5 ? calls[0] : 1);
                        if (calls[0] < 5) {
                            throwUnchecked(kind);
                        }
                        batch.records().forEach(record -> done.add(record.dataAsText()));
                    }));
            stage.run(Duration.ofSeconds(30));
            assertThat(done).isEqualTo(ALL);
            assertThat(worker.told(WorkerEvent.BatchFailed.class)).hasSize(4);
        }
    }

    @Test
    @DisplayName("loses only the poison records, to the dead-letter sink, under that policy")
    void deadLetters() {
        try (Stage stage = new Stage(1)) {
            stage.put(100);
            List<String> done = new ArrayList<>();
            List<String> parked = new ArrayList<>();
            stage.worker(
                    "w",
                    builder -> builder.failurePolicy(FailurePolicy.deadLetter(2))
                            .deadLetterSink((shard, record, cause, attempts) -> parked.add(record.dataAsText()))
                            .processor(batch -> {
                                if (batch.records().stream().anyMatch(record -> isPoison(record.dataAsText()))) {
                                    throw new IllegalArgumentException("poison");
                                }
                                batch.records().forEach(record -> done.add(record.dataAsText()));
                            }));
            stage.run(Duration.ofMinutes(2));
            assertThat(parked).containsExactly("r13", "r77");
            assertThat(done)
                    .isEqualTo(ALL.stream().filter(text -> !isPoison(text)).toList());
        }
    }

    private static boolean isPoison(String text) {
        return text.equals("r13") || text.equals("r77");
    }

    @Test
    @DisplayName("stops its shard after n tries under that policy, and the other shards go on")
    void stopsShard() {
        try (Stage stage = new Stage(2)) {
            stage.put(100);
            List<String> done = new ArrayList<>();
            String sick = stage.stream.shards().get(0).id().value();
            Stage.Actor worker = stage.worker(
                    "w",
                    builder -> builder.failurePolicy(FailurePolicy.stopShard(3)).processor(batch -> {
                        if (batch.shard().shardId().value().equals(sick)) {
                            throw new IllegalStateException("sick");
                        }
                        batch.records().forEach(record -> done.add(record.dataAsText()));
                    }));
            stage.run(Duration.ofMinutes(1));
            assertThat(worker.told(WorkerEvent.ShardStopped.class)).hasSize(1);
            assertThat(worker.told(WorkerEvent.BatchFailed.class)).hasSize(3);
            assertThat(done)
                    .hasSize(stage.stream
                            .records(stage.stream.shards().get(1).id())
                            .size());
        }
    }

    @Test
    @DisplayName("is initialised again when that throws, before it gets any record")
    void initializeIsRetried() {
        try (Stage stage = new Stage(1)) {
            stage.put(10);
            int[] tries = {0};
            stage.worker(
                    "w",
                    builder -> builder.processorFactory(shard -> {
                        if (++tries[0] < 3) {
                            throw new IllegalStateException("no database yet");
                        }
                        return stage.recording("w").create(shard);
                    }));
            stage.run(Duration.ofSeconds(30));
            assertThat(stage.distinctTexts()).hasSize(10);
        }
    }

    @Test
    @DisplayName("that hangs is reported with its stack, blocks its shard only, and is left behind at a hand-over")
    void hungProcessorBlocksOnlyItsShard() {
        try (Stage stage = new Stage(2)) {
            String sick = stage.stream.shards().get(0).id().value();
            List<String> done = new ArrayList<>();
            Stage.Actor[] actor = new Stage.Actor[1];
            actor[0] = stage.worker(
                    "w",
                    builder -> builder.checkpointPolicy(CheckpointPolicy.afterEachBatch())
                            .handOffTimeout(Duration.ofSeconds(20))
                            .processor(batch -> {
                                if (batch.shard().shardId().value().equals(sick)) {
                                    actor[0].processors.sleep(Duration.ofDays(1));
                                }
                                batch.records().forEach(record -> done.add(record.dataAsText()));
                            }));
            stage.put(100);
            stage.run(Duration.ofMinutes(3));
            assertThat(actor[0].told(WorkerEvent.ProcessorHung.class))
                    .isNotEmpty()
                    .allMatch(hung -> hung.lease().shard().value().equals(sick));
            assertThat(done)
                    .hasSize(stage.stream
                            .records(stage.stream.shards().get(1).id())
                            .size());

            stage.worker("heir");
            actor[0].consumer.stop();
            stage.run(Duration.ofMinutes(1));
            assertThat(actor[0].consumer.stopped().toCompletableFuture()).isCompleted();
            assertThat(stage.delivered.stream().filter(line -> line.contains(sick)))
                    .hasSize(stage.stream
                            .records(stage.stream.shards().get(0).id())
                            .size());
        }
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwUnchecked(Class<? extends Throwable> kind) throws E {
        try {
            throw (E) kind.getConstructor(String.class).newInstance("on purpose");
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
