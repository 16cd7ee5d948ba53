package io.millrace.ports.runtime;

import java.util.concurrent.CompletionStage;

/**
 * Where user code runs: never on the event loop. In production a bounded pool of threads; in a simulator whatever keeps
 * the run deterministic.
 */
public interface ProcessorExecutor {
    /**
     * Runs one call of user code, later. Never blocks and never refuses: calls beyond the bound wait in order.
     *
     * @param call catches everything that user code throws
     */
    void execute(Runnable call);

    /**
     * Waits, on the thread of user code, for something that the loop will complete. This is how a blocking
     * {@code checkpoint()} blocks.
     *
     * @return what the stage completed with
     * @throws InterruptedException when the thread is interrupted meanwhile
     * @throws java.util.concurrent.ExecutionException when the stage completed exceptionally, with that as its cause
     */
    <T> T await(CompletionStage<T> stage) throws InterruptedException, java.util.concurrent.ExecutionException;
}
