package io.millrace.app.fleet;

import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.engine.KinesisConsumer;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/** One worker over many shards in memory; prints how many threads and how much heap it took. */
public final class ManyShardsMain {
    private static final int RECORDS_PER_SHARD = 40;
    private static final int RECORD_BYTES = 1_000;

    private ManyShardsMain() {}

    public static void main(String[] arguments) throws Exception {
        int shards = Integer.parseInt(arguments[0]);
        InMemoryStream stream = InMemoryStream.builder("many").shards(shards).build();
        BigInteger step = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(shards));
        for (int shard = 0; shard < shards; shard++) {
            for (int record = 0; record < RECORDS_PER_SHARD; record++) {
                stream.put("key", step.multiply(BigInteger.valueOf(shard)), new byte[RECORD_BYTES]);
            }
        }
        AtomicLong delivered = new AtomicLong();
        try (KinesisConsumer consumer = KinesisConsumer.builder()
                .leaseStore(InMemoryLeaseTable.create().store("many"))
                .recordSource(stream.source())
                .processor(batch -> delivered.addAndGet(batch.records().size()))
                .build()) {
            consumer.start().toCompletableFuture().get();
            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .until(() -> delivered.get() == (long) shards * RECORDS_PER_SHARD);
            // One idle round over all shards, so that every thread that polling needs is there.
            Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            System.gc();
            long heapMiB =
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
            System.out.println("shards " + shards + " threads " + threads + " heap " + heapMiB);
        }
    }
}
