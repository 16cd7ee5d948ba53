package io.millrace.multilang.child;

import io.millrace.ports.processing.Checkpointer;
import io.millrace.ports.processing.RecordBatch;
import java.time.Duration;

/** A shard whose child speaks the plain protocol: the child is the shard's alone. */
final class PlainLink implements Link {
    private final Child child;
    private final PlainConversation conversation;
    private final Duration exitGrace;

    PlainLink(Child child, PlainConversation conversation, Duration exitGrace) {
        this.child = child;
        this.conversation = conversation;
        this.exitGrace = exitGrace;
    }

    @Override
    public Child child() {
        return child;
    }

    @Override
    public void processRecords(RecordBatch batch) throws BrokenChildException, InterruptedException {
        conversation.processRecords(batch);
    }

    @Override
    public boolean shardEnded(Checkpointer checkpointer) throws BrokenChildException, InterruptedException {
        return conversation.shardEnded(checkpointer);
    }

    @Override
    public void shutdownRequested(Checkpointer checkpointer) throws BrokenChildException, InterruptedException {
        conversation.shutdownRequested(checkpointer);
        conversation.leaseLost();
    }

    @Override
    public void leaseLost() throws BrokenChildException, InterruptedException {
        conversation.leaseLost();
    }

    @Override
    public void finish() {
        child.endSoon(exitGrace);
    }

    @Override
    public void abandon() throws InterruptedException {
        child.end(exitGrace);
    }
}
