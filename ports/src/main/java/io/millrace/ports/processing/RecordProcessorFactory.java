package io.millrace.ports.processing;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.CheckpointPolicy;

/** Makes the processor of a shard. Called off the event loop, once for each time a shard is acquired or begun anew. */
@FunctionalInterface
public interface RecordProcessorFactory {
    RecordProcessor create(ShardContext shard) throws Exception;

    /**
     * Like {@link #create(ShardContext)}, for processors that may fail between calls or compute elsewhere than in them. This
     * one is what the engine calls.
     *
     * @param control valid as long as the processor is
     */
    default RecordProcessor create(ShardContext shard, ShardControl control) throws Exception {
        return create(shard);
    }

    /**
     * What stands against running these processors under such a policy. Asked once, when the consumer is built, which is
     * refused if there is anything.
     *
     * @param policy when the consumer stores progress
     * @return each naming the setting, what is wrong with it and the remedy; empty, as by default, when nothing is wrong
     */
    default ImmutableList<String> problems(CheckpointPolicy policy) {
        return ImmutableList.of();
    }
}
