package io.millrace.adapters.jdbc;

import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.ShardContext;
import java.sql.Connection;

/**
 * Processes the records of one shard and writes its results to the database in which the checkpoints are, in the transaction
 * that stores the checkpoint: the results of a record are in the database once its checkpoint is, and exactly once.
 *
 * <p>Called as a {@link io.millrace.ports.processing.RecordProcessor} is: by one thread at a time,
 * {@code initialize (process)* (leaseLost | shardEnded | shutdownRequested)}. Run by {@link TransactionalProcessors}.
 */
@FunctionalInterface
public interface TransactionalProcessor {
    /** Called once, before any record; it may block. When it throws, it is called again later. */
    default void initialize(ShardContext shard) throws Exception {}

    /**
     * Writes the results of some records. When this returns the engine stores the checkpoint behind the last of them in the
     * same transaction and commits; when it throws, all is rolled back and the consumer's failure policy says what follows.
     *
     * <p>The transaction begins with the first use of the connection and ends, rolled back, when it has been open for longer
     * than its time limit. What takes time and no database is best done before the first use. A transaction may be rolled
     * back after this has returned, and the same records may come again, so nothing that this does elsewhere, in memory
     * either, is to depend on its having been done once.
     *
     * @param connection to the database of the lease store, for this call and one thread at a time. Auto-commit is off.
     *     Savepoints may be used; {@code commit}, {@code rollback} and {@code setAutoCommit(true)} throw an
     *     {@link java.sql.SQLException}, as do such statements, and {@code close} does nothing. On an object got by
     *     {@code unwrap} the same is up to the caller
     * @param batch at least one record; its checkpointer throws an {@link UnsupportedOperationException}
     */
    void process(Connection connection, RecordBatch batch) throws Exception;

    /** The shard belongs to somebody else now, or may soon: nothing more will come. All that was committed stays. */
    default void leaseLost() throws Exception {}

    /**
     * All records of a closed shard are processed and their results committed. When this returns normally, the end of the
     * shard is stored; when it throws, it is called again later.
     */
    default void shardEnded() throws Exception {}

    /** The shard is about to be handed to another worker, or this worker stops. All results are committed. */
    default void shutdownRequested() throws Exception {}
}
