package io.millrace.engine.consumption;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.ports.processing.CheckpointException.Reason;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Answers what user code asks of its checkpointer, according to where in its life the shard is. On the loop only. */
final class UserRequests implements ShardCheckpointer.Requests {
    private final ShardWorker shard;
    private final ShardCheckpoints checkpoints;
    private final Delivery delivery;
    private final ShardEnding ending;
    private final ShardFeed feed;

    UserRequests(
            ShardWorker shard, ShardCheckpoints checkpoints, Delivery delivery, ShardEnding ending, ShardFeed feed) {
        this.shard = shard;
        this.checkpoints = checkpoints;
        this.delivery = delivery;
        this.ending = ending;
        this.feed = feed;
    }

    @Override
    public void checkpoint(Optional<RecordPosition> position, CompletableFuture<Void> answer) {
        if (isClosedTo(answer)) {
            return;
        }
        delivery.noteHandOver();
        if (shard.state() == ShardState.ENDING && position.isEmpty()) {
            ending.begin(feed.children(), answer);
        } else {
            checkpoints.userCheckpoint(position, delivery.batch(), answer);
        }
    }

    @Override
    public void prepare(RecordPosition position, Optional<String> state, CompletableFuture<Void> answer) {
        if (!isClosedTo(answer)) {
            delivery.noteHandOver();
            checkpoints.userPrepare(position, state, answer);
        }
    }

    private boolean isOver() {
        return shard.state() == ShardState.CLOSED
                || shard.state() == ShardState.RELEASING
                || shard.state() == ShardState.RESTARTING
                || !shard.holdsLease();
    }

    private boolean isClosedTo(CompletableFuture<Void> answer) {
        LeaseKey key = shard.key();
        if (shard.state() == ShardState.LOST) {
            ShardCheckpoints.fail(
                    answer,
                    Reason.LEASE_LOST,
                    "The lease of " + key
                            + " is lost, so the checkpoint was not stored; its next owner processes what is missing.");
        } else if (isOver()) {
            ShardCheckpoints.fail(
                    answer, Reason.CLOSED, "The processor of " + key + " has ended; the checkpoint was not stored.");
        } else {
            return false;
        }
        return true;
    }
}
