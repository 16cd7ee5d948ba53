package io.millrace.app.fleet;

import static org.awaitility.Awaitility.await;

import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** A stream that is put to all the time, and the worker processes that consume it. */
final class Fleet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LocalKinesis kinesis;
    private final LocalDynamoDb dynamoDb;
    private final String stream;
    private final int lanes;
    private final List<WorkerProcess> workers = new ArrayList<>();
    private final Set<String> put = new ConcurrentSkipListSet<>();
    private final AtomicInteger next = new AtomicInteger();
    private final ScheduledExecutorService putter = Executors.newSingleThreadScheduledExecutor();

    /** @param lanes how many equal parts of the hash key space get a record at each put */
    Fleet(LocalKinesis kinesis, LocalDynamoDb dynamoDb, String stream, int shards, int lanes) {
        this.kinesis = kinesis;
        this.dynamoDb = dynamoDb;
        this.stream = stream;
        this.lanes = lanes;
        kinesis.createStream(stream, shards);
    }

    LocalKinesis kinesis() {
        return kinesis;
    }

    LocalDynamoDb dynamoDb() {
        return dynamoDb;
    }

    /** Puts one record into every lane at this interval from now on. */
    void putEvery(Duration interval) {
        putter.scheduleAtFixedRate(this::putOnce, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    void putOnce() {
        List<PutRecordsRequestEntry> entries = new ArrayList<>();
        BigInteger step = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(lanes));
        for (int lane = 0; lane < lanes; lane++) {
            String data = "r" + next.incrementAndGet();
            entries.add(PutRecordsRequestEntry.builder()
                    .partitionKey("lane-" + lane)
                    .explicitHashKey(step.multiply(BigInteger.valueOf(lane)).toString())
                    .data(SdkBytes.fromUtf8String(data))
                    .build());
        }
        kinesis.client().putRecords(request -> request.streamName(stream).records(entries));
        entries.forEach(entry -> put.add(entry.data().asUtf8String()));
    }

    void stopPutting() throws InterruptedException {
        putter.shutdown();
        if (!putter.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the putter does not end");
        }
    }

    WorkerProcess start(String name) throws IOException {
        WorkerProcess worker = WorkerProcess.start(name, stream, this);
        workers.add(worker);
        return worker;
    }

    Stream<WorkerProcess.Delivery> deliveries() {
        return workers.stream().flatMap(worker -> worker.deliveries().stream());
    }

    /** The shards a worker has delivered records of since a moment. */
    static Set<String> shardsSince(WorkerProcess worker, long sinceMillis) {
        Set<String> shards = new TreeSet<>();
        worker.deliveries().stream()
                .filter(delivery -> delivery.atMillis() >= sinceMillis)
                .forEach(delivery -> shards.add(delivery.shard()));
        return shards;
    }

    /** Waits until within the last second each worker has delivered exactly this many shards. */
    void awaitShardsEach(int shards, WorkerProcess... each) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            long since = System.currentTimeMillis() - 1_000;
            for (WorkerProcess worker : each) {
                org.assertj.core.api.Assertions.assertThat(shardsSince(worker, since))
                        .as(worker.name() + ": " + worker.events())
                        .hasSize(shards);
            }
        });
    }

    /** How long after a moment the last of these shards was delivered by this worker, in seconds. */
    double secondsUntilAll(Set<String> shards, WorkerProcess by, long sinceMillis) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> shardsSince(by, sinceMillis).containsAll(shards));
        long last = 0;
        for (String shard : shards) {
            last = Math.max(
                    last,
                    by.deliveries().stream()
                            .filter(delivery -> delivery.shard().equals(shard) && delivery.atMillis() >= sinceMillis)
                            .mapToLong(WorkerProcess.Delivery::atMillis)
                            .min()
                            .orElseThrow());
        }
        return (last - sinceMillis) / 1_000.0;
    }

    /** Waits until every record that was put has been delivered at least once. */
    void awaitNothingMissing() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            Set<String> missing = new TreeSet<>(put);
            deliveries().forEach(delivery -> missing.remove(delivery.data()));
            org.assertj.core.api.Assertions.assertThat(missing).isEmpty();
        });
    }

    /** How many deliveries were repetitions. */
    long duplicates() {
        return deliveries().count()
                - deliveries().map(WorkerProcess.Delivery::data).distinct().count();
    }

    /** The longest time between two deliveries in a row of one shard, in milliseconds, since a moment. */
    Map<String, Long> longestPauseMillis(long sinceMillis) {
        Map<String, Long> last = new TreeMap<>();
        Map<String, Long> pauses = new TreeMap<>();
        deliveries()
                .filter(delivery -> delivery.atMillis() >= sinceMillis)
                .sorted(Comparator.comparingLong(WorkerProcess.Delivery::atMillis))
                .forEach(delivery -> {
                    Long before = last.put(delivery.shard(), delivery.atMillis());
                    if (before != null) {
                        pauses.merge(delivery.shard(), delivery.atMillis() - before, Math::max);
                    }
                });
        return pauses;
    }

    @Override
    public void close() {
        putter.shutdownNow();
        workers.forEach(WorkerProcess::close);
    }
}
