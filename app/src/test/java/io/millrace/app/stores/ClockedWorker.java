package io.millrace.app.stores;

import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.WorkerRuntime;
import io.millrace.engine.runtime.PooledProcessorExecutor;
import io.millrace.engine.runtime.SystemRandomness;
import io.millrace.engine.runtime.ThreadEventLoop;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A worker in real time with a wall clock of its own, that notes what it processes and what happens to it. */
final class ClockedWorker implements AutoCloseable {
    static final Duration FAILOVER_TIME = Duration.ofSeconds(3);

    private final SteppedTime time = new SteppedTime();
    private final List<String> words = new CopyOnWriteArrayList<>();
    private final List<WorkerEvent> events = new CopyOnWriteArrayList<>();
    private final LeaseStore store;
    private final ThreadEventLoop loop;
    private final PooledProcessorExecutor pool;
    private long beatsBefore;

    ClockedWorker(String name, LeaseStore store, RecordSource source) {
        this.store = store;
        loop = new ThreadEventLoop(name);
        pool = new PooledProcessorExecutor(name + "-processor", 4);
        KinesisConsumer consumer = KinesisConsumer.builder()
                .workerId(name)
                .leaseStore(store)
                .recordSource(source)
                .processor(batch -> batch.records().forEach(record -> words.add(record.dataAsText())))
                .checkpointPolicy(CheckpointPolicy.every(Duration.ofMillis(200)))
                .failoverTime(FAILOVER_TIME)
                .runtime(new WorkerRuntime(time, loop, new SystemRandomness(), pool))
                .listener(events::add)
                .logging(false)
                .build();
        consumer.start();
    }

    /** @param fromTruth how far its wall clock is ahead of the true time from now on; behind if negative */
    void setClock(Duration fromTruth) {
        time.set(fromTruth);
        beatsBefore = beats();
    }

    List<String> words() {
        return words;
    }

    <E extends WorkerEvent> Stream<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast);
    }

    /** Three heartbeats are a failover time. */
    long beatsSinceTheStep() {
        return beats() - beatsBefore;
    }

    private long beats() {
        return events(WorkerEvent.HeartbeatSent.class)
                .filter(sent -> sent.outcome().equals("applied"))
                .count();
    }

    /** Ends it in the middle of whatever it does, without a goodbye. */
    void kill() {
        loop.close();
        pool.close();
    }

    /** Also of one that was killed. */
    @Override
    public void close() {
        kill();
        store.close();
    }
}
