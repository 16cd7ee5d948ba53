package io.millrace.app.demo;

import io.millrace.domain.stream.ShardId;
import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.WorkerRuntime;
import io.millrace.engine.runtime.PooledProcessorExecutor;
import io.millrace.engine.runtime.SystemRandomness;
import io.millrace.engine.runtime.SystemTime;
import io.millrace.engine.runtime.ThreadEventLoop;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.telemetry.WorkerEvent;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * One worker of the demonstration: a consumer of its own, with a loop and threads of its own, that counts words. It can be
 * stopped in order, and it can be killed.
 */
final class DemoWorker {
    /** What has become of a worker. */
    enum State {
        RUNNING,
        KILLED,
        STOPPING,
        STOPPED
    }

    private static final int PROCESSOR_THREADS = 8;

    private final String name;
    private final Scoreboard scoreboard;
    private final PowerSwitch power = new PowerSwitch();
    private final ThreadEventLoop loop;
    private final PooledProcessorExecutor pool;
    private final LeaseStore leases;
    private final WordCounting counting;
    private final KinesisConsumer consumer;
    private volatile State state = State.RUNNING;

    DemoWorker(
            String name,
            DemoSettings settings,
            LeaseStore leases,
            RecordSource stream,
            Scoreboard scoreboard,
            Optional<PythonWords> python,
            BiConsumer<String, WorkerEvent> listener) {
        this.name = name;
        this.scoreboard = scoreboard;
        this.leases = leases;
        loop = new ThreadEventLoop("demo-" + name);
        pool = new PooledProcessorExecutor("demo-" + name + "-processor", PROCESSOR_THREADS);
        counting = python.<WordCounting>map(words -> new PythonCounting(
                        words.children(leases.application(), settings.checkpointInterval()), this::count))
                .orElseGet(() -> new JavaCounting(settings, this::count));
        consumer = KinesisConsumer.builder()
                .workerId(name)
                .leaseStore(new PoweredLeaseStore(leases, power))
                .recordSource(new PoweredRecordSource(stream, power))
                .processorFactory(counting.processors())
                .failoverTime(settings.failoverTime())
                .checkpointPolicy(counting.checkpointPolicy())
                .runtime(new WorkerRuntime(new SystemTime(), loop, new SystemRandomness(), pool))
                .listener(event -> {
                    if (power.isOn()) {
                        listener.accept(name, event);
                    }
                })
                .build();
    }

    private void count(RecordBatch batch) {
        ShardId shard = batch.shard().shardId();
        batch.records()
                .forEach(record -> power.orDie(
                        () -> scoreboard.processed(name, shard, record.sequenceNumber(), record.dataAsText())));
    }

    String name() {
        return name;
    }

    State state() {
        return state;
    }

    CompletionStage<Void> start() {
        return consumer.start();
    }

    /**
     * Ends the worker as {@code kill -9} would: in the middle of whatever it does, without a word to anybody. When this
     * returns, nothing of it reaches the stream or the counts any more, nor the lease store but what was on its way there.
     */
    void kill() {
        state = State.KILLED;
        power.cut();
        counting.close();
        releaseThreads();
    }

    /** Asks the worker to stop in order; completes when it has. */
    CompletionStage<String> stop() {
        state = State.STOPPING;
        return consumer.stop().thenApply(reason -> {
            state = State.STOPPED;
            counting.close();
            releaseThreads();
            return reason;
        });
    }

    private void releaseThreads() {
        leases.close();
        pool.close();
        loop.close();
    }
}
