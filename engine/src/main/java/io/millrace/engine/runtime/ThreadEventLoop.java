package io.millrace.engine.runtime;

import io.millrace.ports.runtime.EventLoop;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The event loop of production: one daemon thread. A task that throws is logged and the loop goes on. */
public final class ThreadEventLoop implements EventLoop, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadEventLoop.class);

    private final ScheduledThreadPoolExecutor executor;

    /** @param name of the thread */
    public ThreadEventLoop(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException closed) {
            // An answer that arrives after the worker has ended concerns nobody any more.
            LOG.debug("A task came after the event loop was closed and is dropped", closed);
        }
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        try {
            ScheduledFuture<?> scheduled =
                    executor.schedule(guarded(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException closed) {
            LOG.debug("A timer came after the event loop was closed and is dropped", closed);
            return () -> {};
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable problem) {
                LOG.error(
                        "A task of the event loop failed; the worker goes on. This is a defect, please report it.",
                        problem);
            }
        };
    }

    /** Ends the thread after the task in hand; what is queued is dropped. Idempotent. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
