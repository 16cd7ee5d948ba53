package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.ProcessorRestartException;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.processing.ShardControl;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A shard whose processor cannot go on")
final class RestartTest {
    private final List<Script> made = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @Test
    @DisplayName("begins anew at its last checkpoint, with another processor under the same epoch")
    void beginsAtTheCheckpoint() {
        try (Stage stage = new Stage(1)) {
            stage.put(1);
            Stage.Actor worker = manual(stage, builder -> {});
            stage.run(Duration.ofSeconds(20));
            made.get(0).checkpointNext = true;
            stage.put(1);
            stage.run(Duration.ofSeconds(5));
            stage.put(1);
            stage.run(Duration.ofSeconds(5));
            made.get(0).failNext = true;
            stage.put(1);
            stage.run(Duration.ofSeconds(20));
            assertThat(told).containsExactly("0 r0", "0 r1", "0 checkpoints", "0 r2", "0 r3 fails", "1 r2", "1 r3");
            assertThat(worker.told(WorkerEvent.ProcessorFailed.class)).hasSize(1);
            assertThat(made).extracting(script -> script.shard.epoch()).containsExactly(1L, 1L);
            assertThat(worker.told(WorkerEvent.LeaseTaken.class)).hasSize(1);
        }
    }

    @Test
    @DisplayName("begins anew although no record comes, when the processor says so between calls")
    void betweenCalls() {
        try (Stage stage = new Stage(1)) {
            stage.put(2);
            Stage.Actor worker = manual(stage, builder -> {});
            stage.run(Duration.ofSeconds(20));
            worker.process.schedule(0, () -> made.get(0).control.restart(new IllegalStateException("died")));
            stage.run(Duration.ofSeconds(5));
            assertThat(told).containsExactly("0 r0", "0 r1", "1 r0", "1 r1");
            worker.process.schedule(0, () -> made.get(0).control.restart(new IllegalStateException("died long ago")));
            stage.run(Duration.ofSeconds(5));
            assertThat(made)
                    .as("the first processor has nothing to say any more")
                    .hasSize(2);
        }
    }

    @Test
    @DisplayName("waits longer each time it gets no further, and goes on for ever by default")
    void backsOff() {
        try (Stage stage = new Stage(1)) {
            stage.put(1);
            Stage.Actor worker = manual(stage, builder -> alwaysFailing = true);
            stage.run(Duration.ofMinutes(2));
            List<WorkerEvent.ProcessorFailed> restarts = worker.told(WorkerEvent.ProcessorFailed.class);
            assertThat(restarts.size()).isBetween(12, 40);
            assertThat(restarts.get(0).after()).isLessThan(Duration.ofMillis(201));
            assertThat(restarts.get(restarts.size() - 1).after()).isGreaterThan(Duration.ofSeconds(4));
            assertThat(restarts.get(restarts.size() - 1).inARow()).isEqualTo(restarts.size());
        }
    }

    @Test
    @DisplayName("is stopped after so many times under that policy")
    void isStopped() {
        try (Stage stage = new Stage(1)) {
            stage.put(1);
            Stage.Actor worker = manual(stage, builder -> {
                alwaysFailing = true;
                builder.failurePolicy(FailurePolicy.stopShard(3));
            });
            stage.run(Duration.ofMinutes(1));
            assertThat(made).hasSize(3);
            assertThat(worker.told(WorkerEvent.ShardStopped.class)).hasSize(1);
        }
    }

    @Test
    @DisplayName("is told of its end again when the processor could not go on there")
    void atTheEnd() {
        try (Stage stage = new Stage(1)) {
            stage.put(1);
            Stage.Actor worker = manual(stage, builder -> {});
            stage.run(Duration.ofSeconds(20));
            made.get(0).failAtEnd = true;
            stage.stream.split(stage.stream.shards().get(0).id());
            stage.run(Duration.ofSeconds(30));
            assertThat(told).containsExactly("0 r0", "0 end fails", "1 r0", "1 end");
            assertThat(worker.told(WorkerEvent.ShardFinished.class)).hasSize(1);
        }
    }

