package io.millrace.benchmarks.readers;

import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.KinesisConsumerBuilder;
import io.millrace.ports.processing.RecordBatch;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Millrace with a processor that takes its time: a hundred records a second of each shard, a tenth of what Kinesis takes in.
 * Its pace of reading is that of the quotas of Kinesis, as by default. Leases are in memory. For each line of the standard
 * input it collects its garbage and prints a line {@code held} with the bytes that are left on the heap, those of buffers beside it, the records that were
 * processed, how many shards have had records, and the fewest and the most that one of these has had; after a line
 * {@link #FROM_NOW_ON} records are those since.
 */
public final class SlowReader {
    /** With what its lines begin. */
    public static final String PREFIX = "held ";

    /** A line that lets it count records from then on. */
    public static final String FROM_NOW_ON = "from now on";

    private static final int CALLS = 4;
    private static final long NANOS_A_RECORD = 10_000_000;

    private final ConcurrentMap<String, AtomicLong> records = new ConcurrentHashMap<>();
    private final int calls;

    private SlowReader(int calls) {
        this.calls = calls;
    }

    /** Runs it until its standard input ends; arguments: those of {@link Target}, an order, and the budget in bytes. */
    public static void main(String[] arguments) throws InterruptedException {
        Target target = Target.of(arguments);
        ProcessingOrder order = ProcessingOrder.valueOf(arguments[6].toUpperCase(Locale.ROOT));
        SlowReader reader = new SlowReader(order == ProcessingOrder.SHARD ? 1 : CALLS);
        Thread answering = new Thread(reader::answer, "answers");
        answering.setDaemon(true);
        answering.start();
        KinesisConsumerBuilder builder = KinesisConsumer.builder()
                .workerId("benchmark")
                .leaseStore(InMemoryLeaseTable.create().store(target.application()))
                .recordSource(KinesisRecordSource.builder().stream(target.stream())
                        .aws(aws -> aws.region("us-east-1")
                                .endpoint(target.kinesis())
                                .credentials(Target.CREDENTIALS))
                        .build())
                .order(order)
                .parallelism(CALLS)
                .memoryBudgetBytes(Long.parseLong(arguments[7]))
                .asyncProcessor(reader::process);
        if (target.isPushed()) {
            builder.fanOut(FanOutSettings.as(target.application()));
        }
        builder.build().run();
    }

    /** As long as the batch takes; where several are processed at a time for a shard, each takes as many times as long. */
    private CompletionStage<Void> process(RecordBatch batch) {
        int count = batch.records().size();
        AtomicLong counted = records.computeIfAbsent(batch.shard().shardId().value(), shard -> new AtomicLong());
        return CompletableFuture.runAsync(
                () -> counted.addAndGet(count),
                CompletableFuture.delayedExecutor(NANOS_A_RECORD * count * calls, TimeUnit.NANOSECONDS, Runnable::run));
    }

    private void answer() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String asked = lines.readLine(); asked != null; asked = lines.readLine()) {
                if (asked.equals(FROM_NOW_ON)) {
                    records.values().forEach(each -> each.set(0));
                }
                memory.gc();
                System.out.println(line(memory.getHeapMemoryUsage().getUsed(), direct()));
                System.out.flush();
            }
        } catch (IOException ended) {
            System.err.println("the standard input broke off: " + ended.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }

    /** Buffers beside the heap: the virtual machine's own, and Netty's, which it does not know of. */
    private static long direct() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                + ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
    }

    private String line(long heap, long direct) {
        long all = 0;
        long fewest = Long.MAX_VALUE;
        long most = 0;
        int shards = 0;
        for (AtomicLong each : records.values()) {
            long count = each.get();
            shards++;
            all += count;
            fewest = Math.min(fewest, count);
            most = Math.max(most, count);
        }
        return PREFIX + heap + " " + direct + " " + all + " " + shards + " " + (shards == 0 ? 0 : fewest) + " " + most;
    }
}
