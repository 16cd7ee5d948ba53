package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.multilang.protocol.Generation;
import io.millrace.ports.processing.ProcessorRestartException;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.ShardContext;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Children that take frames, as real processes. */
class FramedChildTest {
    private static Harness of(String behaviour, int inFlight, int shards) {
        return of(behaviour, inFlight, shards, Duration.ofSeconds(20));
    }

    private static Harness of(String behaviour, int inFlight, int shards, Duration messageTimeout) {
        return new Harness(new ChildSettings(
                "application",
                Harness.script("framed.py", behaviour),
                Generation.KCL_2,
                Optional.of(messageTimeout),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                inFlight,
                shards,
                inFlight > 1));
    }

    @Test
    void aShardIsServedFromInitializeToItsEnd() throws Exception {
        try (Harness harness = of("good", 1, 1)) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 10_000, 1_000);
            harness.store.shardEnded();
            processor.shardEnded(harness.store);

            assertThat(harness.store.stored()).isEqualTo(Checkpoint.SHARD_END);
            await().until(() -> harness.standardError().contains("end of input"));
            assertThat(harness.standardError())
                    .contains("channel 0 told 1 {\"shardId\":\"shardId-000000000001\",\"stream\":\"stream\","
                            + "\"application\":\"application\",\"workerId\":\"worker\",\"sequenceNumber\":\"TRIM_HORIZON\","
                            + "\"subSequenceNumber\":0,\"epoch\":3}")
                    .contains("channel 0 batch 1 attempt 1 generation 1 1-10000 key-1 1000 bytes, 5 behind, "
                            + "1700000000123, 0")
                    .contains("result 1 None");
            await().until(harness::allGone);
        }
    }

    @Test
    void batchesAreSentAheadAndTheLastOnesAreWaitedFor() throws Exception {
        try (Harness harness = of("hoards", 4, 1)) {
            RecordProcessor processor = harness.initialized();
            for (int batch = 1; batch <= 3; batch++) {
                harness.process(processor, batch, batch);
            }
            // The child has answered none of the three; the fourth makes it answer them all.
            harness.process(processor, 4, 4);
            processor.shutdownRequested(harness.store);

            assertThat(harness.store.stored()).isEqualTo(Checkpoint.at(SequenceNumber.of(4)));
            await().until(() -> harness.standardError().contains("told 3"));
            assertThat(harness.standardError()).containsSubsequence("batch 4", "told 5", "result 1 None", "told 3");
            await().until(harness::allGone);
        }
    }

    @Test
    void checkpointsAreAnsweredInOrder() throws Exception {
        try (Harness harness = of("checkpoints", 1, 1)) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 3);
            await().until(() -> harness.standardError().contains("result 5"));
            assertThat(harness.standardError())
                    .containsSubsequence(
                            "result 1 IllegalArgumentException",
                            "result 2 None",
                            "result 3 None",
                            "result 4 None",
                            "result 5 IllegalArgumentException");
            assertThat(harness.store.stored()).isEqualTo(Checkpoint.at(SequenceNumber.of(3)));
        }
    }

    @Test
    void aFailedBatchIsLeftToTheFailurePolicyAndMayComeAgain() throws Exception {
        try (Harness harness = of("fails", 1, 1)) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 1);
            var batch = Samples.batch(harness.shard, harness.store, 2, 2, 10);
            assertThatThrownBy(() -> processor.processRecords(batch))
                    .isInstanceOf(ChildFailedException.class)
                    .hasMessageContaining("ValueError: bad")
                    .hasMessageContaining("line 7");
            processor.processRecords(new io.millrace.ports.processing.RecordBatch(
                    batch.shard(), batch.records(), batch.behindLatest(), 2, batch.checkpointer()));
            await().until(() -> harness.standardError().contains("attempt 2 generation 2 2-2"));
            assertThat(harness.events).containsExactly("started");
        }
    }

    @Test
    void aFailedBatchBeginsTheShardAnewWhereBatchesAreSentAhead() throws Exception {
        try (Harness harness = of("fails", 2, 2)) {
            RecordProcessor failing = harness.initialized();
            RecordProcessor other = harness.initialized(Samples.shard(2));
            assertThat(harness.pids.get(0)).isEqualTo(harness.pids.get(1));
            // A quick child has answered before the first call returns, a slow one during the next, or between calls.
            Throwable cause = catchThrowable(() -> {
                harness.process(failing, 2, 2);
                harness.process(failing, 3, 3);
            });
            cause = cause == null ? harness.restart() : cause;
            assertThat(cause).isInstanceOf(ProcessorRestartException.class);
            assertThat(cause.getMessage()).contains("ValueError: bad", "line 7");

            RecordProcessor anew = harness.initialized();
            harness.process(anew, 4, 4);
            harness.process(other, 5, 5);
            assertThat(harness.pids.get(2)).isEqualTo(harness.pids.get(0));
            anew.leaseLost();
            other.leaseLost();
            await().until(() -> harness.standardError().contains("channel 2 batch 1"));
            await().until(() -> harness.standardError().contains("channel 1 batch 1"));
            await().until(harness::allGone);
        }
    }

    @Test
    void aFailureBetweenCallsAsksForARestart() throws Exception {
        try (Harness harness = of("fails-between", 2, 1)) {
            harness.initialized();
            assertThat(harness.restart()).hasMessageContaining("KeyError: x");
            await().until(harness::allGone);
        }
    }

    @Test
    void aChildThatHangsOverABatchThatWasSentAheadMissesItsDeadlineAlthoughNoCallWaits() throws Exception {
        try (Harness harness = of("hoards", 4, 1, Duration.ofSeconds(2))) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 1);
            await().until(() -> {
                harness.processors.look(Duration.ofSeconds(1));
                return !harness.restarts.isEmpty();
            });
            assertThat(harness.restart())
                    .isInstanceOf(ProcessorRestartException.class)
                    .hasMessageContaining("did not answer within 2 s to a batch that was sent ahead");
            await().until(harness::allGone);
        }
    }

    @Test
    void severalShardsShareAChildUpToItsSeats() throws Exception {
        try (Harness harness = of("good", 1, 2)) {
            for (int ordinal = 1; ordinal <= 3; ordinal++) {
                harness.initialized(Samples.shard(ordinal));
            }
            assertThat(harness.pids.get(0)).isEqualTo(harness.pids.get(1)).isNotEqualTo(harness.pids.get(2));
        }
    }

    @Test
    void aChildThatDiesTakesAllItsShardsAlong() throws Exception {
        try (Harness harness = of("dies", 1, 2)) {
            RecordProcessor first = harness.initialized();
            ShardContext second = Samples.shard(2);
            harness.initialized(second);
            assertThat(harness.failure(() -> harness.process(first, 2, 2))).contains("exited with status 5", "the end");
            assertThat(harness.restart()).hasMessageContaining("ended between two calls");
            assertThat(harness.restarts).isEmpty();
        }
    }

    @Test
    void aFrameThatIsNoneEndsTheChild() throws Exception {
        try (Harness harness = of("malformed", 1, 1)) {
            RecordProcessor processor = harness.initialized();
            assertThat(harness.failure(() -> harness.process(processor, 1, 1)))
                    .contains("sent a frame of the length 4294967295");
            assertThat(harness.allGone()).isTrue();
        }
    }

    @Test
    void theEndOfAShardWithoutCheckpointIsBegunAnew() throws Exception {
        try (Harness harness = of("forgets", 1, 1)) {
            RecordProcessor processor = harness.initialized();
            harness.store.shardEnded();
            assertThatThrownBy(() -> processor.shardEnded(harness.store))
                    .isInstanceOf(ProcessorRestartException.class)
                    .hasMessageContaining("without a checkpoint");
        }
    }

    @Test
    void aChildThatTakesFramesAndThenSaysNothingMissesItsDeadline() {
        ChildSettings settings = new ChildSettings(
                "application",
                Harness.script("framed.py", "silent"),
                Generation.KCL_2,
                Optional.empty(),
                Duration.ofSeconds(4),
                Duration.ofSeconds(10),
                1,
                1,
                false);
        try (Harness harness = new Harness(settings)) {
            assertThat(harness.failure(harness::initialized)).contains("did not answer within 4 s");
        }
    }

    @Test
    void aChildThatKnowsNothingOfFramesIsServedInLines() throws Exception {
        ChildSettings settings = new ChildSettings(
                "application",
                Harness.script("plain.py", "good"),
                Generation.KCL_2,
                Optional.empty(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                4,
                4,
                true);
        try (Harness harness = new Harness(settings)) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 1);
            harness.initialized(Samples.shard(2));
            assertThat(harness.pids.get(0)).isNotEqualTo(harness.pids.get(1));
        }
    }
}
