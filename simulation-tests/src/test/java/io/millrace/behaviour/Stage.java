package io.millrace.behaviour;

import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.KinesisConsumerBuilder;
import io.millrace.engine.WorkerRuntime;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.runtime.CpuMeter;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.kernel.ClockModel;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.SimulatedProcess;
import io.millrace.simulation.kernel.SimulatedProcessorExecutor;
import io.millrace.simulation.kernel.SimulationKernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A stream, a lease table and some workers, in virtual time. */
final class Stage implements AutoCloseable {
    static final String APPLICATION = "behaviour";

    final SimulationKernel kernel = new SimulationKernel();
    final InMemoryStream stream;
    final InMemoryLeaseTable table = InMemoryLeaseTable.create();
    /** What all workers' processors were handed, in order: {@code worker shard data}. */
    final List<String> delivered = new ArrayList<>();
    /** What user code has computed, of which each call is charged its part. */
    final SettableCpu cpu = new SettableCpu();
    /** When, in virtual nanoseconds: one for each of {@link #delivered}. */
    final List<Long> deliveredAtNanos = new ArrayList<>();

    Stage(int shards) {
        stream = InMemoryStream.builder("words")
                .shards(shards)
                .time(kernel.trueTime())
                .alarm((delay, task) -> kernel.time().schedule(delay.toNanos(), task))
                .build();
    }

    /** One worker of the stage and what it has told. */
    final class Actor {
        final SimulatedProcess process;
        final SimulatedProcessorExecutor processors;
        final FaultyStore store;
        final KinesisConsumer consumer;
        final List<WorkerEvent> events = new ArrayList<>();

        private Actor(String name, Consumer<KinesisConsumerBuilder> change) {
            process = kernel.newProcess(name, ClockModel.PERFECT);
            processors = kernel.newProcessorExecutor(process, 64, () -> 0);
            store = new FaultyStore(table.store(APPLICATION));
            KinesisConsumerBuilder builder = KinesisConsumer.builder()
                    .workerId(name)
                    .leaseStore(store)
                    .recordSource(stream.source())
                    .processorFactory(recording(name))
                    .listener(event -> {
                        if (!(event instanceof WorkerEvent.Fetched)) {
                            events.add(event);
                        }
                    })
                    .logging(false)
                    .runtime(new WorkerRuntime(
                            process.timeSource(), process.loop(), new KeyedRandom(1, name), processors, cpu));
            change.accept(builder);
            consumer = builder.build();
            consumer.start();
        }

        <E extends WorkerEvent> List<E> told(Class<E> kind) {
            return events.stream().filter(kind::isInstance).map(kind::cast).toList();
        }

        boolean hasTold(Predicate<WorkerEvent> what) {
            return events.stream().anyMatch(what);
        }
    }

    /** Starts a worker that records what it is handed. */
    Actor worker(String name) {
        return worker(name, builder -> {});
    }

    Actor worker(String name, Consumer<KinesisConsumerBuilder> change) {
        return new Actor(name, change);
    }

    /** CPU time that goes on only when somebody says that it does. */
    static final class SettableCpu implements CpuMeter {
        private long nanos;

        void compute(Duration time) {
            nanos += time.toNanos();
        }

        @Override
        public Reading process() {
            return new Reading(Duration.ofNanos(nanos), 2);
        }

        @Override
        public long threadNanos() {
            return nanos;
        }
    }

    RecordProcessorFactory recording(String name) {
        return shard -> batch -> batch.records().forEach(record -> {
            delivered.add(name + " " + shard.shardId() + " " + record.dataAsText());
            deliveredAtNanos.add(kernel.time().nowNanos());
        });
    }

    void put(int count) {
        for (int i = 0; i < count; i++) {
            stream.put("key-" + i, "r" + stream.allRecords().size());
        }
    }

    void run(Duration duration) {
        kernel.runFor(duration);
    }

    /** The texts delivered, without repetitions, whoever got them. */
    List<String> distinctTexts() {
        return delivered.stream()
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        kernel.close();
    }
}
