package io.millrace.adapters.jdbc;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for answers. */
final class Stages {
    private Stages() {}

    /** The answer, which must be of this type. */
    static <A, B extends A> B answer(Class<B> type, CompletionStage<A> stage) {
        try {
            A answer = stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
            if (!type.isInstance(answer)) {
                throw new AssertionError("expected " + type.getSimpleName() + ", not " + answer);
            }
            return type.cast(answer);
        } catch (InterruptedException | ExecutionException | TimeoutException problem) {
            throw new AssertionError("no answer", problem);
        }
    }
}
