package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.processing.ShardControl;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("CPU that a processor says its code uses outside its calls")
final class ReportedCpuTest {
    private static final Duration HALF_A_CORE = Duration.ofMillis(500);

    private final Stage stage = new Stage(2);
    private final List<Made> made = new ArrayList<>();

    private record Made(String worker, ShardContext shard, ShardControl control) {}

    @AfterEach
    void close() {
        stage.close();
    }

    private Stage.Actor worker(String name) {
        return stage.worker(
                name,
                builder -> builder.checkpointPolicy(CheckpointPolicy.manual()).processorFactory(new Factory(name)));
    }

    private final class Factory implements RecordProcessorFactory {
        private final String worker;

        Factory(String worker) {
            this.worker = worker;
        }

        @Override
        public RecordProcessor create(ShardContext shard) {
            throw new AssertionError("the engine calls the other one");
        }

        @Override
        public RecordProcessor create(ShardContext shard, ShardControl control) {
            made.add(new Made(worker, shard, control));
            return batch -> {};
        }
    }

    /** For some minutes a processor says each second how much was used in it. */
    private void tell(Stage.Actor worker, ShardControl control, Duration eachSecond) {
        for (int second = 0; second < 180; second++) {
            worker.process.schedule(0, () -> control.computed(eachSecond));
            stage.run(Duration.ofSeconds(1));
        }
    }

    /** The levels in the sessions of all workers. */
    private Map<LeaseKey, Integer> levels() {
        Map<LeaseKey, Integer> levels = new TreeMap<>();
        stage.table
                .entries(Stage.APPLICATION, WorkerSession.class)
                .forEach(session -> levels.putAll(session.load().levels()));
        return levels;
    }

    @Test
    @DisplayName("raises the level of its shard in the worker's session")
    void raisesTheLevel() {
        Stage.Actor worker = worker("w");
        stage.run(Duration.ofSeconds(20));
        assertThat(made).hasSize(2);

        tell(worker, made.get(0).control, HALF_A_CORE);

        assertThat(levels())
                .as("10 units, as if calls had used it")
                .isEqualTo(Map.of(made.get(0).shard.lease(), 4));
    }

    @Test
    @DisplayName("changes nothing when it is nothing, and is refused when it is negative")
    void nothingAndLess() {
        Stage.Actor worker = worker("w");
        stage.run(Duration.ofSeconds(20));
        ShardControl control = made.get(0).control;

        tell(worker, control, Duration.ZERO);

        assertThat(levels()).isEmpty();
        assertThatThrownBy(() -> control.computed(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        control.computed(Duration.ofSeconds(Long.MAX_VALUE));
        stage.run(Duration.ofMinutes(1));
        assertThat(levels()).containsOnlyKeys(made.get(0).shard.lease());
    }

    @Test
    @DisplayName("counts no more once another processor of the shard has begun")
    void ofAProcessorThatWasReplaced() {
        Stage.Actor worker = worker("w");
        stage.run(Duration.ofSeconds(20));
        Made old = made.get(0);
        worker.process.schedule(0, () -> old.control.restart(new IllegalStateException("died")));
        stage.run(Duration.ofSeconds(20));
        Made anew = made.get(2);
        assertThat(anew.shard.lease()).isEqualTo(old.shard.lease());

        tell(worker, old.control, HALF_A_CORE);
        assertThat(levels()).isEmpty();

        tell(worker, anew.control, HALF_A_CORE);
        assertThat(levels()).containsOnlyKeys(anew.shard.lease());
    }

    @Test
    @DisplayName("counts no more once the shard was given up, not even when the worker has it again")
    void ofAProcessorWhoseShardIsGone() {
        Stage.Actor first = worker("first");
        stage.run(Duration.ofSeconds(20));
        Stage.Actor second = worker("second");
        stage.run(Duration.ofSeconds(30));
        Made between = made.get(2);
        assertThat(between.worker).isEqualTo("second");
        Made old = made.stream()
                .filter(one -> one.worker.equals("first") && one.shard.lease().equals(between.shard.lease()))
                .findFirst()
                .orElseThrow();
        tell(first, old.control, HALF_A_CORE);
        assertThat(levels()).as("while another has the shard").isEmpty();

        second.consumer.stop();
        stage.run(Duration.ofSeconds(30));
        assertThat(second.told(WorkerEvent.Stopped.class)).hasSize(1);
        Made again = made.get(3);
        assertThat(again.worker).isEqualTo("first");
        assertThat(again.shard.lease()).isEqualTo(old.shard.lease());
        tell(first, old.control, HALF_A_CORE);
        assertThat(levels()).as("when the worker has it again").isEmpty();

        tell(first, again.control, HALF_A_CORE);
        assertThat(levels()).containsOnlyKeys(old.shard.lease());
    }
}
