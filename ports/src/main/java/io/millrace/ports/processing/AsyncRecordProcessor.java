package io.millrace.ports.processing;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * A record processor that does not wait: it begins to work on records and returns a stage that completes when they are done.
 * No thread is held meanwhile, so that with an order other than that of the shard as many calls can be under way as the
 * consumer's parallelism allows. The other methods, which are called seldom, may block.
 *
 * <p>The balance by load sees the CPU that is used until the stage is returned. Where much is used after that, on threads of
 * one's own, make the processor by a {@link RecordProcessorFactory}, which gets a {@link ShardControl}, and tell it by
 * {@link ShardControl#computed}.
 *
 * <pre>{@code
 * KinesisConsumer.builder()
 *         .order(ProcessingOrder.KEY)
 *         .asyncProcessor(batch -> client.send(batch.records()))
 * }</pre>
 */
@FunctionalInterface
public interface AsyncRecordProcessor extends RecordProcessor {
    /**
     * Begins to process records.
     *
     * @return completes when all of them are done, on any thread; exceptionally when they are not, as if a record processor
     *     that waits had thrown that. Never null
     */
    CompletionStage<Void> processAsync(RecordBatch batch) throws Exception;

    @Override
    default CompletionStage<Void> begin(RecordBatch batch) throws Exception {
        return processAsync(batch);
    }

    /** For whoever calls it in place of the engine: begins, and waits until it is done. */
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // a lambda of this type is meant to be the asynchronous one
    default void processRecords(RecordBatch batch) throws Exception {
        try {
            processAsync(batch).toCompletableFuture().get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }
}
