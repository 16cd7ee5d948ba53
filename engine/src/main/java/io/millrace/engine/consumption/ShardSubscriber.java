package io.millrace.engine.consumption;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.consumer.SubscriptionFailure;
import io.millrace.domain.consumer.SubscriptionFetcher;
import io.millrace.domain.consumer.SubscriptionFetcher.Step;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.coordination.FanOutConsumer;
import io.millrace.engine.coordination.SourceClient;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.Subscription;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.ports.source.SubscriptionListener;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads one shard by enhanced fan-out: does what {@link SubscriptionFetcher} says, and hands the records on as
 * {@link ShardReader} does. Memory for an event is reserved before it is asked for. On the loop only.
 */
final class ShardSubscriber implements ShardFeed {
    private static final long FIRST_EXPECTED_BYTES = 1 << 20;

    private final WorkerContext context;
    private final SourceClient source;
    private final FanOutConsumer consumer;
    private final LeaseKey lease;
    private final SubscriptionFetcher fetcher;
    private final MemoryBudget budget;
    private final ReservedMemory memory;
    private final RecordSizes sizes;
    private final ReadTroubles troubles;
    private final Sink sink;
    private Optional<Subscription> subscription = Optional.empty();
    private long expectedBytes = FIRST_EXPECTED_BYTES;
    private boolean looking;
    private boolean stopped;
    private boolean ended;
    private long requestedNanos;
    private ImmutableList<ChildShard> children = ImmutableList.of();
    private String usedArn = "";

    ShardSubscriber(ShardServices services, FanOutConsumer consumer, Lease lease, Sink sink) {
        this.context = services.context();
        this.source = services.source();
        this.consumer = consumer;
        this.lease = lease.key();
        this.fetcher =
                new SubscriptionFetcher(lease.checkpoint(), consumer.settings().subscriptions());
        this.sizes = RecordSizes.in(context.config().order());
        this.budget = services.budget();
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
        return false;
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
        letGo();
    }

    @Override
    public OptionalLong advance() {
        while (!stopped && !ended && !looking) {
            boolean room = !fetcher.wantsEvent() || memory.ask(() -> expectedBytes);
            Step step = fetcher.next(room, context.now());
            if (step instanceof Step.Subscribe subscribe) {
                subscribe(subscribe);
            } else if (step instanceof Step.Request) {
                requestedNanos = context.now();
                subscription.ifPresent(open -> open.request(1));
            } else if (step instanceof Step.Cancel) {
                letGo();
            } else if (step instanceof Step.WaitUntil wait) {
                return OptionalLong.of(wait.nanos());
            } else if (step instanceof Step.AtEnd end) {
                ended = true;
                children = end.children();
                letGo();
                sink.changed();
            } else if (step instanceof Step.ShardGone) {
                somethingIsGone();
            }
        }
        return OptionalLong.empty();
    }

    private void letGo() {
        Optional<Subscription> open = subscription;
        subscription = Optional.empty();
        memory.giveBack();
        open.ifPresent(given -> {
            given.cancel();
            budget.stand(consumer.subscriptionsChange(-1));
        });
    }

    private void subscribe(Step.Subscribe step) {
        subscription = consumer.arn()
                .map(arn -> consumer.source()
                        .subscribe(arn, lease.shard(), position(step), new Listener(step.subscription(), arn)));
        if (subscription.isPresent()) {
            budget.stand(consumer.subscriptionsChange(1));
        } else {
            // Another shard has found that the consumer is gone.
            waitForConsumer("");
        }
    }

    private static ReadPosition position(Step.Subscribe step) {
        if (step.from() instanceof Checkpoint.At at) {
            return step.including()
                    ? new ReadPosition.AtSequenceNumber(at.position().sequenceNumber())
                    : new ReadPosition.AfterSequenceNumber(at.position().sequenceNumber());
        }
        if (step.from() instanceof Checkpoint.AtTimestamp at) {
            return new ReadPosition.AtTimestamp(at.timestamp());
        }
        return step.from() instanceof Checkpoint.Latest ? new ReadPosition.Latest() : new ReadPosition.TrimHorizon();
    }

