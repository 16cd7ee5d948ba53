package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.ports.processing.ProcessorRestartException;
import io.millrace.ports.processing.RecordProcessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Children that do wrong, each a real process: they are ended, and it is said why. */
class BadChildrenTest {
    private static final Duration SHORT = Duration.ofMillis(700);

    @TempDir
    private Path directory;

    private static Harness impatient(String behaviour) {
        return new Harness(Harness.settings(Harness.script("plain.py", behaviour), Optional.of(SHORT)));
    }

    private String startFailure(String... command) {
        try (Harness harness = new Harness(Harness.settings(ImmutableList.copyOf(command), Optional.empty()))) {
            return harness.failure(harness::initialized);
        }
    }

    @Test
    void aProgramThatIsMissing() {
        assertThat(startFailure("no-such-program")).contains("'no-such-program' is not found on the PATH");
        assertThat(startFailure("./no/such")).contains("'./no/such' does not exist");
        assertThat(startFailure("")).contains("names no program");
    }

    @Test
    void aProgramThatIsNotExecutable() throws Exception {
        Path file = Files.writeString(directory.resolve("script"), "#!/bin/sh\n");
        assertThat(startFailure(file.toString())).contains("is not executable", "chmod +x");
    }

    @Test
    void aProgramThatIsADirectory() {
        assertThat(startFailure(directory.toString())).contains("is a directory");
    }

    @Test
    void aScriptWhoseInterpreterIsMissing() throws Exception {
        Path file = Harness.program(directory, "script", "#!/no/such/interpreter");
        assertThat(startFailure(file.toString())).contains("exited with status 127", "No such file");
    }

    @Test
    void aChildThatExitsAtOnce() {
        try (Harness harness = Harness.of("exits-at-once")) {
            assertThat(harness.failure(harness::initialized))
                    .contains("told initialize", "exited with status 3", "no luck today");
        }
    }

    @Test
    void aChildThatWritesGarbage() throws Exception {
        try (Harness harness = Harness.of("garbage")) {
            harness.process(harness.initialized(), 1, 1);
        }
    }

    @Test
    void aChildThatSaysNull() throws Exception {
        try (Harness harness = Harness.of("null")) {
            harness.process(harness.initialized(), 1, 1);
        }
    }

    @Test
    void aChildThatWritesHalfALine() {
        try (Harness harness = Harness.of("half-a-line")) {
            assertThat(harness.failure(harness::initialized)).contains("exited with status 0");
        }
    }

    @Test
    void aChildThatWritesALineWithoutEnd() {
        try (Harness harness = Harness.of("endless-line")) {
            assertThat(harness.failure(harness::initialized)).contains("a line of more than 16 MiB");
        }
    }

    @Test
    void aChildThatAcknowledgesAnotherAction() throws Exception {
        try (Harness harness = Harness.of("wrong-action")) {
            RecordProcessor processor = harness.initialized();
            assertThat(harness.failure(() -> harness.process(processor, 1, 1)))
                    .contains("acknowledged 'shardEnded' in place of processRecords");
            assertThat(harness.allGone()).isTrue();
        }
    }

    @Test
    void aChildThatClosesItsStandardInput() throws Exception {
        try (Harness harness = Harness.of("closes-stdin")) {
            RecordProcessor processor = harness.initialized();
            assertThat(harness.failure(() -> harness.process(processor, 1, 1)))
                    .contains("closed its standard input", "I do not listen");
        }
    }

    @Test
    void aChildThatClosesItsStandardOutput() {
        try (Harness harness = Harness.of("closes-stdout")) {
            assertThat(harness.failure(harness::initialized))
                    .contains("closed its standard output", "SIGTERM", "I do not speak");
        }
    }

    @Test
    void aChildThatNeverAnswersInitialize() {
        ChildSettings patient = Harness.settings(Harness.script("plain.py", "never-answers"), Optional.empty());
        ChildSettings settings = new ChildSettings(
                patient.application(),
                patient.command(),
                patient.generation(),
                patient.messageTimeout(),
                SHORT,
                patient.exitGrace(),
                0,
                1,
                true);
        try (Harness harness = new Harness(settings)) {
            assertThat(harness.failure(harness::initialized)).contains("did not answer within 700 ms, told initialize");
        }
    }

    @Test
    void aChildThatNeverAnswersABatch() throws Exception {
        try (Harness harness = impatient("hangs-in-batch")) {
            RecordProcessor processor = harness.initialized();
            assertThat(harness.failure(() -> harness.process(processor, 1, 1)))
                    .contains("did not answer within 700 ms, told processRecords");
            assertThat(harness.allGone()).isTrue();
        }
    }

