package io.millrace.engine.runtime;

import io.millrace.ports.runtime.ProcessorExecutor;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs user code on a bounded pool of daemon threads. A thread is made only when a call finds none idle, so a high limit
 * costs nothing where few calls run at a time; idle threads end after a while.
 */
public final class PooledProcessorExecutor implements ProcessorExecutor, AutoCloseable {
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor executor;
    private final int most;
    private final Object lock = new Object();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    /**
     * @param name prefix of the threads' names
     * @param threads the most calls of user code at a time, at least 1
     */
    public PooledProcessorExecutor(String name, int threads) {
        most = threads;
        AtomicInteger count = new AtomicInteger();
        executor = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public void execute(Runnable call) {
        synchronized (lock) {
            if (running == most) {
                waiting.add(call);
                return;
            }
            running++;
        }
        executor.execute(() -> work(call));
    }

    /** One thread's shift: this call, and what has been waiting for a thread. */
    private void work(Runnable first) {
        for (Runnable call = first; call != null; call = nextOrLeave()) {
            try {
                call.run();
            } catch (RuntimeException | Error broken) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, broken);
            }
        }
    }

    private @Nullable Runnable nextOrLeave() {
        synchronized (lock) {
            Runnable next = waiting.poll();
            if (next == null) {
                running--;
            }
            return next;
        }
    }

    @Override
    public <T> T await(CompletionStage<T> stage) throws InterruptedException, ExecutionException {
        return stage.toCompletableFuture().get();
    }

    /** Interrupts what is running, drops what waits and ends the threads. Idempotent. */
    @Override
    public void close() {
        synchronized (lock) {
            waiting.clear();
        }
        executor.shutdownNow();
    }
}
