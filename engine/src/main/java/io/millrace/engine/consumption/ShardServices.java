package io.millrace.engine.consumption;

import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.consumer.ReadHealth;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.engine.coordination.FanOutConsumer;
import io.millrace.engine.coordination.FenceGate;
import io.millrace.engine.coordination.ServedStream;
import io.millrace.engine.coordination.SourceClient;
import io.millrace.engine.coordination.StoreClient;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.DeadLetterSink;
import io.millrace.ports.processing.RecordProcessorFactory;
import java.time.Duration;
import java.util.Optional;

/**
 * What a shard uses.
 *
 * @param gate open while records may be delivered
 * @param readHealth whether shards can be read
 * @param deadLetters where records go that cannot be processed; only used under the dead-letter policy
 * @param served the stream that the shard is of
 */
public record ShardServices(
        WorkerContext context,
        StoreClient store,
        FenceGate gate,
        MemoryBudget budget,
        ReadHealth readHealth,
        DeadLetterSink deadLetters,
        ServedStream served) {
    SourceClient source() {
        return served.source();
    }

    RecordProcessorFactory processors() {
        return served.setup().processors();
    }

    /** Which stream the leases are for. */
    StreamIdentity stream() {
        return served.binding().stream();
    }

    /** How long the stream keeps a record. */
    Duration retention() {
        return served.retention();
    }

    PollingSettings polling() {
        return served.setup().polling();
    }

    /** With whom shards are read by enhanced fan-out; empty when they are polled. */
    Optional<FanOutConsumer> fanOut() {
        return served.fanOut();
    }
}
