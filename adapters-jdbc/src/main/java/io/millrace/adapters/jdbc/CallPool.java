package io.millrace.adapters.jdbc;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A bounded number of daemon threads on which blocking calls are made. Calls beyond the bound wait in order. Every call
 * that is handed over is answered: also one that still waits, or comes, when the pool is closed.
 *
 * <p>A call goes to the thread that has become idle last, so that few calls at a time need few threads and connections.
 */
final class CallPool implements AutoCloseable {
    private static final long IDLE_THREAD_SECONDS = 60;

    private final int threads;
    private final ThreadPoolExecutor executor;
    private final ConcurrentLinkedQueue<Call<?>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger busy = new AtomicInteger();
    private volatile boolean closed;

    /**
     * @param name of the threads, which get a number behind it
     * @param threads how many calls may be made at once, 1 or more
     */
    CallPool(String name, int threads) {
        this.threads = threads;
        AtomicInteger number = new AtomicInteger();
        // Threads that wait at a synchronous queue which is not fair are taken from a stack.
        executor = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Makes a call, later.
     *
     * @param call blocks; what it throws goes to {@code failed}
     * @param failed turns what was thrown into an answer; gets a {@link ClosedException} when the call was not made
     * @return completes with an answer, never exceptionally
     */
    <A> CompletionStage<A> submit(Callable<A> call, Function<Throwable, A> failed) {
        Call<A> task = new Call<>(call, failed, new CompletableFuture<>());
        waiting.add(task);
        employ();
        return task.answer;
    }

    /** Gives the waiting calls another thread, unless as many as may be are busy with them. */
    private void employ() {
        if (closed) {
            dropWaiting();
        } else if (busy.getAndUpdate(now -> Math.min(now + 1, threads)) < threads) {
            try {
                executor.execute(this::makeWaiting);
            } catch (RejectedExecutionException closedMeanwhile) {
                dropWaiting();
            }
        }
    }

    private void makeWaiting() {
        try {
            for (Call<?> next = waiting.poll(); next != null; next = waiting.poll()) {
                if (closed) {
                    // The interrupt of the close was for the call before it, so this one would go on for ever.
                    next.drop();
                } else {
                    next.run();
                }
            }
        } finally {
            busy.decrementAndGet();
            // What has come between the last look and now has found this thread busy.
            if (!waiting.isEmpty()) {
                employ();
            }
        }
    }

    private void dropWaiting() {
        for (Call<?> next = waiting.poll(); next != null; next = waiting.poll()) {
            next.drop();
        }
    }

    /** Interrupts the calls that are being made and answers those that wait. Does not wait. Idempotent. */
    @Override
    public void close() {
        closed = true;
        executor.shutdownNow();
        dropWaiting();
    }

    /** The call was not made, because the pool was closed first. */
    static final class ClosedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ClosedException() {
            super("closed before the call was made");
        }
    }

    private record Call<A>(Callable<A> call, Function<Throwable, A> failed, CompletableFuture<A> answer)
            implements Runnable {
        @Override
        public void run() {
            try {
                answer.complete(call.call());
            } catch (Exception problem) {
                answer.complete(failed.apply(problem));
            } catch (Error problem) {
                answer.complete(failed.apply(problem));
                throw problem;
            }
        }

        void drop() {
            answer.complete(failed.apply(new ClosedException()));
        }
    }
}