    /** Brings what the service says of one subscription to the loop. */
    private final class Listener implements SubscriptionListener {
        private final long number;
        private final String arn;

        Listener(long number, String arn) {
            this.number = number;
            this.arn = arn;
        }

        @Override
        public void opened() {
            onLoop(() -> fetcher.opened(number, context.jitter("subscription-renewal"), context.now()));
        }

        @Override
        public void event(SubscriptionEvent event) {
            onLoop(() -> arrived(number, event));
        }

        @Override
        public void ended(Optional<SourceFailure> failure) {
            onLoop(() -> over(number, arn, failure));
        }

        private void onLoop(Runnable news) {
            context.execute(() -> {
                if (!stopped && fetcher.isCurrent(number)) {
                    news.run();
                    sink.changed();
                }
            });
        }
    }

    private void arrived(long number, SubscriptionEvent event) {
        troubles.succeeded();
        ImmutableList<StreamRecord> records = event.records();
        long bytes = RecordSizes.payloads(records);
        long held = sizes.inMemory(records.size(), bytes);
        // What came last is the best guess of what comes next.
        expectedBytes = held;
        if (!memory.takes(held)) {
            // It comes again over the next subscription, when there is room.
            fetcher.refused();
            letGo();
            return;
        }
        Optional<RecordPosition> last = records.isEmpty()
                ? Optional.empty()
                : Optional.of(records.get(records.size() - 1).position());
        fetcher.event(number, last, event.continuation(), event.behindLatest(), event.children(), context.now());
        context.emit(new WorkerEvent.Fetched(
                lease, records.size(), bytes, event.behindLatest(), Duration.ofNanos(context.now() - requestedNanos)));
        if (records.isEmpty()) {
            sink.nothing();
        } else {
            sink.records(records);
        }
    }

    @Override
    public void turnedOut(int count, long bytes) {
        expectedBytes = Math.max(expectedBytes, bytes);
    }

    private void over(long number, String arn, Optional<SourceFailure> failure) {
        usedArn = arn;
        letGo();
        double jitter = context.jitter("subscription-retry");
        if (failure.isEmpty()) {
            fetcher.ended(number, jitter, context.now());
            return;
        }
        SourceFailure why = failure.get();
        troubles.failed(why);
        fetcher.failed(number, kind(why), jitter, context.now());
    }

    private static SubscriptionFailure kind(SourceFailure failure) {
        return switch (failure.kind()) {
            case THROTTLED -> SubscriptionFailure.THROTTLED;
            case IN_USE -> SubscriptionFailure.IN_USE;
            case NOT_FOUND -> SubscriptionFailure.NOT_FOUND;
            case UNAVAILABLE, REFUSED, EXPIRED_ITERATOR, EXPIRED_TOKEN -> SubscriptionFailure.UNAVAILABLE;
        };
    }

    /** The service does not know the stream, the shard or the consumer, and does not say which. */
    private void somethingIsGone() {
        looking = true;
        troubles.askForStream(this::lookForTheShard);
    }

    private void lookForTheShard() {
        source.iterator(lease.shard(), new ReadPosition.TrimHorizon(), answer -> {
            if (stopped) {
                return;
            }
            if (answer instanceof IteratorAnswer.Given) {
                waitForConsumer(usedArn);
            } else if (answer instanceof IteratorAnswer.Failed failed
                    && failed.failure().kind() == SourceFailure.Kind.NOT_FOUND) {
                troubles.pastRetention();
                looking = false;
                ended = true;
                sink.changed();
            } else {
                troubles.askAgain(this::lookForTheShard);
            }
        });
    }

    /** Somebody has deregistered the consumer: another takes its place, and reading goes on where it was. */
    private void waitForConsumer(String gone) {
        looking = true;
        consumer.renew(gone, () -> {
            looking = false;
            if (!stopped) {
                fetcher.resume();
                sink.changed();
            }
        });
    }

    private void streamGone() {
        stop();
        sink.streamGone();
    }
}
