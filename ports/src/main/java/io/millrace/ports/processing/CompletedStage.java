package io.millrace.ports.processing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Holds the one stage that is complete from the beginning; nobody can change it. */
final class CompletedStage {
    static final CompletionStage<Void> DONE = make();

    private CompletedStage() {}

    private static CompletionStage<Void> make() {
        CompletableFuture<Void> future = new CompletableFuture<>();
        future.complete(null);
        return future.minimalCompletionStage();
    }
}
