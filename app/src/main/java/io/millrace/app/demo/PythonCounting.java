package io.millrace.app.demo;

import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.multilang.child.ChildProcessors;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.processing.ShardControl;

/** Counts in Python, in a child process for each shard; the scoreboard is told what a child has acknowledged. */
record PythonCounting(ChildProcessors children, BatchTold told) implements WordCounting {
    @Override
    public RecordProcessorFactory processors() {
        return new RecordProcessorFactory() {
            @Override
            public RecordProcessor create(ShardContext shard) {
                return new Told(children.create(shard));
            }

            @Override
            public RecordProcessor create(ShardContext shard, ShardControl control) {
                return new Told(children.create(shard, control));
            }
        };
    }

    /** The children store how far they are. */
    @Override
    public CheckpointPolicy checkpointPolicy() {
        return CheckpointPolicy.manual();
    }

    @Override
    public void close() {
        children.stopping();
        children.close();
    }

    /** A child, of which the scoreboard hears. */
    private final class Told implements RecordProcessor {
        private final RecordProcessor child;

        Told(RecordProcessor child) {
            this.child = child;
        }

        @Override
        public void initialize(ShardContext shard) throws Exception {
            child.initialize(shard);
        }

        @Override
        public void processRecords(RecordBatch batch) throws Exception {
            child.processRecords(batch);
            told.accept(batch);
        }

        @Override
        public void leaseLost() throws Exception {
            child.leaseLost();
        }

        @Override
        public void shardEnded(Checkpointer checkpointer) throws Exception {
            child.shardEnded(checkpointer);
        }

        @Override
        public void shutdownRequested(Checkpointer checkpointer) throws Exception {
            child.shutdownRequested(checkpointer);
        }
    }
}
