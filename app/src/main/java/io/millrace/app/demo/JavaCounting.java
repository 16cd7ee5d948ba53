package io.millrace.app.demo;

import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.ports.processing.RecordProcessorFactory;

/** Counts in this process. */
record JavaCounting(DemoSettings settings, BatchTold told) implements WordCounting {
    @Override
    public RecordProcessorFactory processors() {
        return shard -> told::accept;
    }

    @Override
    public CheckpointPolicy checkpointPolicy() {
        return CheckpointPolicy.every(settings.checkpointInterval());
    }

    @Override
    public void close() {}
}
