package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ports.processing.ProcessorRestartException;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A read that found nothing")
final class EmptyBatchesTest {
    @Test
    @DisplayName("is told to the processor only when that was asked for")
    void onlyWhenAskedFor() {
        try (Stage stage = new Stage(1)) {
            List<Integer> silent = new ArrayList<>();
            stage.worker(
                    "w",
                    builder -> builder.processor(
                            batch -> silent.add(batch.records().size())));
            stage.put(3);
            stage.run(Duration.ofSeconds(30));
            assertThat(silent).doesNotContain(0);
            assertThat(silent.stream().mapToInt(Integer::intValue).sum()).isEqualTo(3);
        }
    }

    @Test
    @DisplayName("comes as a batch without records, between those that have some, and loses none of them")
    void comesAsAnEmptyBatch() {
        try (Stage stage = new Stage(1)) {
            List<Integer> sizes = new ArrayList<>();
            Stage.Actor worker = stage.worker(
                    "w",
                    builder -> builder.emptyBatches(true)
                            .processor(batch -> sizes.add(batch.records().size())));
            stage.run(Duration.ofSeconds(20));
            assertThat(sizes).as("about one a second").hasSizeBetween(10, 60).containsOnly(0);
            stage.put(3);
            stage.run(Duration.ofSeconds(20));
            assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(3);
            assertThat(sizes.get(sizes.size() - 1)).isZero();
            assertThat(worker.told(WorkerEvent.Trouble.class)).isEmpty();
        }
    }

    @Test
    @DisplayName("may fail like any other call")
    void mayFail() {
        try (Stage stage = new Stage(1)) {
            int[] calls = {0};
            Stage.Actor worker = stage.worker(
                    "w",
                    builder -> builder.emptyBatches(true).processor(batch -> {
                        calls[0]++;
                        if (calls[0] == 1) {
                            throw new IllegalStateException("once");
                        }
                        if (calls[0] == 2) {
                            throw new ProcessorRestartException("and then the child died");
                        }
                    }));
            stage.run(Duration.ofSeconds(30));
            assertThat(calls[0]).isGreaterThan(10);
            assertThat(worker.told(WorkerEvent.Trouble.class)).hasSize(1);
            assertThat(worker.told(WorkerEvent.ProcessorFailed.class)).hasSize(1);
        }
    }
}
