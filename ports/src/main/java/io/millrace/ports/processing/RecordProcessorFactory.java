package io.millrace.ports.processing;

/** Makes the processor of a shard. Called off the event loop, once for each time a shard is acquired. */
@FunctionalInterface
public interface RecordProcessorFactory {
    RecordProcessor create(ShardContext shard) throws Exception;
}
