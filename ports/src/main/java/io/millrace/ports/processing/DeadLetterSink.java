package io.millrace.ports.processing;

import io.millrace.domain.stream.StreamRecord;

/**
 * Where records go that cannot be processed. Called off the event loop, in place of the processor, in the order of the
 * shard. A record counts as processed only when {@link #accept} has returned normally; when it throws it is tried again.
 */
@FunctionalInterface
public interface DeadLetterSink {
    /**
     * @param shard where the record comes from
     * @param record what could not be processed
     * @param cause what the processor threw at last
     * @param attempts how often the record was tried
     */
    void accept(ShardContext shard, StreamRecord record, Throwable cause, int attempts) throws Exception;
}
