package io.millrace.benchmarks.stores;

import com.google.common.collect.ImmutableSet;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.benchmarks.run.NotMeasuredException;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How long it takes until the shards of a worker that was cut off flow again: two consumers with their default settings share
 * a stream in memory with eight shards, to each of which twenty records come a second, and the one that came second is cut
 * off.
 */
final class FailoverTime {
    private static final int SHARDS = 8;
    private static final Duration BETWEEN_RECORDS = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration AT_REST = Duration.ofSeconds(5);

    private final StoreServers servers;

    FailoverTime(StoreServers servers) {
        this.servers = servers;
    }

    /**
     * Measures once. Blocks.
     *
     * @return seconds; the median of the lost shards
     * @throws NotMeasuredException when the two do not come to share the shards, or the one does not go on with all
     */
    double seconds(StoreKind kind, String application) throws IOException, InterruptedException {
        InMemoryStream stream =
                InMemoryStream.builder(StoreServers.STREAM).shards(SHARDS).build();
        Deliveries deliveries = new Deliveries();
        ScheduledExecutorService putter = Executors.newSingleThreadScheduledExecutor();
        try (FailoverWorker first = worker("first", kind, application, stream, deliveries);
                FailoverWorker second = worker("second", kind, application, stream, deliveries)) {
            var unused = putter.scheduleAtFixedRate(
                    () -> putToEach(stream), 0, BETWEEN_RECORDS.toMillis(), TimeUnit.MILLISECONDS);
            first.start();
            await("the first worker to have all shards", () -> has(deliveries, first, SHARDS));
            second.start();
            await("two workers to share the shards", () -> has(deliveries, second, SHARDS / 2));
            Thread.sleep(AT_REST.toMillis());
            ImmutableSet<ShardId> lost = deliveries.shardsOf(second.name());
            long cut = System.nanoTime();
            second.cutOff();
            await("the shards to flow again", () -> has(deliveries, first, SHARDS));
            return new Percentiles(lost.stream()
                            .mapToDouble(shard -> (deliveries.sinceNanos(shard) - cut) / 1e9)
                            .toArray())
                    .median();
        } finally {
            putter.shutdownNow();
        }
    }

    private FailoverWorker worker(
            String name, StoreKind kind, String application, InMemoryStream stream, Deliveries deliveries)
            throws IOException, InterruptedException {
        return new FailoverWorker(name, servers.open(kind, application), stream.source(), deliveries);
    }

    private static void putToEach(InMemoryStream stream) {
        for (Shard shard : stream.openShards()) {
            stream.put("key", shard.hashKeyRange().start(), new byte[] {1});
        }
    }

    private static boolean has(Deliveries deliveries, FailoverWorker worker, int shards) {
        return deliveries.shardsOf(worker.name()).size() == shards;
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new NotMeasuredException("waited " + PATIENCE.toSeconds() + " s for " + what + ", in vain");
            }
            Thread.sleep(5);
        }
    }
}
