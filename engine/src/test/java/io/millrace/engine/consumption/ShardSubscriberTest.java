package io.millrace.engine.consumption;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.adapters.inmemory.ManualTime;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.domain.consumer.ReadHealth;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.ConsumerConfig;
import io.millrace.engine.WorkerRuntime;
import io.millrace.engine.coordination.FanOutConsumer;
import io.millrace.engine.coordination.ServedStream;
import io.millrace.engine.coordination.SourceClient;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.runtime.EventLoop;
import io.millrace.ports.runtime.ProcessorExecutor;
import io.millrace.ports.runtime.Randomness;
import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.Subscription;
import io.millrace.ports.source.SubscriptionListener;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A subscriber on a stream in memory, in manual time. */
class ShardSubscriberTest {
    private static final ShardId SHARD = ShardId.ofOrdinal(0);

    private final ManualTime time = new ManualTime();
    private final Loop loop = new Loop();
    private final InMemoryStream stream =
            InMemoryStream.builder("words").time(time).build();
    private final RecordSource recordSource = stream.source();
    private final FanOutSource fanOut = recordSource.fanOut().orElseThrow();
    private FanOutSource source = fanOut;
    private final MemoryBudget budget = new MemoryBudget(1 << 20);
    private final List<String> read = new ArrayList<>();
    private final List<WorkerEvent> events = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private long heldBytes;
    private String consumer = "";
    private ShardSubscriber subscriber;

    @BeforeEach
    void subscribe() {
        consumer = ((ConsumerAnswer.Registered)
                        fanOut.registerConsumer("reader").toCompletableFuture().join())
                .arn();
        time.advance(Duration.ofSeconds(1));
        subscriber = subscriber(Checkpoint.TRIM_HORIZON);
    }

    @Test
    void readsOverManySubscriptionsEveryRecordOnce() {
        List<String> put = new ArrayList<>();
        for (int number = 0; number < 400; number++) {
            put.add("record-" + number);
            stream.put("a", "record-" + number);
            pass(Duration.ofSeconds(3));
            giveBack();
        }
        assertThat(read).isEqualTo(put);
        assertThat(subscriber.behindLatest()).isZero();
        assertThat(events).noneMatch(event -> event instanceof WorkerEvent.Trouble);
    }

    @Test
    void asksForNothingWhileThereIsNoMemory() {
        for (int number = 0; number < 20; number++) {
            stream.put("a", "x".repeat(300_000));
        }
        pass(Duration.ofMinutes(6));
        assertThat(read).hasSizeLessThan(20);
        assertThat(budget.usedBytes()).isGreaterThan(0);
        while (read.size() < 20) {
            int before = read.size();
            giveBack();
            pass(Duration.ofSeconds(6));
            assertThat(read).hasSizeGreaterThan(before);
        }
    }

    @Test
    void startsBehindWhatIsDone() {
        stream.put("a", "one");
        Checkpoint done = Checkpoint.at(stream.put("a", "two").sequenceNumber());
        stream.put("a", "three");
        subscriber.stop();
        time.advance(Duration.ofSeconds(6));
        subscriber = subscriber(done);
        pass(Duration.ofSeconds(1));
        // The record of the checkpoint too, which may be an aggregate; what of it is done is left out later.
        assertThat(read).containsExactly("two", "three");
    }

