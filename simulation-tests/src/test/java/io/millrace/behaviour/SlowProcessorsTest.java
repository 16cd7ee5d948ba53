package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.engine.KinesisConsumerBuilder;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A worker with many shards whose processors are slow")
final class SlowProcessorsTest {
    private static final int SHARDS = 1_000;
    private static final int RECORDS_OF_A_SHARD = 60;
    private static final int RECORD_BYTES = 1_000;
    private static final long BUDGET_BYTES = 16 << 20;
    /** What the engine reckons with around a record, less a little. */
    private static final long AROUND_A_RECORD = 300;

    private static final Duration WORK = Duration.ofMillis(100);

    private final TreeMap<String, Integer> done = new TreeMap<>();
    private long heldBytes;
    private long mostBytes;

    @ParameterizedTest
    @EnumSource
    @DisplayName("holds no more than its memory budget, and every shard gets its turn")
    void holdsNoMoreThanItsBudget(ProcessingOrder order) {
        try (Stage stage = new Stage(SHARDS)) {
            byte[] data = new byte[RECORD_BYTES];
            for (int number = 0; number < SHARDS * RECORDS_OF_A_SHARD; number++) {
                stage.stream.put("key-" + number, data);
            }
            stage.worker("worker", slow(stage, builder -> builder.order(order).parallelism(1)));
            stage.run(Duration.ofSeconds(15));
            assertThat(mostBytes).isBetween(BUDGET_BYTES / 4, BUDGET_BYTES);
            assertThat(done).hasSize(SHARDS);
            assertThat(done.values()).allMatch(records -> records >= 20);
        }
    }

    @Test
    @DisplayName("holds little more by enhanced fan-out, where an event may be larger than the one before")
    void holdsNoMoreByFanOut() {
        try (Stage stage = new Stage(100)) {
            for (int number = 0; number < 20_000; number++) {
                stage.stream.put("key-" + number, new byte[RECORD_BYTES]);
            }
            stage.worker("worker", slow(stage, builder -> builder.fanOut(FanOutSettings.as("slow"))));
            stage.run(Duration.ofSeconds(60));
            assertThat(mostBytes).isBetween(BUDGET_BYTES / 4, BUDGET_BYTES);
            assertThat(done).hasSize(100);
        }
    }

    @Test
    @DisplayName("holds no more when records are suddenly a thousand times as large, and loses none of them")
    void recordsThatGrow() {
        try (Stage stage = new Stage(50)) {
            int records = 0;
            for (int size : new int[] {100, 100_000}) {
                byte[] data = new byte[size];
                for (int number = 0; number < 1_000; number++) {
                    stage.stream.put("key-" + records++, data);
                }
            }
            stage.worker("worker", slow(stage, builder -> {}));
            stage.run(Duration.ofMinutes(5));
            assertThat(mostBytes).isBetween(BUDGET_BYTES / 4, BUDGET_BYTES);
            assertThat(done.values().stream().mapToInt(count -> count).sum()).isEqualTo(records);
            assertThat(heldBytes).isZero();
        }
    }

    private Consumer<KinesisConsumerBuilder> slow(Stage stage, Consumer<KinesisConsumerBuilder> change) {
        return builder -> change.accept(builder.memoryBudgetBytes(BUDGET_BYTES)
                .listener(this::count)
                .asyncProcessor(batch -> process(stage, batch)));
    }

    private CompletionStage<Void> process(Stage stage, RecordBatch batch) {
        int count = batch.records().size();
        CompletableFuture<Void> processed = new CompletableFuture<>();
        stage.kernel.time().schedule(count * WORK.toNanos(), () -> {
            done.merge(batch.shard().shardId().value(), count, Integer::sum);
            processed.complete(null);
        });
        return processed;
    }

    private void count(WorkerEvent event) {
        if (event instanceof WorkerEvent.Fetched fetched) {
            heldBytes += fetched.bytes() + fetched.records() * AROUND_A_RECORD;
        } else if (event instanceof WorkerEvent.BatchDone batch) {
            heldBytes -= batch.bytes() + batch.records() * AROUND_A_RECORD;
        }
        mostBytes = Math.max(mostBytes, heldBytes);
    }
}
