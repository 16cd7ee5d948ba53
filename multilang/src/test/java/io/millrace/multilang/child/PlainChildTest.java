package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.multilang.protocol.Generation;
import io.millrace.ports.processing.ProcessorRestartException;
import io.millrace.ports.processing.RecordProcessor;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A well-behaved child over real pipes. */
class PlainChildTest {
    @Test
    void aChildLivesFromInitializeToLeaseLost() throws Exception {
        try (Harness harness = Harness.of("checkpoints")) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 3);
            assertThat(harness.store.stored()).isEqualTo(Checkpoint.at(SequenceNumber.of(3)));
            processor.leaseLost();

            await().until(() -> harness.events.size() == 2);
            assertThat(harness.events.get(1)).startsWith("ended: is done with the shard");
            await().until(() -> harness.standardError().contains("end of input"));
            assertThat(harness.standardError()).contains("3 records, None, None, IllegalArgumentException");
            await().until(harness::allGone);
            assertThat(harness.restarts).isEmpty();
        }
    }

    @Test
    void aLargeBatchArrivesWhole() throws Exception {
        try (Harness harness = Harness.of("checkpoints")) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 10_000, 1_000);
            await().until(() -> harness.standardError().contains("10000 records, None, None"));
        }
    }

    @Test
    void theEndOfAShardIsCheckpointedByTheChild() throws Exception {
        try (Harness harness = Harness.of("good")) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 3);
            harness.store.shardEnded();
            processor.shardEnded(harness.store);
            assertThat(harness.store.stored()).isEqualTo(Checkpoint.SHARD_END);
            await().until(harness::allGone);
        }
    }

    @Test
    void aChildThatForgetsTheEndOfAShardIsBegunAnew() throws Exception {
        try (Harness harness = Harness.of("forgets-the-end")) {
            RecordProcessor processor = harness.initialized();
            harness.store.shardEnded();
            assertThatThrownBy(() -> processor.shardEnded(harness.store))
                    .isInstanceOf(ProcessorRestartException.class)
                    .hasMessageContaining("without a checkpoint");
            assertThat(harness.store.stored()).isEqualTo(Checkpoint.TRIM_HORIZON);
            await().until(harness::allGone);
        }
    }

    @Test
    void aShutdownIsFollowedByTheLossOfTheLease() throws Exception {
        try (Harness harness = Harness.of("good")) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 3);
            processor.shutdownRequested(harness.store);
            assertThat(harness.store.stored()).isEqualTo(Checkpoint.at(SequenceNumber.of(3)));
            await().until(() -> harness.standardError().contains("shutdownRequested: None\nend of input"));
            await().until(harness::allGone);
        }
    }

    @Test
    void aChildThatLingersIsEndedAfterItsGrace() throws Exception {
        ChildSettings settings = new ChildSettings(
                "application",
                Harness.script("plain.py", "lingers"),
                Generation.KCL_2,
                Optional.empty(),
                Duration.ofSeconds(20),
                Duration.ofMillis(200),
                0,
                1,
                true);
        try (Harness harness = new Harness(settings)) {
            RecordProcessor processor = harness.initialized();
            processor.leaseLost();
            await().until(harness::allGone);
        }
    }

    @Test
    void closingEndsEveryChild() throws Exception {
        Harness harness = Harness.of("good");
        harness.initialized();
        harness.initialized(Samples.shard(2));
        harness.close();

        assertThat(harness.pids).hasSize(2);
        assertThat(harness.allGone()).isTrue();
        assertThat(harness.standardError()).contains("end of input");
        assertThat(harness.events).noneMatch(event -> event.startsWith("failed"));
        assertThat(harness.restarts).isEmpty();
    }

    @Test
    void noChildIsStartedAfterTheEnd() throws Exception {
        Harness harness = Harness.of("good");
        harness.close();
        assertThatThrownBy(harness::initialized)
                .isInstanceOf(ProcessorRestartException.class)
                .hasMessageContaining("any more");
        assertThat(harness.pids).isEmpty();
    }

    @Test
    void whatAChildDoesCanBeAsked() throws Exception {
        ChildSettings settings =
                Harness.settings(Harness.script("plain.py", "hangs-in-batch"), Optional.of(Duration.ofSeconds(2)));
        try (Harness harness = new Harness(settings)) {
            RecordProcessor processor = harness.initialized();
            assertThat(harness.processors.doing(harness.shard.lease())).isEmpty();
            Thread caller = new Thread(() -> harness.failure(() -> harness.process(processor, 1, 1)));
            caller.start();
            await().until(() -> harness.processors
                    .doing(harness.shard.lease())
                    .filter(text -> text.contains("processRecords") && text.contains("pid " + harness.pids.get(0)))
                    .isPresent());
            caller.join();
        }
    }
}
