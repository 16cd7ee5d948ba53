package io.millrace.benchmarks.stores;

import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.WorkerRuntime;
import io.millrace.engine.runtime.PooledProcessorExecutor;
import io.millrace.engine.runtime.SystemRandomness;
import io.millrace.engine.runtime.SystemTime;
import io.millrace.engine.runtime.ThreadEventLoop;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;

/** A consumer with a loop and threads of its own, with its default settings, that can be cut off. */
final class FailoverWorker implements AutoCloseable {
    private static final int PROCESSOR_THREADS = 4;

    private final String name;
    private final LeaseStore leases;
    private final CutOff world = new CutOff();
    private final ThreadEventLoop loop;
    private final PooledProcessorExecutor processors;
    private final KinesisConsumer consumer;

    FailoverWorker(String name, LeaseStore leases, RecordSource source, Deliveries deliveries) {
        this.name = name;
        this.leases = leases;
        loop = new ThreadEventLoop("benchmark-" + name);
        processors = new PooledProcessorExecutor("benchmark-" + name + "-processor", PROCESSOR_THREADS);
        consumer = KinesisConsumer.builder()
                .workerId(name)
                .leaseStore(world.behind(LeaseStore.class, leases))
                .recordSource(world.behind(RecordSource.class, source))
                .processor(batch -> {
                    if (!world.isCut()) {
                        deliveries.add(name, batch.shard().shardId());
                    }
                })
                .logging(false)
                .runtime(new WorkerRuntime(new SystemTime(), loop, new SystemRandomness(), processors))
                .build();
    }

    String name() {
        return name;
    }

    /** Begins to work; returns at once. */
    void start() {
        consumer.start();
    }

    /** Lets none of its calls through or back any more. */
    void cutOff() {
        world.now();
    }

    /** Ends its threads, without a word to anybody. */
    @Override
    public void close() {
        cutOff();
        processors.close();
        loop.close();
        leases.close();
    }
}
