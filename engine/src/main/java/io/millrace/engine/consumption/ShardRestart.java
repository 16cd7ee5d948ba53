package io.millrace.engine.consumption;

import io.millrace.domain.consumer.Restarts;
import io.millrace.engine.coordination.LeaseWriter;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Begins a shard anew at its last checkpoint when its processor cannot go on, under the same epoch: waits for the backoff
 * and for reads and checkpoints that are under way. On the loop only.
 */
final class ShardRestart {
    private static final Duration CALL_UNDER_WAY = Duration.ofMillis(50);

    private final WorkerContext context;
    private final LeaseWriter writer;
    private final ShardFeed feed;
    private final ShardBeginning before;
    private boolean wanted;
    private Throwable cause = new IllegalStateException("nothing has failed yet");

    ShardRestart(WorkerContext context, ShardFeed feed, ShardBeginning before) {
        this.context = context;
        this.writer = before.writer();
        this.feed = feed;
        this.before = before;
    }

    /** Notes that the processor cannot go on; what is said first counts. */
    void want(Throwable reason) {
        if (!wanted) {
            wanted = true;
            cause = reason;
        }
    }

    boolean isWanted() {
        return wanted;
    }

    /** The shard is given up, so no other processor begins. */
    void giveUp() {
        tell(restarts(), Duration.ZERO, "the shard is given up without it");
    }

    /**
     * @param stillWanted asked when the wait is over
     * @param begin told to begin
     * @param stop told with the cause when the failure policy does not allow to
     */
    void schedule(BooleanSupplier stillWanted, Consumer<ShardBeginning> begin, Consumer<Throwable> stop) {
        Restarts restarts = restarts();
        if (restarts.isTooMany(context.config().failurePolicy())) {
            tell(restarts, Duration.ZERO, "the shard is stopped");
            stop.accept(cause);
            return;
        }
        Duration delay = restarts.delay(context.jitter("shard-restart"));
        tell(restarts, delay, "another begins at the checkpoint in " + delay.toMillis() + " ms");
        context.after(delay, () -> beginWhenQuiet(restarts, stillWanted, begin));
    }

    private Restarts restarts() {
        return before.restarts().again(writer.lease().checkpoint());
    }

    private void tell(Restarts restarts, Duration after, String whatNext) {
        context.emit(new WorkerEvent.ProcessorFailed(
                writer.lease().key(),
                writer.epoch(),
                restarts.checkpoint(),
                restarts.inARow(),
                after,
                cause,
                whatNext));
    }

    private void beginWhenQuiet(Restarts restarts, BooleanSupplier stillWanted, Consumer<ShardBeginning> begin) {
        if (!stillWanted.getAsBoolean()) {
            return;
        }
        if (writer.isBusy() || feed.isReading()) {
            context.after(CALL_UNDER_WAY, () -> beginWhenQuiet(restarts, stillWanted, begin));
        } else {
            begin.accept(before.again(restarts));
        }
    }
}
