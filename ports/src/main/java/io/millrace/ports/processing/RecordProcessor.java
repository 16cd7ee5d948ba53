package io.millrace.ports.processing;

import java.util.concurrent.CompletionStage;

/**
 * What a user writes: processes the records of one shard. The engine makes one processor for each shard it comes to own
 * and calls it from one thread at a time, each call after the one before has returned:
 * {@code initialize (processRecords)* (leaseLost | shardEnded | shutdownRequested)}. Threads may change between calls;
 * what one call did is visible to the next. Only under an order other than that of the shard are several calls of
 * {@code processRecords} under way at a time, and then never two with records of one partition key under {@code KEY}.
 *
 * <p>Any method may block and may throw. What happens when {@link #processRecords} throws is said by the consumer's
 * failure policy; by default the same records are handed over again, later, and nothing is lost.
 */
@FunctionalInterface
public interface RecordProcessor {
    /** Called once, before any record. */
    default void initialize(ShardContext shard) throws Exception {}

    /** Called with the next records of the shard, in order, at least one unless empty batches were asked for. */
    void processRecords(RecordBatch batch) throws Exception;

    /**
     * Begins to process records, and this is what the engine calls: the records are done, and the next call may follow, when
     * the stage that is returned completes; when it completes exceptionally that is as if {@link #processRecords} had thrown.
     * By default calls {@link #processRecords}. See {@link AsyncRecordProcessor}, which holds no thread meanwhile.
     */
    default CompletionStage<Void> begin(RecordBatch batch) throws Exception {
        processRecords(batch);
        return done();
    }

    /** A stage that is complete: always the same. */
    static CompletionStage<Void> done() {
        return CompletedStage.DONE;
    }

    /**
     * The shard belongs to somebody else now, or may soon: nothing more will come and checkpoints are refused. Called
     * after the call in progress has returned.
     */
    default void leaseLost() throws Exception {}

    /**
     * All records of a closed shard were handed over. When this returns normally the engine writes SHARD_END, except
     * under the manual checkpoint policy, where {@code checkpointer.checkpoint()} has to be called here.
     */
    default void shardEnded(Checkpointer checkpointer) throws Exception {}

    /**
     * The shard is about to be handed to another worker, or this worker stops. Last chance to flush and checkpoint; the
     * automatic policies checkpoint all processed records after this has returned.
     */
    default void shutdownRequested(Checkpointer checkpointer) throws Exception {}
}
