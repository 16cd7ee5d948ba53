package io.millrace.benchmarks.order;

import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.KinesisConsumerBuilder;
import io.millrace.ports.processing.RecordBatch;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Processes one shard of a stream in memory with 5 ms for each record, in each order, and prints a table. */
public final class SideBySide {
    private static final int RECORDS = 300_000;
    private static final int KEYS = 2_000;
    private static final Duration WORK = Duration.ofMillis(5);
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration WINDOW = Duration.ofSeconds(8);

    private SideBySide() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.out.println("| order | calls at a time | records a second | times as many as SHARD |");
        System.out.println("|---|---|---|---|");
        double shard = measure(ProcessingOrder.SHARD, 1, SideBySide::waiting);
        print("SHARD", 1, shard, shard);
        print("KEY", 64, measure(ProcessingOrder.KEY, 64, SideBySide::waiting), shard);
        print("NONE", 64, measure(ProcessingOrder.NONE, 64, SideBySide::waiting), shard);
        print("KEY, without waiting", 500, measure(ProcessingOrder.KEY, 500, SideBySide::notWaiting), shard);
    }

    private static void print(String what, int calls, double perSecond, double shard) {
        System.out.printf(Locale.ROOT, "| %s | %d | %,.0f | %.0f |%n", what, calls, perSecond, perSecond / shard);
    }

    private static double measure(ProcessingOrder order, int calls, Consumer<Work> how) throws InterruptedException {
        InMemoryStream stream =
                InMemoryStream.builder("records").shards(1).quotas(false).build();
        for (int number = 0; number < RECORDS; number++) {
            stream.put("key-" + number % KEYS, "record " + number);
        }
        LongAdder done = new LongAdder();
        KinesisConsumerBuilder builder = KinesisConsumer.builder()
                .leaseStore(InMemoryLeaseTable.create().store("benchmark"))
                .recordSource(stream.source())
                .order(order)
                .parallelism(calls)
                .logging(false);
        how.accept(new Work(builder, done));
        try (KinesisConsumer consumer = builder.build()) {
            consumer.start();
            TimeUnit.NANOSECONDS.sleep(WARM_UP.toNanos());
            long before = done.sum();
            long since = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(WINDOW.toNanos());
            return (done.sum() - before) * 1e9 / (System.nanoTime() - since);
        }
    }

    private record Work(KinesisConsumerBuilder builder, LongAdder done) {}

    private static void waiting(Work work) {
        work.builder().processor(batch -> {
            for (int record = 0; record < batch.records().size(); record++) {
                TimeUnit.NANOSECONDS.sleep(WORK.toNanos());
                work.done().increment();
            }
        });
    }

    private static void notWaiting(Work work) {
        Executor later = CompletableFuture.delayedExecutor(WORK.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
        work.builder().asyncProcessor(batch -> oneAfterTheOther(batch, 0, later, work.done()));
    }

    private static CompletionStage<Void> oneAfterTheOther(RecordBatch batch, int from, Executor later, LongAdder done) {
        CompletableFuture<Void> one = CompletableFuture.runAsync(done::increment, later);
        return from + 1 == batch.records().size()
                ? one
                : one.thenCompose(none -> oneAfterTheOther(batch, from + 1, later, done));
    }
}
