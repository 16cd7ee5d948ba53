package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.multilang.frames.ChildFrame;
import io.millrace.multilang.protocol.CheckpointRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ChannelCheckpointsTest {
    private static final int OFTEN = 2_000;

    private final List<String> answers = new CopyOnWriteArrayList<>();

    /** The thread that waits for the child may take a request before the one that read it has gone on. */
    @Test
    void aCheckpointOfEverythingIsAnsweredOnceHoweverFastItIsStored() throws Exception {
        ChannelCheckpoints checkpoints = new ChannelCheckpoints(
                Checkpoint.TRIM_HORIZON, () -> {}, (request, error, message) -> answers.add(request + " " + error));
        AtomicBoolean over = new AtomicBoolean();
        Thread waiting = new Thread(() -> {
            try {
                while (!over.get()) {
                    if (checkpoints.wantsToStoreHere()) {
                        checkpoints.storeHere();
                    }
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        StoredCheckpoints store = new StoredCheckpoints(Checkpoint.TRIM_HORIZON);
        waiting.start();
        for (int i = 1; i <= OFTEN; i++) {
            RecordPosition position = RecordPosition.of(SequenceNumber.of(i));
            store.delivered(position);
            checkpoints.delivered(position);
            checkpoints.enterShutdown(store);
            int number = i;
            checkpoints.asked(
                    new ChildFrame.Checkpoint(number, new CheckpointRequest(Optional.empty(), OptionalLong.empty())));
            while (!checkpoints.areAnswered()) {
                Thread.onSpinWait();
            }
        }
        over.set(true);
        waiting.join();

        assertThat(answers).hasSize(OFTEN).allMatch(answer -> answer.endsWith("Optional.empty"));
    }
}
