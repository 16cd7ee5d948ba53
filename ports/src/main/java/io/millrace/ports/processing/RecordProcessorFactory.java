package io.millrace.ports.processing;

/** Makes the processor of a shard. Called off the event loop, once for each time a shard is acquired or begun anew. */
@FunctionalInterface
public interface RecordProcessorFactory {
    RecordProcessor create(ShardContext shard) throws Exception;

    /**
     * Like {@link #create(ShardContext)}, for processors that may fail between calls. This one is what the engine calls.
     *
     * @param control valid as long as the processor is
     */
    default RecordProcessor create(ShardContext shard, ShardControl control) throws Exception {
        return create(shard);
    }
}