    @Test
    @DisplayName("is handed over without a farewell while it waits")
    void isHandedOverMeanwhile() {
        try (Stage stage = new Stage(1)) {
            stage.put(1);
            Stage.Actor worker = manual(stage, builder -> alwaysFailing = true);
            stage.run(Duration.ofMinutes(1));
            worker.consumer.stop();
            stage.run(Duration.ofSeconds(20));
            assertThat(worker.told(WorkerEvent.Stopped.class)).hasSize(1);
            assertThat(worker.told(WorkerEvent.LeaseReleased.class)).hasSize(1);
            assertThat(told).noneMatch(line -> line.endsWith("shutdown"));
        }
    }

    @Test
    @DisplayName("does not have stored what the processor had done, under an automatic policy either")
    void whatWasDoneIsLostWithIt() {
        try (Stage stage = new Stage(1)) {
            stage.put(1);
            Stage.Actor worker = stage.worker(
                    "w",
                    builder -> builder.checkpointPolicy(CheckpointPolicy.every(Duration.ofMinutes(1)))
                            .processorFactory(new Factory()));
            stage.run(Duration.ofSeconds(20));
            stage.put(1);
            stage.run(Duration.ofSeconds(5));
            alwaysFailing = true;
            stage.put(1);
            stage.run(Duration.ofSeconds(5));
            worker.consumer.stop();
            stage.run(Duration.ofSeconds(20));
            WorkerEvent.LeaseReleased released =
                    worker.told(WorkerEvent.LeaseReleased.class).get(0);
            assertThat(told).startsWith("0 r0", "0 r1", "0 r2 fails", "1 r1 fails");
            assertThat(released.checkpoint())
                    .isEqualTo(made.get(made.size() - 1).shard.checkpoint());
        }
    }

    private boolean alwaysFailing;

    private Stage.Actor manual(
            Stage stage, java.util.function.Consumer<io.millrace.engine.KinesisConsumerBuilder> change) {
        return stage.worker("w", builder -> {
            builder.checkpointPolicy(CheckpointPolicy.manual()).processorFactory(new Factory());
            change.accept(builder);
        });
    }

    private final class Factory implements RecordProcessorFactory {
        @Override
        public RecordProcessor create(ShardContext shard) {
            throw new AssertionError("the engine calls the other one");
        }

        @Override
        public RecordProcessor create(ShardContext shard, ShardControl control) {
            Script script = new Script(made.size(), shard, control);
            made.add(script);
            return script;
        }
    }

    /** A processor that does what a test says. */
    private final class Script implements RecordProcessor {
        private final int number;
        private final ShardContext shard;
        private final ShardControl control;
        private boolean checkpointNext;
        private boolean failNext;
        private boolean failAtEnd;

        Script(int number, ShardContext shard, ShardControl control) {
            this.number = number;
            this.shard = shard;
            this.control = control;
        }

        @Override
        public void processRecords(RecordBatch batch) throws Exception {
            if (failNext || alwaysFailing) {
                tell(batch.records().get(0).dataAsText() + " fails");
                throw new ProcessorRestartException("the child died");
            }
            batch.records().forEach(record -> tell(record.dataAsText()));
            if (checkpointNext) {
                checkpointNext = false;
                batch.checkpointer().checkpoint();
                tell("checkpoints");
            }
        }

        @Override
        public void shardEnded(Checkpointer checkpointer) throws Exception {
            if (failAtEnd) {
                tell("end fails");
                throw new ProcessorRestartException("the child died");
            }
            tell("end");
            checkpointer.checkpoint();
        }

        @Override
        public void shutdownRequested(Checkpointer checkpointer) {
            tell("shutdown");
        }

        private void tell(String what) {
            told.add(number + " " + what);
        }
    }
}