    @Test
    void aChildThatNeverReads() throws Exception {
        try (Harness harness = impatient("never-reads")) {
            RecordProcessor processor = harness.initialized();
            assertThat(harness.failure(() -> harness.process(processor, 1, 1_000, 1_000)))
                    .contains("did not answer within 700 ms, told processRecords");
            assertThat(harness.allGone()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"flood", "flood-without-newline"})
    void aChildThatFloodsItsStandardError(String behaviour) throws Exception {
        try (Harness harness = Harness.of(behaviour)) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 1);
            processor.leaseLost();
            await().until(() -> harness.standardError().contains("were left out"));
            assertThat(harness.standardError.size()).isLessThan(40 << 20);
        }
    }

    @Test
    void aChildThatDiesInABatch() throws Exception {
        try (Harness harness = Harness.of("dies-in-batch")) {
            RecordProcessor processor = harness.initialized();
            assertThat(harness.failure(() -> harness.process(processor, 1, 1)))
                    .contains("told processRecords", "SIGKILL", "cannot go on");
            assertThat(harness.restarts).isEmpty();
        }
    }

    @Test
    void aChildThatDiesBetweenTwoBatches() throws Exception {
        try (Harness harness = Harness.of("dies-between")) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 1);
            Throwable cause = harness.restart();
            assertThat(cause).isInstanceOf(ProcessorRestartException.class);
            assertThat(cause.getMessage())
                    .contains("ended between two calls", "exited with status 4", "tired of waiting");
            assertThat(harness.allGone()).isTrue();
            assertThat(catchThrowable(() -> harness.process(processor, 2, 2)))
                    .isInstanceOf(ProcessorRestartException.class);
            assertThat(harness.events)
                    .filteredOn(event -> event.startsWith("failed"))
                    .hasSize(1);
        }
    }

    @Test
    void aChildThatDiesWhileTheDaemonStopsIsNoFailure() throws Exception {
        try (Harness harness = Harness.of("dies-between")) {
            RecordProcessor processor = harness.initialized();
            harness.processors.stopping();
            harness.process(processor, 1, 1);
            await().until(() -> harness.events.stream().anyMatch(event -> event.contains("exited with status 4")));
            processor.shutdownRequested(harness.store);
            assertThat(harness.events).noneMatch(event -> event.startsWith("failed"));
            assertThat(harness.restarts).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"grandchild", "grandchild-then-dies"})
    void aChildThatLeavesAGrandchild(String behaviour) throws Exception {
        Path file = directory.resolve("pid");
        try (Harness harness = Harness.of(behaviour, file.toString())) {
            RecordProcessor processor = harness.initialized();
            long grandchild = Long.parseLong(Files.readString(file));
            assertThat(Harness.runs(grandchild)).isTrue();
            harness.process(processor, 1, 1);
            if (behaviour.equals("grandchild")) {
                processor.leaseLost();
            } else {
                harness.restart();
            }
            await().until(() -> !Harness.runs(grandchild));
        }
    }

    @Test
    void aChildThatIgnoresSigterm() {
        try (Harness harness = Harness.of("ignores-sigterm")) {
            ChildSettings patient = harness.processors.settings();
            try (Harness deaf = new Harness(new ChildSettings(
                    patient.application(),
                    patient.command(),
                    patient.generation(),
                    patient.messageTimeout(),
                    Duration.ofSeconds(2),
                    patient.exitGrace(),
                    0,
                    1,
                    true))) {
                assertThat(deaf.failure(deaf::initialized)).contains("SIGKILL", "deaf");
            }
        }
    }

    @Test
    void aSecondAcknowledgementOfABatchCountsForTheNext() throws Exception {
        try (Harness harness = Harness.of("acknowledges-twice")) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 1);
            harness.process(processor, 2, 2);
            assertThat(harness.failure(processor::leaseLost))
                    .contains("acknowledged 'processRecords' in place of leaseLost");
        }
    }

    @Test
    void aSecondAcknowledgementOfInitializeIsAMismatch() throws Exception {
        try (Harness harness = Harness.of("acknowledges-initialize-twice")) {
            RecordProcessor processor = harness.initialized();
            assertThat(harness.failure(() -> harness.process(processor, 1, 1)))
                    .contains("acknowledged 'initialize' in place of processRecords");
        }
    }

    @Test
    void aCheckpointBetweenBatchesIsStoredInTheNext() throws Exception {
        try (Harness harness = Harness.of("checkpoints-later")) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 1);
            assertThat(harness.store.stored()).isEqualTo(Checkpoint.TRIM_HORIZON);
            harness.process(processor, 2, 2);
            assertThat(harness.store.stored()).isEqualTo(Checkpoint.at(SequenceNumber.of(1)));
        }
    }

    @Test
    void checkpointsThatNobodyAskedForAreAnsweredInOrder() throws Exception {
        try (Harness harness = Harness.of("early-checkpoints")) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 300);
            assertThat(harness.store.stored()).isEqualTo(Checkpoint.at(SequenceNumber.of(300)));
        }
    }

    @Test
    void junkOnStandardOutputIsPassedOver() throws Exception {
        try (Harness harness = Harness.of("junk")) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 1);
            harness.process(processor, 2, 2);
        }
    }

    @Test
    void aChildThatWritesMuchBeforeItReads() throws Exception {
        try (Harness harness = Harness.of("writes-before-reading")) {
            RecordProcessor processor = harness.initialized();
            harness.process(processor, 1, 5_000, 1_000);
            await().until(() -> harness.standardError().contains("5000 records"));
        }
    }
}
