package io.millrace.app.demo;

import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.ports.processing.RecordProcessorFactory;

/** How one worker of the demonstration counts words. */
interface WordCounting extends AutoCloseable {
    /** Makes the processor of a shard; each counts and then tells the scoreboard. */
    RecordProcessorFactory processors();

    CheckpointPolicy checkpointPolicy();

    /** Ends whatever counts, whether it is done or not. Blocks for a moment. */
    @Override
    void close();
}
