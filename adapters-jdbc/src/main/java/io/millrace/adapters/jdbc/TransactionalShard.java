package io.millrace.adapters.jdbc;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.ShardContext;
import java.util.function.Function;

/**
 * A transactional processor as the engine sees it. Each batch, or the part of it that a failure policy hands over, is one
 * transaction: user code writes, the transaction is parked, the engine is asked for the checkpoint behind the last record,
 * and the store commits both.
 *
 * <p>That a checkpoint is stored says that all results before it are in, because no checkpoint is stored otherwise. So when
 * the engine answers that it is, the batch is done, even if this transaction was not the one that did it: an earlier attempt
 * at the same batch, whose answer was lost, may have been.
 */
final class TransactionalShard implements RecordProcessor {
    private final TransactionalProcessor processor;
    private final Transactions transactions;
    private final Function<Checkpoint, ShardTransaction> begin;

    /** @param begin makes the transaction to which a checkpoint belongs */
    TransactionalShard(
            TransactionalProcessor processor, Transactions transactions, Function<Checkpoint, ShardTransaction> begin) {
        this.processor = processor;
        this.transactions = transactions;
        this.begin = begin;
    }

    @Override
    public void initialize(ShardContext shard) throws Exception {
        if (!transactions.haveSeen(shard)) {
            throw new IllegalStateException(
                    "The lease of " + shard.lease() + " was not taken through the lease store that"
                            + " these transactional processors were made for, so their results would not be committed with its"
                            + " checkpoints. Give the consumer that very store.");
        }
        processor.initialize(shard);
    }

    /** A read that found nothing has no results: user code is not told. */
    @Override
    public void processRecords(RecordBatch batch) throws Exception {
        if (batch.records().isEmpty()) {
            return;
        }
        RecordPosition upTo = batch.records().get(batch.records().size() - 1).position();
        ShardTransaction transaction = begin.apply(Checkpoint.at(upTo));
        try {
            processor.process(TransactionConnection.of(transaction), withoutCheckpointer(batch));
            transaction.park();
            checkpoint(batch, upTo, transaction);
        } finally {
            transaction.end();
            transactions.forget(transaction);
        }
    }

    private static void checkpoint(RecordBatch batch, RecordPosition upTo, ShardTransaction transaction)
            throws TransactionRolledBackException, InterruptedException {
        try {
            batch.checkpointer().checkpoint(upTo);
        } catch (CheckpointException notStored) {
            ShardTransaction.State end = transaction.end();
            if (end != ShardTransaction.State.COMMITTED) {
                throw new TransactionRolledBackException(
                        batch.shard(), transaction.why() + ". " + notStored.getMessage(), notStored);
            }
        }
    }

    private static RecordBatch withoutCheckpointer(RecordBatch batch) {
        return new RecordBatch(
                batch.shard(), batch.records(), batch.behindLatest(), batch.attempt(), NoCheckpointer.INSTANCE);
    }

    @Override
    public void leaseLost() throws Exception {
        processor.leaseLost();
    }

    @Override
    public void shardEnded(Checkpointer checkpointer) throws Exception {
        processor.shardEnded();
        checkpointer.checkpoint();
    }

    @Override
    public void shutdownRequested(Checkpointer checkpointer) throws Exception {
        processor.shutdownRequested();
    }
}
