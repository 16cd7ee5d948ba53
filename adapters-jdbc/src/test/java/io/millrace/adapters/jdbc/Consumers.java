package io.millrace.adapters.jdbc;

import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.consumer.BatchLimits;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.KinesisConsumerBuilder;
import io.millrace.ports.source.RecordSource;
import java.time.Duration;

/** Consumers in a hurry, on batches of two records. */
final class Consumers {
    static final Backoff BACKOFF = new Backoff(Duration.ofMillis(10), Duration.ofMillis(50));

    private static final PollingSettings POLLING = new PollingSettings(
            2, 1_000, 1 << 30, Duration.ofMillis(10), Duration.ofMillis(20), Duration.ofMinutes(4), BACKOFF);

    private Consumers() {}

    static KinesisConsumerBuilder of(JdbcLeaseStore store, RecordSource records) {
        return KinesisConsumer.builder()
                .leaseStore(store)
                .recordSource(records)
                .checkpointPolicy(CheckpointPolicy.manual())
                .failurePolicy(new FailurePolicy.Retry(BACKOFF))
                .batchLimits(new BatchLimits(2, 1 << 20, Duration.ZERO))
                .polling(POLLING)
                .coordinationInterval(Duration.ofMillis(20))
                .shardSyncInterval(Duration.ofMillis(200));
    }
}
