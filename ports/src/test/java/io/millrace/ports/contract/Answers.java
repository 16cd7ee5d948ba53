package io.millrace.ports.contract;

import static org.junit.jupiter.api.Assertions.fail;

import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.WriteAnswer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Waits for answers and takes them apart, failing the test with what the answer says when it is another one. */
final class Answers {
    /** How long an answer may take, and how long a stale listing may stay stale. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(20);

    private Answers() {}

    /** The answer, which has to come, and has to come normally. */
    static <A> A answer(CompletionStage<A> stage) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            return fail("a stage never completes exceptionally, every failure is an answer", e.getCause());
        } catch (TimeoutException e) {
            return fail("no answer within " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted while waiting for an answer", e);
        }
    }

    /** The answer, which has to be of this type. */
    static <A, B extends A> B answer(Class<B> expected, CompletionStage<A> stage) {
        A answer = answer(stage);
        if (!expected.isInstance(answer)) {
            fail("expected " + expected.getSimpleName() + " but the answer is " + answer);
        }
        return expected.cast(answer);
    }

    /** The revision of a write that has to be applied. */
    static long applied(CompletionStage<WriteAnswer> stage) {
        return answer(WriteAnswer.Applied.class, stage).revision();
    }

    /** What stands in the way of a write that has to be refused. */
    static Optional<Versioned<?>> conflict(CompletionStage<WriteAnswer> stage) {
        return answer(WriteAnswer.Conflict.class, stage).current();
    }

    /** Repeats an assertion until it holds, for what is allowed to take a while. */
    static void eventually(Runnable assertion) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
