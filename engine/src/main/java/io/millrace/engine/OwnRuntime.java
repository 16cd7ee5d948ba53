package io.millrace.engine;

import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.engine.runtime.PooledProcessorExecutor;
import io.millrace.engine.runtime.SystemCpu;
import io.millrace.engine.runtime.SystemRandomness;
import io.millrace.engine.runtime.SystemTime;
import io.millrace.engine.runtime.ThreadEventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a consumer that was given none.
 *
 * @param runtime what the worker runs on
 * @param loop its loop
 * @param pool where its processors are called
 */
record OwnRuntime(WorkerRuntime runtime, ThreadEventLoop loop, PooledProcessorExecutor pool) {
    /**
     * Starts them.
     *
     * @param worker what people call the worker
     * @param threads the most calls of user code at a time
     */
    static OwnRuntime start(String worker, int threads) {
        ThreadEventLoop loop = new ThreadEventLoop("millrace-" + worker);
        PooledProcessorExecutor pool = new PooledProcessorExecutor("millrace-" + worker + "-processor", threads);
        WorkerRuntime runtime =
                new WorkerRuntime(new SystemTime(), loop, new SystemRandomness(), pool, new SystemCpu());
        return new OwnRuntime(runtime, loop, pool);
    }

    /** A name for a worker that was given none; by its runtime's chance, if it has one. */
    static String randomName(@Nullable WorkerRuntime given) {
        long random = given == null
                ? new SystemRandomness().nextLong("worker-id")
                : given.randomness().nextLong("worker-id");
        return "worker-" + Long.toHexString(random);
    }

    /** How many threads call processors when nobody says: what parallel calls for one shard need at the least. */
    static int threads(ProcessingOrder order, int parallelism) {
        int usual = Math.max(8, 4 * Runtime.getRuntime().availableProcessors());
        return order == ProcessingOrder.SHARD ? usual : Math.max(usual, parallelism);
    }

    void close() {
        pool.close();
        loop.close();
    }
}
