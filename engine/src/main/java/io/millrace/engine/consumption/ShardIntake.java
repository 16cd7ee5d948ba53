package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.consumer.BatchCutter;
import io.millrace.domain.consumer.ReadPace;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.coordination.WorkerContext;
import java.util.Optional;
import java.util.OptionalLong;

/** What was read of a shard and is not done, and the memory that it takes from the worker's budget. On the loop only. */
final class ShardIntake {
    /** What the shard does about it. */
    interface Shard {
        /** Records have come, or something else that lets the shard go on. */
        void advance();

        void streamGone();
    }

    private final WorkerContext context;
    private final ShardServices services;
    private final Shard shard;
    private final ShardReader reader;
    private final BatchCutter cutter;
    private long heldBytes;
    private boolean foundNothing;

    ShardIntake(ShardServices services, LeaseKey key, Checkpoint checkpoint, ReadPace pace, Shard shard) {
        this.context = services.context();
        this.services = services;
        this.shard = shard;
        this.reader = new ShardReader(
                context,
                services.source(),
                services.budget(),
                services.readHealth(),
                services.stream(),
                key,
                checkpoint,
                pace,
                new ReadSink());
        this.cutter = new BatchCutter(context.config().batchLimits());
    }

    ShardReader reader() {
        return reader;
    }

    /** Whether everything that there is was read and cut into batches. */
    boolean isReadThrough() {
        return reader.hasEnded() && cutter.bufferedRecords() == 0;
    }

    /**
     * Reads on unless a whole batch is there already.
     *
     * @return when to come back
     */
    OptionalLong fetch() {
        boolean enough = cutter.bufferedRecords()
                        >= context.config().batchLimits().maxRecords()
                || cutter.bufferedBytes() >= context.config().batchLimits().maxBytes();
        return enough || !services.gate().isOpenAt(context.now()) ? OptionalLong.empty() : reader.advance();
    }

    /** The next batch, if it is due; an empty one when a read found nothing and the processor is to know. */
    Optional<ImmutableList<StreamRecord>> cut() {
        Optional<ImmutableList<StreamRecord>> batch = cutter.cut(context.now(), reader.hasEnded());
        if (batch.isEmpty() && foundNothing && cutter.bufferedRecords() == 0) {
            foundNothing = false;
            return Optional.of(ImmutableList.of());
        }
        return batch;
    }

    /** When the next batch is due although it is not full. */
    OptionalLong dueAtNanos() {
        return cutter.dueAtNanos();
    }

    /** Reads nothing more and drops what is not handed over. */
    void stop() {
        reader.stop();
        cutter.clear();
    }

    /** A batch is done: its memory is free. */
    void done(ImmutableList<StreamRecord> batch) {
        hold(-ShardReader.sizeBytes(batch));
    }

    /** Nothing of the shard is held any more. */
    void close() {
        hold(-heldBytes);
    }

    private void hold(long bytes) {
        heldBytes += bytes;
        if (bytes < 0) {
            services.budget().adjust(bytes);
        }
    }

    private final class ReadSink implements ShardReader.Sink {
        @Override
        public void records(ImmutableList<StreamRecord> records) {
            // The reader has taken the bytes from the budget.
            hold(ShardReader.sizeBytes(records));
            cutter.add(records, context.now());
        }

        @Override
        public void nothing() {
            foundNothing = context.config().emptyBatches();
        }

        @Override
        public void changed() {
            shard.advance();
        }

        @Override
        public void streamGone() {
            shard.streamGone();
        }
    }
}
