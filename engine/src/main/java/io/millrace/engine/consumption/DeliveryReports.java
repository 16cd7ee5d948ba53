package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.StreamRecord;
import java.time.Instant;

/** Passes on what a delivery tells: to the shard, its progress, and the memory that is free again. On the loop only. */
final class DeliveryReports implements Delivery.Shard {
    private final ShardWorker shard;
    private final ShardCheckpoints checkpoints;
    private final ShardIntake intake;

    DeliveryReports(ShardWorker shard, ShardCheckpoints checkpoints, ShardIntake intake) {
        this.shard = shard;
        this.checkpoints = checkpoints;
        this.intake = intake;
    }

    @Override
    public void handedOver(RecordPosition last) {
        checkpoints.progress().delivered(last);
    }

    @Override
    public void doneUpTo(RecordPosition last, Instant arrival) {
        // Where records are done in any order, what is done is all that may be checkpointed.
        checkpoints.progress().delivered(last);
        checkpoints.progress().done(last, arrival);
    }

    @Override
    public void doneBeyondChanged() {
        checkpoints.doneBeyondChanged();
    }

    @Override
    public void done(ImmutableList<StreamRecord> records) {
        intake.done(records);
    }

    @Override
    public void cannotGoOn(Throwable cause) {
        shard.cannotGoOn(cause);
    }

    @Override
    public void stopped(Throwable cause) {
        shard.stopShard(cause);
    }

    @Override
    public void idle() {
        shard.callReturned();
    }

    @Override
    public ProcessorCalls.UserCall process(ImmutableList<StreamRecord> records, int attempt) {
        return shard.processor().process(records, attempt, intake.feed().behindLatest());
    }

    @Override
    public ProcessorCalls.UserCall park(StreamRecord record, Throwable cause, int tries) {
        return shard.processor().park(record, cause, tries);
    }
}
