package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.consumer.FetchFailure;
import io.millrace.domain.consumer.PollingFetcher;
import io.millrace.domain.consumer.ReadPace;
import io.millrace.domain.consumer.ReadSize;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.coordination.SourceClient;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads one shard: does what {@link PollingFetcher} says, within the worker's memory budget, and hands the records on. On
 * the loop only.
 */
final class ShardReader implements ShardFeed {
    private final WorkerContext context;
    private final SourceClient source;
    private final MemoryBudget budget;
    private final LeaseKey lease;
    private final Checkpoint start;
    private final PollingFetcher fetcher;
    private final ReadSize size;
    private final int mostRecords;
    private final ReservedMemory memory;
    private final RecordSizes sizes;
    private final ReadTroubles troubles;
    private final Sink sink;
    private boolean busy;
    private boolean reading;
    private boolean stopped;
    private boolean ended;
    private ImmutableList<ChildShard> children = ImmutableList.of();

    ShardReader(ShardServices services, Lease lease, ReadPace pace, Sink sink) {
        this.context = services.context();
        this.source = services.source();
        this.budget = services.budget();
        this.lease = lease.key();
        this.start = lease.checkpoint();
        this.fetcher = new PollingFetcher(start, services.polling(), pace);
        this.size = new ReadSize(budget.largestAnswerBytes());
        this.mostRecords = services.polling().maxRecordsPerRead();
        this.sizes = RecordSizes.in(context.config().order());
        this.memory = new ReservedMemory(budget, sink::changed);
        this.troubles = new ReadTroubles(services, lease.key(), this::streamGone);
        this.sink = sink;
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public ImmutableList<ChildShard> children() {
        return children;
    }

    @Override
    public boolean isReading() {
        return reading;
    }

    @Override
    public Duration behindLatest() {
        return fetcher.behindLatest();
    }

    @Override
    public void stop() {
        stopped = true;
        troubles.stop();
        memory.stop();
        if (!reading) {
            memory.giveBack();
        }
    }

    /**
     * Does the next thing if it is time. Memory is reserved before the fetcher is asked, so that a long wait for memory
     * ages no iterator unseen.
     *
     * @return when to come back; empty when an answer is awaited or nothing is left to do
     */
    @Override
    public OptionalLong advance() {
        if (busy || stopped || ended) {
            return OptionalLong.empty();
        }
        if (!memory.ask(this::expectedBytes)) {
            return OptionalLong.empty();
        }
        PollingFetcher.Step step = fetcher.next(context.now());
        if (step instanceof PollingFetcher.Step.GetRecords get) {
            read(get.iterator());
            return OptionalLong.empty();
        }
        memory.giveBack();
        if (step instanceof PollingFetcher.Step.WaitUntil wait) {
            return OptionalLong.of(wait.nanos());
        }
        if (step instanceof PollingFetcher.Step.GetIterator get) {
            getIterator(get.after());
        } else if (step instanceof PollingFetcher.Step.AtEnd end) {
            ended = true;
            children = end.children();
            sink.changed();
        } else if (step instanceof PollingFetcher.Step.ShardGone) {
            shardGone();
        }
        return OptionalLong.empty();
    }

    private long expectedBytes() {
        size.plan(budget.answerBytes(), mostRecords);
        return size.expectedBytes();
    }

    private void getIterator(Checkpoint after) {
        busy = true;
        source.iterator(lease.shard(), position(after), answer -> {
            busy = false;
            if (stopped) {
                return;
            }
            if (answer instanceof IteratorAnswer.Given given) {
                fetcher.iteratorGiven(given.iterator(), context.now());
            } else if (answer instanceof IteratorAnswer.Failed failed) {
                failed(failed.failure());
            }
            sink.changed();
        });
    }

    private ReadPosition position(Checkpoint after) {
        if (after instanceof Checkpoint.At at) {
            // Where an application left off may be inside an aggregate, whose other records are still to come.
            return after.equals(start)
                    ? new ReadPosition.AtSequenceNumber(at.position().sequenceNumber())
                    : new ReadPosition.AfterSequenceNumber(at.position().sequenceNumber());
        }
        if (after instanceof Checkpoint.AtTimestamp at) {
            return new ReadPosition.AtTimestamp(at.timestamp());
        }
        return after instanceof Checkpoint.Latest ? new ReadPosition.Latest() : new ReadPosition.TrimHorizon();
    }

    private void read(String iterator) {
        busy = true;
        reading = true;
        long sentAt = context.now();
        source.records(lease.shard(), iterator, size.records(), answer -> {
            busy = false;
            reading = false;
            if (stopped) {
                long bytes =
                        answer instanceof RecordsAnswer.Records records ? RecordSizes.payloads(records.records()) : 0;
                fetcher.dropped(bytes, context.now());
                memory.giveBack();
                return;
            }
            if (answer instanceof RecordsAnswer.Records records) {
                arrived(records, Duration.ofNanos(context.now() - sentAt));
            } else if (answer instanceof RecordsAnswer.Failed failed) {
                memory.giveBack();
                failed(failed.failure());
            }
            sink.changed();
        });
    }

    private void arrived(RecordsAnswer.Records answer, Duration took) {
        troubles.succeeded();
        ImmutableList<StreamRecord> records = answer.records();
        long bytes = RecordSizes.payloads(records);
        long held = sizes.inMemory(records.size(), bytes);
        if (!memory.takes(held)) {
            readAgain(records, bytes);
            return;
        }
        size.brought(records.size(), held, !answer.behindLatest().isZero());
        Optional<RecordPosition> last = records.isEmpty()
                ? Optional.empty()
                : Optional.of(records.get(records.size() - 1).position());
        fetcher.fetched(
                records.size(),
                bytes,
                last,
                answer.nextIterator(),
                answer.behindLatest(),
                answer.children(),
                context.now());
        context.emit(new WorkerEvent.Fetched(lease, records.size(), bytes, answer.behindLatest(), took));
        if (records.isEmpty()) {
            sink.nothing();
        } else {
            sink.records(records);
        }
    }

    /** Records are larger than those before let expect: they are dropped, and fewer are read once there is room for them. */
    private void readAgain(ImmutableList<StreamRecord> records, long bytes) {
        long most = budget.answerBytes();
        int count = 1;
        long held = sizes.inMemory(1, records.get(0).sizeBytes());
        while (count < records.size() && held < most) {
            held += sizes.inMemory(1, records.get(count).sizeBytes());
            count++;
        }
        size.tooLarge(count, held);
        fetcher.refused(bytes, context.now());
        memory.giveBack();
    }

    @Override
    public void turnedOut(int count, long bytes) {
        size.turnedOut(count, bytes);
    }

    private void failed(SourceFailure failure) {
        troubles.failed(failure);
        fetcher.failed(kind(failure), context.jitter("fetch-retry"), context.now());
    }

    private static FetchFailure kind(SourceFailure failure) {
        return switch (failure.kind()) {
            case THROTTLED -> FetchFailure.THROTTLED;
            case EXPIRED_ITERATOR -> FetchFailure.EXPIRED_ITERATOR;
            case NOT_FOUND -> FetchFailure.NOT_FOUND;
            case UNAVAILABLE, IN_USE, REFUSED, EXPIRED_TOKEN -> FetchFailure.UNAVAILABLE;
        };
    }

    /** The service does not know the shard: either it is past retention, or the whole stream is gone. */
    private void shardGone() {
        busy = true;
        troubles.askForStream(() -> {
            troubles.pastRetention();
            ended = true;
            sink.changed();
        });
    }

    private void streamGone() {
        stop();
        sink.streamGone();
    }
}
