package io.millrace.engine.runtime;

import io.millrace.ports.runtime.ProcessorExecutor;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs user code on a bounded pool of daemon threads. The number of threads does not grow with the number of shards;
 * idle threads end after a while.
 */
public final class PooledProcessorExecutor implements ProcessorExecutor, AutoCloseable {
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor executor;

    /**
     * @param name prefix of the threads' names
     * @param threads the most calls of user code at a time, at least 1
     */
    public PooledProcessorExecutor(String name, int threads) {
        AtomicInteger count = new AtomicInteger();
        executor = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable call) {
        executor.execute(call);
    }

    @Override
    public <T> T await(CompletionStage<T> stage) throws InterruptedException, ExecutionException {
        return stage.toCompletableFuture().get();
    }

    /** Interrupts what is running and ends the threads. Idempotent. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
