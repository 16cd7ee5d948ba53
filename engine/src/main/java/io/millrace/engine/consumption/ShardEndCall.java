package io.millrace.engine.consumption;

import io.millrace.domain.consumer.Backoff;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.processing.ProcessorRestartException;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;

/**
 * Tells the processor that its shard has ended and sees to what follows: SHARD_END is written, or the call is made again
 * when it threw. On the loop only.
 */
final class ShardEndCall {
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));

    private final WorkerContext context;
    private final HostedProcessor processor;
    private final ShardCheckpoints checkpoints;
    private final ShardEnding ending;
    private final ShardFeed feed;
    private final ShardWorker shard;
    private int attempts;

    ShardEndCall(
            WorkerContext context,
            ShardWorker shard,
            HostedProcessor processor,
            ShardCheckpoints checkpoints,
            ShardEnding ending,
            ShardFeed feed) {
        this.context = context;
        this.processor = processor;
        this.checkpoints = checkpoints;
        this.ending = ending;
        this.shard = shard;
        this.feed = feed;
    }

    /** Makes the call. */
    void make() {
        processor.shardEnded(outcome -> {
            if (outcome instanceof ProcessorCalls.Outcome.Threw threw
                    && threw.cause() instanceof ProcessorRestartException) {
                shard.cannotGoOn(threw.cause());
            } else if (shard.state() == ShardState.LOST || !shard.holdsLease()) {
                shard.sayLeaseLost();
            } else if (outcome instanceof ProcessorCalls.Outcome.Threw threw) {
                threw(threw.cause());
            } else if (outcome instanceof ProcessorCalls.Outcome.Returned) {
                returned();
            } else if (shard.isGivingUp()) {
                shard.requestShutdown();
            }
        });
    }

    /** Makes the call if it was put off because the worker could not prove that it lives. */
    void unfenced() {
        if (shard.state() == ShardState.ENDING && !processor.isBusy() && processor.needsFarewell()) {
            make();
        }
    }

    private void returned() {
        if (!checkpoints.isManual()) {
            ending.begin(feed.children());
        } else if (!ending.hasBegun()) {
            context.emit(new WorkerEvent.Trouble(
                    "The processor of " + shard.key() + " returned from shardEnded without calling"
                            + " checkpointer.checkpoint(), which the manual checkpoint policy asks for. The shard counts as not"
                            + " finished and its children wait; its next owner is told again."));
            if (shard.isGivingUp()) {
                shard.release();
            }
        }
    }

    private void threw(Throwable cause) {
        if (shard.isGivingUp()) {
            shard.release();
            return;
        }
        Duration delay = RETRY.delay(++attempts, context.jitter("shard-ended-retry"));
        context.emit(new WorkerEvent.Trouble("shardEnded of the processor of " + shard.key() + " threw (" + cause
                + "); SHARD_END is not stored. Called again in " + delay.toMillis() + " ms."));
        context.after(delay, () -> {
            if (shard.state() == ShardState.ENDING && !processor.isBusy() && !shard.isGivingUp()) {
                make();
            }
        });
    }
}
