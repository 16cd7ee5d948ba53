package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.consumer.FetchFailure;
import io.millrace.domain.consumer.PollingFetcher;
import io.millrace.domain.consumer.ReadHealth;
import io.millrace.domain.consumer.ReadPace;
import io.millrace.domain.consumer.ReadSize;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.coordination.SourceClient;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.source.DescribeAnswer;
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
    private static final long LEAST_EXPECTED_BYTES = 32 << 10;
    private static final long FIRST_EXPECTED_BYTES = 256 << 10;
    private static final long MOST_EXPECTED_BYTES = 32 << 20;
    private static final long LARGEST_ANSWER_BYTES = 10 << 20;
    private static final long LEAST_WANTED_BYTES = 1 << 20;
    private static final int READS_IN_BUDGET = 32;

    private final WorkerContext context;
    private final SourceClient source;
    private final MemoryBudget budget;
    private final ReadHealth health;
    private final StreamIdentity stream;
    private final LeaseKey lease;
    private final Checkpoint start;
    private final PollingFetcher fetcher;
    private final ReadSize size;
    private final Sink sink;
    private long expectedBytes = FIRST_EXPECTED_BYTES;
    private long reservedBytes;
    private boolean busy;
    private boolean reserving;
    private boolean reading;
    private boolean stopped;
    private boolean ended;
    private ImmutableList<ChildShard> children = ImmutableList.of();
    private String reportedProblem = "";

    ShardReader(ShardServices services, LeaseKey lease, Checkpoint start, ReadPace pace, Sink sink) {
        this.context = services.context();
        this.source = services.source();
        this.budget = services.budget();
        this.health = services.readHealth();
        this.stream = services.stream();
        this.lease = lease;
        this.start = start;
        this.fetcher = new PollingFetcher(start, services.polling(), pace);
        this.size = new ReadSize(wantedBytes(context.config().memoryBudgetBytes()));
        this.sink = sink;
    }

    /** Several shards can be read at once within the budget; with less than that in hand they only wait for each other. */
    private static long wantedBytes(long budgetBytes) {
        return Math.max(LEAST_WANTED_BYTES, Math.min(LARGEST_ANSWER_BYTES, budgetBytes / READS_IN_BUDGET));
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
        health.stopped(lease);
        if (!busy) {
            giveReservationBack();
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
        if (reservedBytes == 0 && !reserve()) {
            return OptionalLong.empty();
        }
        PollingFetcher.Step step = fetcher.next(context.now());
        if (step instanceof PollingFetcher.Step.GetRecords get) {
            read(get);
            return OptionalLong.empty();
        }
        giveReservationBack();
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

    /** Whether the memory is there at once; else the sink is told when it is. */
    private boolean reserve() {
        busy = true;
        reserving = true;
        long bytes = expectedBytes;
        budget.reserve(bytes, () -> reserved(bytes));
        reserving = false;
        return !busy && !stopped;
    }

    private void reserved(long bytes) {
        busy = false;
        reservedBytes = bytes;
        if (stopped) {
            giveReservationBack();
        } else if (!reserving) {
            sink.changed();
        }
    }

    private void giveReservationBack() {
        long bytes = reservedBytes;
        reservedBytes = 0;
        budget.adjust(-bytes);
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

    private void read(PollingFetcher.Step.GetRecords get) {
        busy = true;
        reading = true;
        long sentAt = context.now();
        source.records(lease.shard(), get.iterator(), size.records(get.limit()), answer -> {
            busy = false;
            reading = false;
            if (stopped) {
                long bytes =
                        answer instanceof RecordsAnswer.Records records ? RecordSizes.payloads(records.records()) : 0;
                fetcher.dropped(bytes, context.now());
                giveReservationBack();
                return;
            }
            if (answer instanceof RecordsAnswer.Records records) {
                arrived(records, Duration.ofNanos(context.now() - sentAt));
            } else if (answer instanceof RecordsAnswer.Failed failed) {
                giveReservationBack();
                failed(failed.failure());
            }
            sink.changed();
        });
    }

    private void arrived(RecordsAnswer.Records answer, Duration took) {
        reportedProblem = "";
        health.succeeded(lease, context.now()).ifPresent(lasted -> context.emit(new WorkerEvent.ReadsResumed(lasted)));
        ImmutableList<StreamRecord> records = answer.records();
        long bytes = RecordSizes.payloads(records);
        long held = RecordSizes.inMemory(records.size(), bytes);
        // What came last is the best guess of what comes next. Twice, because while an answer is taken apart it is
        // there as
        // bytes and as records.
        expectedBytes = Math.min(MOST_EXPECTED_BYTES, Math.max(LEAST_EXPECTED_BYTES, 2 * held));
        size.brought(records.size(), bytes);
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
        budget.adjust(held);
        giveReservationBack();
    }

    private void failed(SourceFailure failure) {
        if (failure.kind() == SourceFailure.Kind.REFUSED && !reportedProblem.equals(failure.explanation())) {
            reportedProblem = failure.explanation();
            context.emit(new WorkerEvent.Trouble(failure.explanation()));
            lookForAnotherStream();
        }
        health.failed(lease, context.now())
                .ifPresent(since -> context.emit(new WorkerEvent.ReadsFailing(lease, since, failure.explanation())));
        fetcher.failed(kind(failure), context.jitter("fetch-retry"), context.now());
    }

    /** A stream that was created anew under the same name takes neither the iterators nor the positions of the one before. */
    private void lookForAnotherStream() {
        source.describe(answer -> {
            if (!stopped
                    && answer instanceof DescribeAnswer.Described found
                    && !found.identity().equals(stream)) {
                stopped = true;
                sink.streamGone();
            }
        });
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
        source.describe(answer -> {
            busy = false;
            if (stopped) {
                return;
            }
            if (answer instanceof DescribeAnswer.Described found
                    && found.identity().equals(stream)) {
                context.emit(
                        new WorkerEvent.Trouble("Shard " + lease + " is past retention: the service does not know it"
                                + " any more. What was not read of it is gone; its consumption ends here."));
                ended = true;
                sink.changed();
            } else if (answer instanceof DescribeAnswer.Described
                    || (answer instanceof DescribeAnswer.Failed failed
                            && failed.failure().kind() == SourceFailure.Kind.NOT_FOUND)) {
                // A stream of the same name that was created anew knows nothing of the shards of the one before.
                stopped = true;
                sink.streamGone();
            } else {
                context.after(context.config().polling().idleMaximum(), this::shardGone);
            }
        });
    }
}
