package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A loop that lags behind")
final class LaggingLoopTest {
    /**
     * With default settings a heartbeat goes out two seconds after the last was answered, and the fence shuts 4.5 s after the
     * sending of the last that succeeded: here 2.8 s and then a lag of so much.
     */
    private static final Duration SLOW_ANSWER = Duration.ofMillis(800);

    private static final Duration OVER_THE_FENCE = Duration.ofMillis(1_750);

    @Test
    @DisplayName("and meets the shut fence before it hears of the heartbeat that opens it goes on with every shard")
    void goesOnAfterAFenceThatNobodyNoticed() {
        try (Stage stage = new Stage(4)) {
            Stage.Actor worker = stage.worker("w");
            stage.run(Duration.ofSeconds(20));
            int[] beats = {0};
            worker.store.heartbeatAnswers = answer -> {
                beats[0]++;
                if (beats[0] == 1) {
                    return later(worker, answer, SLOW_ANSWER);
                }
                if (beats[0] == 2) {
                    worker.process.stallLoop(OVER_THE_FENCE);
                    return later(worker, answer, Duration.ofMillis(1_200));
                }
                return answer;
            };
            stage.run(Duration.ofSeconds(20));
            stage.put(20);
            stage.run(Duration.ofSeconds(20));
            assertThat(stage.distinctTexts()).hasSize(20);
            assertThat(worker.told(WorkerEvent.Fenced.class)).hasSize(1);
            assertThat(worker.told(WorkerEvent.Unfenced.class)).hasSize(1);
            assertThat(worker.told(WorkerEvent.SessionLost.class)).isEmpty();
        }
    }

    /** In the second case while the loop lags, after reads that are due meanwhile and before the timer of the fence. */
    private static CompletionStage<WriteAnswer> later(
            Stage.Actor worker, CompletionStage<WriteAnswer> answer, Duration after) {
        CompletableFuture<WriteAnswer> late = new CompletableFuture<>();
        worker.process.schedule(
                after.toNanos(), () -> answer.whenComplete((written, problem) -> late.complete(written)));
        return late;
    }
}
