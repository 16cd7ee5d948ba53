package io.millrace.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.adapters.aws.AwsSettings;
import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.adapters.aws.KinesisRecordWriter;
import io.millrace.adapters.aws.KinesisRecordWriter.NewRecord;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.app.put.AggregatingWriter;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.domain.lease.Lease;
import io.millrace.engine.KinesisConsumer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LocalServers.class)
@DisplayName("Enhanced fan-out on kinesis-local, of aggregates, by key")
final class FanOutOnKinesisTest {
    private static final String STREAM = "pushed";
    private static final int KEYS = 40;

    private final InMemoryLeaseTable table = InMemoryLeaseTable.create();
    private final List<WorkerEvent> events = new CopyOnWriteArrayList<>();
    /** The numbers of each key in the order in which they were processed. */
    private final Map<String, List<Integer>> processed = new ConcurrentHashMap<>();

    private int next;

    @Test
    @DisplayName("delivers every record in the order of its key, over a change of worker")
    void delivers(LocalKinesis kinesis) throws Exception {
        kinesis.createStream(STREAM, 2);
        AwsSettings settings = kinesis.settings();
        try (KinesisRecordWriter writer = KinesisRecordWriter.open(STREAM, settings)) {
            AggregatingWriter aggregating = new AggregatingWriter(writer::put, writer::openShards, 25);
            put(aggregating, 500);
            runUntilProcessed(settings, 500);
            put(aggregating, 300);
            runUntilProcessed(settings, 800);
        }
        assertThat(processed).hasSize(KEYS);
        processed.forEach(
                (key, numbers) -> assertThat(numbers).as(key).isSorted().doesNotHaveDuplicates());
        assertThat(events.stream()
                        .filter(WorkerEvent.FanOutConsumerFound.class::isInstance)
                        .distinct())
                .as("one consumer, found again")
                .hasSize(1);
        assertThat(events)
                .noneMatch(event -> event instanceof WorkerEvent.CallEnded call
                        && call.operation().equals("records"));
    }

    private void put(AggregatingWriter writer, int count) {
        List<NewRecord> records = IntStream.range(0, count)
                .mapToObj(n -> next++)
                .map(n -> new NewRecord("key-" + n % KEYS, Integer.toString(n).getBytes(StandardCharsets.UTF_8)))
                .toList();
        assertThat(writer.apply(records)).allMatch(outcome -> outcome.shard().isPresent());
    }

    private void runUntilProcessed(AwsSettings settings, int count) {
        try (KinesisRecordSource source = KinesisRecordSource.builder().stream(STREAM)
                        .aws(settings)
                        .build();
                KinesisConsumer consumer = KinesisConsumer.builder()
                        .leaseStore(table.store("pushed"))
                        .recordSource(source)
                        .fanOut(FanOutSettings.as("reader"))
                        .order(ProcessingOrder.KEY)
                        .checkpointPolicy(CheckpointPolicy.every(Duration.ofSeconds(1)))
                        .listener(events::add)
                        .processor(batch -> batch.records()
                                .forEach(record -> processed
                                        .computeIfAbsent(record.partitionKey(), key -> new CopyOnWriteArrayList<>())
                                        .add(Integer.parseInt(record.dataAsText()))))
                        .build()) {
            consumer.start();
            await().atMost(Duration.ofSeconds(90))
                    .until(() ->
                            processed.values().stream().mapToInt(List::size).sum() >= count);
        }
        assertThat(table.entries("pushed", Lease.class))
                .as("what is done is checkpointed when the worker stops")
                .noneMatch(lease ->
                        lease.checkpoint().isSentinel() || lease.doneBeyond().isPresent());
    }
}
