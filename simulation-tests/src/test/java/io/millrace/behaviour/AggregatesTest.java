package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.inmemory.NewRecord;
import io.millrace.domain.aggregation.AggregateBuilder;
import io.millrace.domain.aggregation.CorruptAggregateException;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.consumer.BatchLimits;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.telemetry.WorkerEvent;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Aggregated records")
final class AggregatesTest {
    private static byte[] aggregate(int from, int to) {
        AggregateBuilder builder = new AggregateBuilder();
        IntStream.range(from, to).forEach(n -> builder.add("key-" + n, ("r" + n).getBytes(StandardCharsets.UTF_8)));
        return builder.build();
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> "r" + n).toList();
    }

    @Test
    @DisplayName("are handed over one by one among plain ones, in their order and in batches of the usual size")
    void areTakenApart() {
        try (Stage stage = new Stage(1)) {
            stage.stream.put("key-0", "r0");
            stage.stream.put(NewRecord.of("key-1", aggregate(1, 8)));
            stage.stream.put("key-8", "r8");
            stage.stream.put(NewRecord.of("key-9", aggregate(9, 10)));
            List<StreamRecord> records = new ArrayList<>();
            Stage.Actor worker = stage.worker(
                    "w",
                    builder -> builder.batchLimits(new BatchLimits(3, 1 << 20, Duration.ZERO))
                            .processor(batch -> {
                                assertThat(batch.records()).hasSizeLessThanOrEqualTo(3);
                                records.addAll(batch.records());
                            }));
            stage.run(Duration.ofSeconds(10));

            assertThat(records).extracting(StreamRecord::dataAsText).isEqualTo(texts(0, 10));
            assertThat(records)
                    .extracting(record -> record.position().subSequenceNumber())
                    .containsExactly(0L, 0L, 1L, 2L, 3L, 4L, 5L, 6L, 0L, 0L);
            assertThat(worker.told(WorkerEvent.AggregatesTakenApart.class))
                    .first()
                    .matches(told -> told.aggregates() == 2 && told.records() == 8 && told.siblings() == 0);
        }
    }

    @Test
    @DisplayName("may be checkpointed inside, and go on there after a crash")
    void checkpointInside() {
        try (Stage stage = new Stage(1)) {
            stage.stream.put(NewRecord.of("key-0", aggregate(0, 10)));
            Stage.Actor first = stage.worker(
                    "w1",
                    builder -> builder.checkpointPolicy(CheckpointPolicy.manual())
                            .processor(batch -> batch.checkpointer()
                                    .checkpoint(batch.records().get(3).position())));
            stage.run(Duration.ofSeconds(5));
            first.process.kill();
            stage.worker("w2");
            stage.run(Duration.ofSeconds(30));

            assertThat(stage.distinctTexts()).isEqualTo(texts(4, 10));
            assertThat(stage.delivered).hasSize(6);
        }
    }

    @Test
    @DisplayName("of a sibling shard, packed by a producer that did not know of the split, are left out")
    void siblingsAreLeftOut() {
        try (Stage stage = new Stage(1)) {
            stage.stream.split(stage.stream.openShards().get(0).id(), BigInteger.ONE.shiftLeft(127));
            BigInteger low = BigInteger.ONE;
            BigInteger high = BigInteger.ONE.shiftLeft(127).add(BigInteger.ONE);
            byte[] mixed = new AggregateBuilder()
                    .add("a", Optional.of(low), "low".getBytes(StandardCharsets.UTF_8))
                    .add("b", Optional.of(high), "high".getBytes(StandardCharsets.UTF_8))
                    .build();
            stage.stream.put("a", low, mixed);
            stage.stream.put("b", high, mixed);
            Stage.Actor worker = stage.worker("w");
            stage.run(Duration.ofSeconds(20));

            assertThat(stage.delivered)
                    .containsExactlyInAnyOrder("w shardId-000000000001 low", "w shardId-000000000002 high");
            assertThat(worker.told(WorkerEvent.AggregatesTakenApart.class))
                    .extracting(WorkerEvent.AggregatesTakenApart::siblings)
                    .containsOnly(1);
        }
    }

    @Test
    @DisplayName("that are damaged are never handed over and never lost: the failure policy decides")
    void corruptOnes() {
        try (Stage stage = new Stage(1)) {
            byte[] damaged = aggregate(1, 5);
            damaged[damaged.length - 18] ^= 1;
            stage.stream.put("key-0", "r0");
            stage.stream.put(NewRecord.of("key-1", damaged));
            stage.stream.put("key-5", "r5");
            List<byte[]> parked = new ArrayList<>();
            List<Throwable> causes = new ArrayList<>();
            stage.worker(
                    "w",
                    builder -> builder.failurePolicy(FailurePolicy.deadLetter(2))
                            .deadLetterSink((shard, record, cause, attempts) -> {
                                parked.add(record.dataCopy());
                                causes.add(cause);
                            }));
            stage.run(Duration.ofSeconds(30));

            assertThat(stage.distinctTexts()).containsExactly("r0", "r5");
            assertThat(parked).containsExactly(damaged);
            assertThat(causes).first().isInstanceOf(CorruptAggregateException.class);
        }
    }

    @Test
    @DisplayName("are held in the memory budget by what they weigh when taken apart")
    void memory() {
        try (Stage stage = new Stage(4)) {
            for (int n = 0; n < 60; n++) {
                AggregateBuilder builder = new AggregateBuilder();
                for (int i = 0; i < 300; i++) {
                    builder.add("the-same-long-partition-key-of-all-records-" + n, new byte[10]);
                }
                stage.stream.put(NewRecord.of("the-same-long-partition-key-of-all-records-" + n, builder.build()));
            }
            int[] records = {0};
            Stage.Actor[] worker = new Stage.Actor[1];
            worker[0] = stage.worker(
                    "w",
                    builder -> builder.memoryBudgetBytes(1 << 20).processor(batch -> {
                        worker[0].processors.sleep(Duration.ofMillis(100));
                        records[0] += batch.records().size();
                    }));
            stage.run(Duration.ofSeconds(60));
            assertThat(records[0]).isEqualTo(60 * 300);
        }
    }
}
