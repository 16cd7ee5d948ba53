package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Checkpoints")
final class CheckpointingTest {
    @Test
    @DisplayName("beyond what was handed over, or backwards, are an error to the caller and store nothing")
    void refusesOutOfRange() {
        try (Stage stage = new Stage(1)) {
            stage.put(10);
            List<CheckpointException.Reason> reasons = new ArrayList<>();
            stage.worker(
                    "w",
                    builder -> builder.checkpointPolicy(CheckpointPolicy.manual())
                            .processor(batch -> {
                                var last = batch.records()
                                        .get(batch.records().size() - 1)
                                        .position();
                                var first = batch.records().get(0).position();
                                reasons.add(reasonOf(() -> batch.checkpointer()
                                        .checkpoint(new SequenceNumber(
                                                last.sequenceNumber().value().shiftLeft(1)))));
                                batch.checkpointer().checkpoint(last);
                                reasons.add(reasonOf(() -> batch.checkpointer().checkpoint(first)));
                            }));
            stage.run(Duration.ofSeconds(20));
            assertThat(reasons)
                    .containsExactly(CheckpointException.Reason.BEYOND_DELIVERED, CheckpointException.Reason.BACKWARDS);
            var last = stage.stream.allRecords().get(9).position();
            assertThat(lease(stage).checkpoint()).isEqualTo(Checkpoint.at(last));
        }
    }

    @Test
    @DisplayName("of a worker that lost its lease are refused, and the heir's stands")
    void refusesAfterLoss() {
        try (Stage stage = new Stage(1)) {
            List<CheckpointException.Reason> reasons = new ArrayList<>();
            List<RecordBatch> kept = new ArrayList<>();
            Stage.Actor old = stage.worker(
                    "old",
                    builder ->
                            builder.checkpointPolicy(CheckpointPolicy.manual()).processor(kept::add));
            stage.run(Duration.ofSeconds(5));
            stage.put(10);
            stage.run(Duration.ofSeconds(5));
            old.process.pause(Duration.ofSeconds(60));
            stage.worker("heir", builder -> builder.checkpointPolicy(CheckpointPolicy.afterEachBatch()));
            stage.run(Duration.ofSeconds(70));
            old.processors.execute(
                    () -> reasons.add(reasonOf(() -> kept.get(0).checkpointer().checkpoint())));
            stage.run(Duration.ofSeconds(5));
            assertThat(reasons)
                    .hasSize(1)
                    .isSubsetOf(CheckpointException.Reason.LEASE_LOST, CheckpointException.Reason.CLOSED);
            assertThat(lease(stage).checkpoint())
                    .isEqualTo(Checkpoint.at(stage.stream.allRecords().get(9).position()));
            assertThat(old.told(WorkerEvent.SessionLost.class)).hasSize(1);
            assertThat(old.told(WorkerEvent.SessionStarted.class))
                    .as("joins anew")
                    .hasSize(2);
        }
    }

