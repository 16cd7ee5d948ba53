package io.millrace.multilang.child;

import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;

/**
 * A shard's connection to a child that has acknowledged {@code initialize}. One call at a time; each blocks until the child
 * is done with it.
 */
interface Link {
    Child child();

    void processRecords(RecordBatch batch) throws BrokenChildException, ChildFailedException, InterruptedException;

    /** @return whether the child has checkpointed the end of the shard */
    boolean shardEnded(Checkpointer checkpointer)
            throws BrokenChildException, ChildFailedException, InterruptedException;

    void shutdownRequested(Checkpointer checkpointer)
            throws BrokenChildException, ChildFailedException, InterruptedException;

    void leaseLost() throws BrokenChildException, ChildFailedException, InterruptedException;

    /** Ends the connection after the last acknowledgement; a child that serves no other shard is told to exit. Returns at once. */
    void finish();

    /** Takes the shard away from a child that is well but has failed with it. */
    void abandon() throws InterruptedException;
}
