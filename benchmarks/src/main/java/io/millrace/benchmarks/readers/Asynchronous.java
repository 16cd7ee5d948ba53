package io.millrace.benchmarks.readers;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** What readers with an asynchronous client share. */
final class Asynchronous {
    private Asynchronous() {}

    /** Goes on with an answer, or gives up. */
    static <A> void then(CompletionStage<A> call, Consumer<A> next) {
        call.whenComplete((answer, problem) -> {
            if (problem == null) {
                next.accept(answer);
            } else {
                giveUp(problem.toString());
            }
        });
    }

    /** Ends the process: a reader that has lost a shard must not be measured. */
    static void giveUp(String reason) {
        System.err.println("the reader failed: " + reason);
        Runtime.getRuntime().halt(1);
    }

    /** Keeps the process, whose other threads are daemons. */
    static void sleepForEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
