package io.millrace.ports.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that do the same at the same time. */
final class Threads implements AutoCloseable {
    private final int count;
    private final ExecutorService executor;
    private final CyclicBarrier start;

    Threads(int count) {
        this.count = count;
        this.executor = Executors.newFixedThreadPool(count);
        this.start = new CyclicBarrier(count);
    }

    /** Runs the task once on each thread, all let go at the same moment; the results in the order of the workers. */
    <T> List<T> inParallel(Task<T> task) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int worker = i;
            futures.add(executor.submit(() -> {
                start.await();
                return task.run(worker);
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(result(future));
        }
        return results;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static <T> T result(Future<T> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** What a worker, counted from 0, does on its thread. */
    interface Task<T> {
        T run(int worker) throws Exception;
    }
}
