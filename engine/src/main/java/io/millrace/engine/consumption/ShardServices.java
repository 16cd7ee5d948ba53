package io.millrace.engine.consumption;

import io.millrace.domain.consumer.ReadHealth;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.engine.coordination.FanOutConsumer;
import io.millrace.engine.coordination.FenceGate;
import io.millrace.engine.coordination.SourceClient;
import io.millrace.engine.coordination.StoreClient;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.DeadLetterSink;
import io.millrace.ports.processing.RecordProcessorFactory;
import java.time.Duration;
import java.util.Optional;

/**
 * What every shard of a worker uses.
 *
 * @param gate open while records may be delivered
 * @param readHealth whether shards can be read
 * @param stream which one the leases are for
 * @param retention how long the stream keeps a record
 * @param fanOut with whom shards are read by enhanced fan-out; empty when they are polled
 * @param deadLetters where records go that cannot be processed; only used under the dead-letter policy
 */
public record ShardServices(
        WorkerContext context,
        StoreClient store,
        SourceClient source,
        FenceGate gate,
        MemoryBudget budget,
        ReadHealth readHealth,
        RecordProcessorFactory processors,
        DeadLetterSink deadLetters,
        StreamIdentity stream,
        Duration retention,
        Optional<FanOutConsumer> fanOut) {
    /** The same behind another gate: that of one lease. */
    public ShardServices behind(FenceGate another) {
        return new ShardServices(
                context,
                store,
                source,
                another,
                budget,
                readHealth,
                processors,
                deadLetters,
                stream,
                retention,
                fanOut);
    }
}