    @Test
    @DisplayName("whose answer was lost are found stored, and cost the worker nothing")
    void survivesLostAnswer() {
        try (Stage stage = new Stage(1)) {
            Stage.Actor[] actor = new Stage.Actor[1];
            int[] stored = {0};
            actor[0] = stage.worker(
                    "w",
                    builder -> builder.checkpointPolicy(CheckpointPolicy.manual())
                            .processor(batch -> {
                                actor[0].store.loseNextWriteAnswer = true;
                                batch.checkpointer().checkpoint();
                                stored[0]++;
                            }));
            stage.run(Duration.ofSeconds(3));
            stage.put(10);
            stage.run(Duration.ofSeconds(20));
            assertThat(stored[0]).isPositive();
            assertThat(actor[0].told(WorkerEvent.LeaseLost.class)).isEmpty();
            assertThat(lease(stage).checkpoint())
                    .isEqualTo(Checkpoint.at(stage.stream.allRecords().get(9).position()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = StoreFailure.Kind.class,
            names = {"THROTTLED", "UNAVAILABLE"})
    @DisplayName("that the store does not take for half a minute fail, and say whether it throttles")
    void storeDoesNotTakeThem(StoreFailure.Kind kind) {
        try (Stage stage = new Stage(1)) {
            Stage.Actor[] actor = new Stage.Actor[1];
            List<CheckpointException.Reason> reasons = new ArrayList<>();
            actor[0] = stage.worker(
                    "w",
                    builder -> builder.checkpointPolicy(CheckpointPolicy.manual())
                            .processor(batch -> {
                                actor[0].store.failingLeases = kind;
                                reasons.add(reasonOf(() -> batch.checkpointer().checkpoint()));
                            }));
            stage.run(Duration.ofSeconds(3));
            stage.put(1);
            stage.run(Duration.ofSeconds(60));
            assertThat(reasons)
                    .containsExactly(
                            kind == StoreFailure.Kind.THROTTLED
                                    ? CheckpointException.Reason.STORE_THROTTLED
                                    : CheckpointException.Reason.STORE_FAILED);
        }
    }

    @Test
    @DisplayName("that the store refuses fail at once")
    void storeRefusesThem() {
        try (Stage stage = new Stage(1)) {
            Stage.Actor[] actor = new Stage.Actor[1];
            List<CheckpointException.Reason> reasons = new ArrayList<>();
            actor[0] = stage.worker(
                    "w",
                    builder -> builder.checkpointPolicy(CheckpointPolicy.manual())
                            .processor(batch -> {
                                actor[0].store.failingLeases = StoreFailure.Kind.REFUSED;
                                reasons.add(reasonOf(() -> batch.checkpointer().checkpoint()));
                            }));
            stage.run(Duration.ofSeconds(3));
            stage.put(1);
            stage.run(Duration.ofSeconds(3));
            assertThat(reasons).containsExactly(CheckpointException.Reason.STORE_FAILED);
        }
    }

    @Test
    @DisplayName("in two phases leave the prepared one to the next owner")
    void twoPhases() {
        try (Stage stage = new Stage(1)) {
            stage.put(5);
            Stage.Actor first = stage.worker(
                    "first",
                    builder -> builder.checkpointPolicy(CheckpointPolicy.manual())
                            .processor(batch -> batch.checkpointer()
                                    .prepare(batch.records().get(0).position(), Optional.of("half done"))));
            stage.run(Duration.ofSeconds(5));
            first.process.kill();
            List<String> pending = new ArrayList<>();
            stage.worker(
                    "second",
                    builder -> builder.processorFactory(shard -> {
                        shard.pending()
                                .flatMap(io.millrace.domain.lease.PendingCheckpoint::state)
                                .ifPresent(pending::add);
                        return stage.recording("second").create(shard);
                    }));
            stage.run(Duration.ofSeconds(30));
            assertThat(pending).containsExactly("half done");
            assertThat(stage.distinctTexts()).hasSize(5);
        }
    }

    @Test
    @DisplayName("of SHARD_END that a processor forgets under the manual policy are reported, and the children wait")
    void forgottenShardEndIsReported() {
        try (Stage stage = new Stage(1)) {
            Stage.Actor worker = stage.worker("w", builder -> builder.checkpointPolicy(CheckpointPolicy.manual()));
            stage.run(Duration.ofSeconds(5));
            stage.stream.split(stage.stream.shards().get(0).id());
            stage.run(Duration.ofSeconds(60));
            assertThat(worker.hasTold(event -> event instanceof WorkerEvent.Trouble trouble
                            && trouble.what().contains("shardEnded")))
                    .isTrue();
            assertThat(worker.told(WorkerEvent.ShardFinished.class)).isEmpty();
        }
    }

    @Test
    @DisplayName("of SHARD_END made by the processor under the manual policy finish the shard")
    void manualShardEnd() {
        try (Stage stage = new Stage(1)) {
            Stage.Actor worker = stage.worker(
                    "w",
                    builder -> builder.checkpointPolicy(CheckpointPolicy.manual())
                            .processorFactory(shard -> new RecordProcessor() {
                                @Override
                                public void processRecords(RecordBatch batch) throws Exception {
                                    stage.recording("w").create(shard).processRecords(batch);
                                }

                                @Override
                                public void shardEnded(Checkpointer checkpointer) throws Exception {
                                    checkpointer.checkpoint();
                                }
                            }));
            stage.run(Duration.ofSeconds(5));
            stage.stream.split(stage.stream.shards().get(0).id());
            stage.put(10);
            stage.run(Duration.ofSeconds(30));
            assertThat(worker.told(WorkerEvent.ShardFinished.class)).hasSize(1);
            assertThat(stage.distinctTexts()).hasSize(10);
        }
    }

    private static Lease lease(Stage stage) {
        return stage.table.entries(Stage.APPLICATION, Lease.class).get(0);
    }

    /** A checkpoint that is expected to be refused. */
    private interface Refused {
        void run() throws CheckpointException, InterruptedException;
    }

    private static CheckpointException.Reason reasonOf(Refused refused) {
        try {
            refused.run();
        } catch (CheckpointException problem) {
            return problem.reason();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("the checkpoint was stored");
    }
}
