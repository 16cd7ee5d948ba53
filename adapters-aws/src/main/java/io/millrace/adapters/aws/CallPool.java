package io.millrace.adapters.aws;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A bounded number of daemon threads on which blocking calls are made. Calls beyond the bound wait in order. Every call
 * that is handed over is answered: also one that still waits, or comes, when the pool is closed.
 */
final class CallPool implements AutoCloseable {
    private static final long IDLE_THREAD_SECONDS = 60;

    private final ThreadPoolExecutor executor;

    /**
     * @param name of the threads, which get a number behind it
     * @param threads how many calls may be made at once, 1 or more
     */
    CallPool(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        executor = new ThreadPoolExecutor(
                threads, threads, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Makes a call, later.
     *
     * @param call blocks; what it throws goes to {@code failed}
     * @param failed turns what was thrown into an answer; gets a {@link ClosedException} when the call was not made
     * @return completes with an answer, never exceptionally
     */
    <A> CompletionStage<A> submit(Supplier<A> call, Function<Throwable, A> failed) {
        Call<A> task = new Call<>(call, failed, new CompletableFuture<>());
        try {
            executor.execute(task);
        } catch (RejectedExecutionException closed) {
            task.drop();
        }
        return task.answer;
    }

    /** Interrupts the calls that are being made and answers those that wait. Does not wait. Idempotent. */
    @Override
    public void close() {
        for (Runnable waiting : executor.shutdownNow()) {
            ((Call<?>) waiting).drop();
        }
    }

    /** The call was not made, because the pool was closed first. */
    static final class ClosedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ClosedException() {
            super("closed before the call was made");
        }
    }

    private record Call<A>(Supplier<A> call, Function<Throwable, A> failed, CompletableFuture<A> answer)
            implements Runnable {
        @Override
        public void run() {
            try {
                answer.complete(call.get());
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
