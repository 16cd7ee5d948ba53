package io.millrace.engine.consumption;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.engine.coordination.LeaseWriter;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * Frees a lease, with the last checkpoint in the same write; tried again for as long as it is wanted. On the loop only.
 */
final class LeaseRelease {
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

    private final WorkerContext context;
    private final LeaseWriter writer;
    private final ShardCheckpoints checkpoints;
    private int attempts;

    LeaseRelease(WorkerContext context, LeaseWriter writer, ShardCheckpoints checkpoints) {
        this.context = context;
        this.writer = writer;
        this.checkpoints = checkpoints;
    }

    /**
     * @param reason for the log
     * @param wanted asked before each further try and when it is done
     * @param freed told when the lease is free
     * @param lost told when it is somebody else's
     */
    void write(String reason, BooleanSupplier wanted, Runnable freed, Runnable lost) {
        UnaryOperator<Lease> releasing = checkpoints.releasing();
        Checkpoint last = releasing.apply(writer.lease()).checkpoint();
        writer.write(releasing, result -> {
            if (result == LeaseWriter.Result.STORED) {
                // Else the lease was lost while the write was under way: it is over already, and nothing is said of it.
                if (wanted.getAsBoolean()) {
                    report(last, reason);
                    freed.run();
                }
            } else if (result == LeaseWriter.Result.LOST) {
                lost.run();
            } else {
                context.after(RETRY.delay(++attempts, context.jitter("release-retry")), () -> {
                    if (wanted.getAsBoolean()) {
                        write(reason, wanted, freed, lost);
                    }
                });
            }
        });
    }

    private void report(Checkpoint last, String reason) {
        LeaseKey key = writer.lease().key();
        if (!last.equals(checkpoints.progress().stored())) {
            checkpoints.progress().stored(last);
            context.emit(new WorkerEvent.CheckpointStored(key, writer.epoch(), last));
        }
        context.emit(new WorkerEvent.LeaseReleased(key, writer.epoch(), last, reason));
    }
}
