package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.ChildShard;
import io.millrace.engine.coordination.LeaseWriter;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.CheckpointException.Reason;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Writes the end of a shard: first the leases of its children, then SHARD_END together with the release, so that whoever
 * sees SHARD_END may rely on the children's leases (the order KCL keeps). On the loop only.
 */
final class ShardEnding {
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final ShardServices services;
    private final WorkerContext context;
    private final LeaseWriter writer;
    private final ShardCheckpoints checkpoints;
    private final Runnable ended;
    private final Consumer<String> lost;
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private boolean begun;
    private boolean stored;
    private boolean stopped;
    private int childrenToMake;
    private int attempts;

    /**
     * @param ended told when SHARD_END is stored
     * @param lost told with a reason when the lease is somebody else's
     */
    ShardEnding(
            ShardServices services,
            LeaseWriter writer,
            ShardCheckpoints checkpoints,
            Runnable ended,
            Consumer<String> lost) {
        this.services = services;
        this.context = services.context();
        this.writer = writer;
        this.checkpoints = checkpoints;
        this.ended = ended;
        this.lost = lost;
    }

    boolean hasBegun() {
        return begun;
    }

    boolean isStored() {
        return stored;
    }

    /** Writes the end on behalf of user code, which waits for the answer. */
    void begin(ImmutableList<ChildShard> children, CompletableFuture<Void> answer) {
        if (stored) {
            answer.complete(null);
        } else {
            waiting.add(answer);
            begin(children);
        }
    }

    /** Writes the end; does nothing when that has begun already. */
    void begin(ImmutableList<ChildShard> children) {
        if (begun) {
            return;
        }
        begun = true;
        ImmutableList<Lease> leases = context.rules().childLeases(writer.lease().key().stream(), children);
        childrenToMake = leases.size();
        if (leases.isEmpty()) {
            storeEnd();
        } else {
            leases.forEach(this::makeChild);
        }
    }

    private void makeChild(Lease child) {
        if (stopped) {
            return;
        }
        services.store().create(child, answer -> {
            if (answer instanceof WriteAnswer.Failed) {
                // Whether it was applied or not: creating again finds out.
                context.after(RETRY.delay(++attempts, context.jitter("child-lease-retry")), () -> makeChild(child));
                return;
            }
            if (answer instanceof WriteAnswer.Applied) {
                context.emit(new WorkerEvent.LeaseCreated(
                        child.key(),
                        child.checkpoint(),
                        "child of " + writer.lease().shard()));
            }
            if (--childrenToMake == 0) {
                storeEnd();
            }
        });
    }

    private void storeEnd() {
        if (stopped) {
            return;
        }
        writer.write(
                lease -> lease.withCheckpoint(Checkpoint.SHARD_END, Optional.empty())
                        .withOwnership(lease.ownership().released()),
                result -> {
                    if (result == LeaseWriter.Result.STORED) {
                        endStored();
                    } else if (result == LeaseWriter.Result.LOST) {
                        fail();
                        lost.accept("SHARD_END was refused by the store");
                    } else {
                        context.after(RETRY.delay(++attempts, context.jitter("shard-end-retry")), this::storeEnd);
                    }
                });
    }

    private void endStored() {
        stored = true;
        checkpoints.progress().stored(Checkpoint.SHARD_END);
        context.emit(new WorkerEvent.CheckpointStored(writer.lease().key(), writer.epoch(), Checkpoint.SHARD_END));
        waiting.forEach(answer -> answer.complete(null));
        ended.run();
    }

    /** The lease is lost: nothing more is written. */
    void stop() {
        stopped = true;
        fail();
    }

    private void fail() {
        waiting.forEach(answer -> ShardCheckpoints.fail(
                answer,
                Reason.LEASE_LOST,
                "The lease of " + writer.lease().key() + " is lost, so SHARD_END was not stored."));
        waiting.clear();
    }
}
