package io.millrace.architecture.planted.engine.runtime;

import java.util.concurrent.CompletableFuture;

/** Breaks nothing: the runtime is where clocks and threads may be. */
public class RealLoop {
    public long startedAtNanos(CompletableFuture<String> future, Runnable task) {
        new Thread(task).start();
        return System.nanoTime() + future.join().length();
    }
}
