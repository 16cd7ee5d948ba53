package example.wordcount;

import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.engine.KinesisConsumer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;
import java.util.concurrent.CompletionStage;

/** Consumers that process the records of one shard side by side, or are pushed their records; docs/processing.md shows them. */
public final class SideBySide {
    /** Somebody who takes records and says later that they are there. */
    public interface Warehouse {
        CompletionStage<Void> send(RecordBatch batch);

        void store(String key, String text);
    }

    private SideBySide() {}

    static KinesisConsumer byKey(LeaseStore leases, RecordSource stream, Warehouse warehouse) {
        return KinesisConsumer.builder()
                .leaseStore(leases)
                .recordSource(stream)
                .order(ProcessingOrder.KEY)
                .parallelism(64)
                .processor(batch -> batch.records().forEach(record ->
                        warehouse.store(record.partitionKey(), record.dataAsText())))
                .build();
    }

    static KinesisConsumer withoutWaiting(LeaseStore leases, RecordSource stream, Warehouse warehouse) {
        return KinesisConsumer.builder()
                .leaseStore(leases)
                .recordSource(stream)
                .order(ProcessingOrder.KEY)
                .asyncProcessor(batch -> warehouse.send(batch))
                .build();
    }

    static KinesisConsumer pushed(LeaseStore leases, RecordSource stream, Warehouse warehouse) {
        return KinesisConsumer.builder()
                .leaseStore(leases)
                .recordSource(stream)
                .fanOut(FanOutSettings.as("tills").orPolling())
                .asyncProcessor(batch -> warehouse.send(batch))
                .build();
    }
}