    @Test
    void endsWithTheChildrenAndHoldsNothing() {
        stream.put("a", "one");
        stream.split(SHARD);
        pass(Duration.ofSeconds(1));
        giveBack();
        assertThat(read).containsExactly("one");
        assertThat(subscriber.hasEnded()).isTrue();
        assertThat(subscriber.children()).hasSize(2);
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void stoppingGivesEverythingBack() {
        pass(Duration.ofSeconds(1));
        subscriber.stop();
        stream.put("a", "one");
        pass(Duration.ofMinutes(1));
        assertThat(read).isEmpty();
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void whatMayLieInItsConnectionCountsAsLongAsItIsSubscribed() {
        subscriber.stop();
        source = new Ahead(fanOut);
        time.advance(Duration.ofSeconds(6));
        subscriber = subscriber(Checkpoint.TRIM_HORIZON);
        assertThat(fits(1 << 20)).isTrue();
        pass(Duration.ofMinutes(12));
        int used = (int) budget.usedBytes();
        assertThat(fits((1 << 20) - Ahead.BYTES - used))
                .as("over several subscriptions")
                .isTrue();
        assertThat(fits((1 << 20) - Ahead.BYTES - used + 1)).isFalse();
        subscriber.stop();
        assertThat(fits(1 << 20)).isTrue();
    }

    private boolean fits(int bytes) {
        return budget.fits(bytes, -1);
    }

    @Test
    void goesOnWithAnotherConsumerWhenItsOwnIsDeregistered() {
        stream.put("a", "one");
        pass(Duration.ofSeconds(1));
        fanOut.deregisterConsumer(consumer);
        pass(Duration.ofSeconds(30));
        stream.put("a", "two");
        pass(Duration.ofSeconds(10));
        assertThat(read).containsExactly("one", "two");
        assertThat(events.stream().filter(event -> event instanceof WorkerEvent.FanOutConsumerFound))
                .hasSize(2);
    }

    @Test
    void tellsAStreamThatIsGoneFromAConsumerThatIsGone() {
        pass(Duration.ofSeconds(1));
        stream.delete();
        pass(Duration.ofSeconds(10));
        assertThat(told).containsExactly("stream gone");
        assertThat(budget.usedBytes()).isZero();
    }

    private ShardSubscriber subscriber(Checkpoint start) {
        ConsumerConfig config = new ConsumerConfig(
                "worker",
                null,
                Duration.ofSeconds(10),
                1,
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                Duration.ofMinutes(1),
                null,
                null,
                null,
                PollingSettings.defaults(),
                null,
                1 << 20,
                false,
                ProcessingOrder.SHARD,
                1,
                Optional.empty());
        WorkerContext context = new WorkerContext(
                config,
                new WorkerRuntime(time, loop, new Middle(), new NoUserCode()),
                null,
                ImmutableList.of(events::add));
        ServedStream served = new ServedStream(
                null,
                new SourceClient(context, recordSource),
                new StreamBinding(stream.identity(), Instant.EPOCH),
                Duration.ofHours(24),
                Optional.empty());
        ShardServices services =
                new ShardServices(context, null, null, budget, new ReadHealth(Duration.ofMinutes(1)), null, served);
        FanOutConsumer found = new FanOutConsumer(context, source, FanOutSettings.as("reader"));
        found.find(problem -> assertThat(problem).isEmpty());
        loop.runDue();
        return new ShardSubscriber(
                services,
                found,
                Lease.unowned(new LeaseKey("words", SHARD), HashKeyRange.WHOLE, ImmutableList.of(), true, start),
                new Sink());
    }

    /** Lets time pass in small steps, and everybody do what is due. */
    private void pass(Duration howLong) {
        for (Duration left = howLong; !left.isNegative() && !left.isZero(); left = left.minusMillis(250)) {
            time.advance(Duration.ofMillis(250));
            stream.tick();
            loop.runDue();
            OptionalLong unused = subscriber.advance();
            loop.runDue();
        }
    }

    private void giveBack() {
        long bytes = heldBytes;
        heldBytes = 0;
        budget.adjust(-bytes);
        loop.runDue();
    }

    private final class Sink implements ShardFeed.Sink {
        @Override
        public void records(ImmutableList<StreamRecord> records) {
            records.forEach(record -> read.add(record.dataAsText()));
            heldBytes += RecordSizes.in(ProcessingOrder.SHARD).inMemory(records);
        }

        @Override
        public void nothing() {}

        @Override
        public void changed() {
            loop.execute(() -> subscriber.advance());
        }

        @Override
        public void streamGone() {
            told.add("stream gone");
        }
    }

    /** Runs tasks on the test's thread. */
    private final class Loop implements EventLoop {
        private record Task(long dueNanos, Runnable what) {}

        private final List<Task> tasks = new ArrayList<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(new Task(time.nanoTime(), task));
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable what) {
            Task task = new Task(time.nanoTime() + delay.toNanos(), what);
            tasks.add(task);
            return () -> tasks.remove(task);
        }

        void runDue() {
            for (int index = 0; index < tasks.size(); ) {
                if (tasks.get(index).dueNanos() <= time.nanoTime()) {
                    tasks.remove(index).what().run();
                    index = 0;
                } else {
                    index++;
                }
            }
        }
    }

    private static final class NoUserCode implements ProcessorExecutor {
        @Override
        public void execute(Runnable call) {
            throw new AssertionError("nobody calls user code here");
        }

        @Override
        public <T> T await(CompletionStage<T> stage) {
            throw new AssertionError("nobody waits here");
        }
    }

    /** Sends ahead of what is asked for. */
    private record Ahead(FanOutSource of) implements FanOutSource {
        static final int BYTES = 100_000;

        @Override
        public CompletionStage<ConsumerAnswer> describeConsumer(String name) {
            return of.describeConsumer(name);
        }

        @Override
        public CompletionStage<ConsumerAnswer> registerConsumer(String name) {
            return of.registerConsumer(name);
        }

        @Override
        public CompletionStage<ConsumerAnswer> deregisterConsumer(String consumerArn) {
            return of.deregisterConsumer(consumerArn);
        }

        @Override
        public Subscription subscribe(
                String consumerArn, ShardId shard, ReadPosition position, SubscriptionListener listener) {
            return of.subscribe(consumerArn, shard, position, listener);
        }

        @Override
        public long bytesAhead(int subscriptions) {
            return (long) subscriptions * BYTES;
        }
    }

    private static final class Middle implements Randomness {
        @Override
        public double nextDouble(String purpose) {
            return 0.5;
        }

        @Override
        public long nextLong(String purpose) {
            return 0;
        }
    }
}
