package io.millrace.simulation.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SimulatedProcessorExecutorTest {
    private final SimulationKernel kernel = new SimulationKernel();
    private final SimulatedProcess process = kernel.newProcess("w1", ClockModel.PERFECT);
    private final SimulatedProcessorExecutor executor = kernel.newProcessorExecutor(process, 2, () -> 1_000_000);
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void end() {
        kernel.close();
    }

    @Test
    void aCallThatWaitsGoesOnWhenTheLoopHasCompletedItsStage() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        executor.execute(() -> note("begins, " + awaitText(answer)));
        process.loop().schedule(Duration.ofMillis(10), () -> answer.complete("answered"));

        kernel.runFor(Duration.ofMillis(9));
        assertThat(seen).isEmpty();
        kernel.runFor(Duration.ofMillis(9));

        assertThat(seen).containsExactly("begins, answered@10");
        assertThat(executor.calls()).isZero();
    }

    @Test
    void manyCallsWaitAtOnceAndAreResumedInTheOrderOfVirtualTime() {
        SimulatedProcessorExecutor wide = kernel.newProcessorExecutor(process, 100, () -> 0);
        for (int i = 0; i < 50; i++) {
            int call = i;
            wide.execute(() -> {
                wide.sleep(Duration.ofMillis(100 - call));
                note("call " + call);
                wide.sleep(Duration.ofMillis(1_000));
                note("end " + call);
            });
        }
        kernel.runFor(Duration.ofSeconds(2));
        assertThat(seen).hasSize(100).startsWith("call 49@51", "call 48@52").endsWith("end 1@1099", "end 0@1100");
    }

    @Test
    void callsBeyondTheBoundWaitInOrder() {
        for (int i = 1; i <= 4; i++) {
            int call = i;
            executor.execute(() -> {
                note("begin " + call);
                executor.sleep(Duration.ofMillis(10));
            });
        }
        kernel.runFor(Duration.ofSeconds(1));
        assertThat(seen).containsExactly("begin 1@1", "begin 2@1", "begin 3@12", "begin 4@12");
    }

    @Test
    void spentTimeShowsOnTheClocksAndDelaysWhatTheCallDoesNext() {
        executor.execute(() -> {
            executor.spend(Duration.ofMillis(30));
            seen.add("clock " + process.timeSource().nanoTime() / 1_000_000);
            process.loop().execute(() -> note("told the loop"));
        });
        process.loop().schedule(Duration.ofMillis(20), () -> note("meanwhile"));
        kernel.runFor(Duration.ofSeconds(1));
        assertThat(seen).containsExactly("clock 31", "meanwhile@20", "told the loop@31");
    }

    @Test
    void whatACrashInterruptsNeverReturns() {
        executor.execute(() -> {
            executor.spend(Duration.ofMillis(30));
            process.loop().execute(() -> note("done"));
        });
        executor.execute(() -> {
            executor.sleep(Duration.ofMillis(30));
            note("woke");
        });
        kernel.time().schedule(15_000_000, process::kill);
        kernel.runFor(Duration.ofSeconds(1));
        assertThat(seen).isEmpty();
    }

    @Test
    void codeThatStillWaitsAtTheEndIsUnwound() {
        executor.execute(() -> {
            try {
                awaitText(new CompletableFuture<>());
            } finally {
                note("unwound");
            }
        });
        kernel.runFor(Duration.ofSeconds(1));
        assertThat(seen).isEmpty();
        kernel.close();
        assertThat(seen).containsExactly("unwound@1000");
    }

    @Test
    void aFailedStageIsThrownWithItsOwnCause() {
        CompletableFuture<String> failing = new CompletableFuture<>();
        IllegalStateException cause = new IllegalStateException("no");
        executor.execute(() -> {
            assertThatThrownBy(() -> executor.await(failing.thenApply(text -> text + "!")))
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(cause);
            note("refused");
        });
        process.loop().schedule(Duration.ofMillis(10), () -> failing.completeExceptionally(cause));
        kernel.runFor(Duration.ofSeconds(1));
        assertThat(seen).containsExactly("refused@10");
    }

    @Test
    void anEventThatThrowsEndsTheRunWithItsCause() {
        IllegalStateException cause = new IllegalStateException("broken");
        kernel.time().schedule(5, () -> {
            throw cause;
        });
        assertThatThrownBy(() -> kernel.runFor(Duration.ofSeconds(1))).hasCause(cause);
    }

    @Test
    void onlyUserCodeCanWait() {
        assertThatThrownBy(() -> executor.sleep(Duration.ofMillis(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> executor.await(new CompletableFuture<>())).isInstanceOf(IllegalStateException.class);
    }

    private String awaitText(CompletableFuture<String> stage) {
        try {
            return executor.await(stage);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private void note(String what) {
        seen.add(what + "@" + kernel.time().nowNanos() / 1_000_000);
    }
}
