package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.aggregation.Aggregates;
import io.millrace.domain.consumer.BatchCutter;
import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.domain.consumer.ReadPace;
import io.millrace.domain.consumer.ResumeFilter;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.telemetry.WorkerEvent;
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
    private final Lease lease;
    private final ResumeFilter filter;
    private final RecordSizes sizes;
    private final Shard shard;
    private final ShardFeed feed;
    private final BatchCutter cutter;
    private long heldBytes;
    private boolean foundNothing;
    private boolean unpacking;
    private boolean stopped;
    private boolean closed;

    ShardIntake(ShardServices services, Lease lease, ReadPace pace, Shard shard) {
        this.context = services.context();
        this.services = services;
        this.lease = lease;
        this.sizes = RecordSizes.in(context.config().order());
        this.filter = new ResumeFilter(lease.checkpoint(), lease.doneBeyond());
        this.shard = shard;
        this.feed = services.fanOut().isPresent()
                ? new ShardSubscriber(services, services.fanOut().get(), lease, new ReadSink())
                : new ShardReader(services, lease, pace, new ReadSink());
        this.cutter = new BatchCutter(context.config().batchLimits());
        context.load().begin(lease.key());
    }

    ShardFeed feed() {
        return feed;
    }

    /** Whether everything that there is was read and cut into batches. */
    boolean isReadThrough() {
        return feed.hasEnded() && !unpacking && cutter.bufferedRecords() == 0;
    }

    /**
     * Reads on unless a whole batch is there already, or the shard holds its share of memory that is scarce.
     *
     * @return when to come back
     */
    OptionalLong fetch() {
        boolean enough = unpacking
                || cutter.bufferedRecords() >= context.config().batchLimits().maxRecords()
                || cutter.bufferedBytes() >= context.config().batchLimits().maxBytes()
                || !services.budget().isWithinShare(heldBytes);
        return enough || !services.gate().isOpenAt(context.now()) ? OptionalLong.empty() : feed.advance();
    }

    /** The next batch, if it is due; an empty one when a read found nothing and the processor is to know. */
    Optional<ImmutableList<StreamRecord>> cut() {
        Optional<ImmutableList<StreamRecord>> batch = cutNew();
        if (batch.isEmpty() && foundNothing && cutter.bufferedRecords() == 0) {
            foundNothing = false;
            return Optional.of(ImmutableList.of());
        }
        return batch;
    }

    /** In the order of the shard nobody else asks which records were done before, side by side. */
    private Optional<ImmutableList<StreamRecord>> cutNew() {
        Optional<ImmutableList<StreamRecord>> batch;
        do {
            batch = cutter.cut(context.now(), feed.hasEnded() && !unpacking);
            if (context.config().order() == ProcessingOrder.SHARD && filter.isUndecided()) {
                batch = batch.map(this::withoutDone);
            }
        } while (batch.isPresent() && batch.get().isEmpty());
        return batch;
    }

    private ImmutableList<StreamRecord> withoutDone(ImmutableList<StreamRecord> batch) {
        ImmutableList<StreamRecord> rest =
                batch.stream().filter(record -> !filter.isDone(record)).collect(ImmutableList.toImmutableList());
        hold(sizes.inMemory(rest) - sizes.inMemory(batch));
        return rest;
    }

    /** When the next batch is due although it is not full. */
    OptionalLong dueAtNanos() {
        return cutter.dueAtNanos();
    }

    /** Reads nothing more and drops what is not handed over. */
    void stop() {
        stopped = true;
        feed.stop();
        hold(-sizes.inMemory(cutter.bufferedRecords(), cutter.bufferedBytes()));
        cutter.clear();
    }

    /** Whether a record that is handed over was done before, by whoever had the shard then; asked of each, in order. */
    boolean isDoneAlready(StreamRecord next) {
        return filter.isDone(next);
    }

    /** Records are done: their memory is free. */
    void done(ImmutableList<StreamRecord> batch) {
        hold(-sizes.inMemory(batch));
    }

    /** Nothing of the shard is held any more. */
    void close() {
        hold(-heldBytes);
        if (!closed) {
            closed = true;
            context.load().end(lease.key());
        }
    }

    private void hold(long bytes) {
        if (closed) {
            return;
        }
        heldBytes += bytes;
        if (bytes < 0) {
            services.budget().adjust(bytes);
        }
    }

    /** Takes aggregates apart, which is work for a thread of its own, and goes on when that is done. */
    private void unpack(ImmutableList<StreamRecord> packed) {
        unpacking = true;
        context.runtime().processors().execute(() -> {
            Aggregates.Apart apart = Aggregates.takeAllApart(packed, lease.hashKeyRange());
            context.execute(() -> unpacked(packed, apart));
        });
    }

    private void unpacked(ImmutableList<StreamRecord> packed, Aggregates.Apart apart) {
        unpacking = false;
        if (stopped) {
            hold(-sizes.inMemory(packed));
            return;
        }
        long more = RecordSizes.payloads(apart.records()) - RecordSizes.payloads(packed);
        long inMemory = sizes.inMemory(apart.records());
        long moreInMemory = inMemory - sizes.inMemory(packed);
        feed.turnedOut(packed.size(), inMemory);
        heldBytes += moreInMemory;
        services.budget().adjust(moreInMemory);
        context.emit(new WorkerEvent.AggregatesTakenApart(
                lease.key(), apart.aggregates(), apart.unpacked(), apart.siblings(), more));
        keep(apart.records());
        shard.advance();
    }

    private void keep(ImmutableList<StreamRecord> records) {
        ImmutableList<StreamRecord> wanted = filter.afterStart(records);
        hold(sizes.inMemory(wanted) - sizes.inMemory(records));
        cutter.add(wanted, context.now());
    }

    private final class ReadSink implements ShardFeed.Sink {
        @Override
        public void records(ImmutableList<StreamRecord> records) {
            long payloads = RecordSizes.payloads(records);
            context.load().read(lease.key(), payloads, records.size());
            // The feed takes the bytes from the budget.
            hold(sizes.inMemory(records.size(), payloads));
            if (records.stream().anyMatch(Aggregates::isAggregate)) {
                unpack(records);
            } else {
                keep(records);
            }
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
