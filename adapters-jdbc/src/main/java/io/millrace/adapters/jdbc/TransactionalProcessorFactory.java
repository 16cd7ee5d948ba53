package io.millrace.adapters.jdbc;

import io.millrace.ports.processing.ShardContext;

/** Makes the processor of a shard. Called off the event loop, once for each time a shard is acquired or begun anew. */
@FunctionalInterface
public interface TransactionalProcessorFactory {
    TransactionalProcessor create(ShardContext shard) throws Exception;
}
