package io.millrace.adapters.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.ConsumerAnswer.Registered;
import io.millrace.ports.source.ConsumerAnswer.Status;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.SourceFailure.Kind;
import io.millrace.ports.source.Subscription;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.ports.source.SubscriptionListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InMemoryFanOutTest {
    private static final ShardId SHARD = ShardId.ofOrdinal(0);
    private static final ReadPosition OLDEST = new ReadPosition.TrimHorizon();

    private final ManualTime time = new ManualTime();
    private final InMemoryStream stream = InMemoryStream.builder("words")
            .retention(Duration.ofHours(1))
            .time(time)
            .build();
    private final RecordSource source = stream.source();
    private final FanOutSource fanOut = source.fanOut().orElseThrow();
    private String consumer = "";

    @BeforeEach
    void register() {
        consumer = ((Registered) now(fanOut.registerConsumer("reader"))).arn();
        pass(Duration.ofSeconds(1));
    }

    @Test
    void aConsumerTakesAMomentToComeAndToGo() {
        String arn = ((Registered) now(fanOut.registerConsumer("slow"))).arn();
        assertThat(arn).startsWith(stream.identity().arn() + "/consumer/slow:");
        assertThat(status("slow")).isEqualTo(Status.CREATING);
        Told told = subscribe(arn, OLDEST);
        assertThat(told.failure()).isEqualTo(Kind.IN_USE);

        pass(Duration.ofSeconds(1));
        assertThat(status("slow")).isEqualTo(Status.ACTIVE);
        Told open = subscribe(arn, OLDEST);
        now(fanOut.deregisterConsumer(arn));
        assertThat(status("slow")).isEqualTo(Status.DELETING);
        assertThat(open.failure()).isEqualTo(Kind.NOT_FOUND);
        assertThat(subscribe(arn, OLDEST).failure()).isEqualTo(Kind.IN_USE);

        pass(Duration.ofSeconds(1));
        assertThat(now(fanOut.describeConsumer("slow"))).isEqualTo(new ConsumerAnswer.Absent());
        assertThat(subscribe(arn, OLDEST).failure()).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void aStreamHasTwentyConsumersAtMost() {
        for (int number = 1; number < 20; number++) {
            assertThat(now(fanOut.registerConsumer("reader-" + number))).isInstanceOf(Registered.class);
        }
        assertThat(kind(now(fanOut.registerConsumer("one-too-many")))).isEqualTo(Kind.THROTTLED);
        assertThat(kind(now(fanOut.registerConsumer("no name")))).isEqualTo(Kind.REFUSED);
    }

    @Test
    void pushesAtOnceWhatIsPutWhileItIsAskedFor() {
        Told told = subscribe(consumer, OLDEST);
        told.subscription().request(2);
        stream.put("a", "one");
        stream.put("a", "two");
        stream.put("a", "three");
        assertThat(told.said).containsExactly("opened", "one", "two");
        told.subscription().request(1);
        assertThat(told.said).containsExactly("opened", "one", "two", "three");
        assertThat(told.last().behindLatest()).isZero();
    }

    @Test
    void eachPushOfSeveralRecordsIsOneEvent() {
        Told told = subscribe(consumer, OLDEST);
        told.subscription().request(1);
        stream.putAll(List.of(NewRecord.of("a", "one"), NewRecord.of("b", "two")));
        assertThat(told.said).containsExactly("opened", "one two");
    }

    @Test
    void saysEveryFiveSecondsThatThereIsNothing() {
        Told told = subscribe(consumer, new ReadPosition.Latest());
        told.subscription().request(10);
        pass(Duration.ofMillis(4_999));
        assertThat(told.said).containsExactly("opened");
        pass(Duration.ofMillis(1));
        assertThat(told.said).containsExactly("opened", "");
        SequenceNumber behind = told.last().continuation().orElseThrow();
        assertThat(stream.put("a", "one").sequenceNumber()).isGreaterThan(behind);
        pass(Duration.ofSeconds(5));
        assertThat(told.said).containsExactly("opened", "", "one", "");
    }

    @Test
    void endsInOrderAfterFiveMinutes() {
        Told told = subscribe(consumer, OLDEST);
        pass(Duration.ofSeconds(299));
        assertThat(told.said).containsExactly("opened");
        pass(Duration.ofSeconds(1));
        assertThat(told.said).containsExactly("opened", "ended");
        told.subscription().request(1);
        stream.put("a", "one");
        assertThat(told.said).hasSize(2);
    }

    @Test
    void aSubscriptionOfFiveSecondsGivesWayToTheNext() {
        Told first = subscribe(consumer, OLDEST);
        first.subscription().cancel();
        pass(Duration.ofMillis(4_999));
        assertThat(subscribe(consumer, OLDEST).failure()).isEqualTo(Kind.IN_USE);
        pass(Duration.ofMillis(1));
        Told second = subscribe(consumer, OLDEST);
        pass(Duration.ofSeconds(5));
        Told third = subscribe(consumer, OLDEST);
        assertThat(first.said).containsExactly("opened");
        assertThat(second.said).containsExactly("opened", "ended");
        assertThat(third.said).containsExactly("opened");
    }

    @Test
    void goesOnAtTheOldestWhenItsPlaceIsTrimmed() {
        SequenceNumber one = stream.put("a", "one").sequenceNumber();
        stream.put("a", "two");
        pass(Duration.ofHours(1).plusSeconds(1));
        stream.put("a", "three");
        Told told = subscribe(consumer, new ReadPosition.AfterSequenceNumber(one));
        told.subscription().request(2);
        assertThat(told.said).containsExactly("opened", "three");
    }

    @Test
    void refusesPositionsOfOtherShards() {
        Told told = subscribe(consumer, new ReadPosition.AtSequenceNumber(SequenceNumber.of(7)));
        assertThat(told.failure()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void doesNotEndAClosedShardBeforeItIsAskedFor() {
        stream.put("a", "one");
        Told told = subscribe(consumer, OLDEST);
        stream.split(SHARD);
        assertThat(told.said).containsExactly("opened");
        told.subscription().request(1);
        assertThat(told.said).containsExactly("opened", "one", "ended");
        assertThat(told.last().children()).hasSize(2);
    }

    @Test
    void aDeletedStreamAndAClosedSourceEndTheirSubscriptions() {
        Told told = subscribe(consumer, OLDEST);
        source.close();
        assertThat(told.failure()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(subscribe(consumer, OLDEST).failure()).isEqualTo(Kind.REFUSED);

        pass(Duration.ofSeconds(5));
        Told other = new Told();
        stream.source().fanOut().orElseThrow().subscribe(consumer, SHARD, OLDEST, other);
        stream.delete();
        assertThat(other.failure()).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void aListenerMayAskForMoreAndPutRecordsWhileItIsTold() {
        Told told = subscribe(consumer, OLDEST);
        int[] rounds = {0};
        told.then = event -> {
            if (rounds[0]++ < 10_000) {
                told.subscription().request(1);
                stream.put("a", "again");
            }
        };
        told.subscription().request(1);
        stream.put("a", "one");
        assertThat(told.said).hasSize(10_002);
    }

    @Test
    void theAlarmLetsTimeBringWhatItBrings() {
        record Due(Duration at, Runnable task) {}
        PriorityQueue<Due> dues = new PriorityQueue<>((one, other) -> one.at().compareTo(other.at()));
        InMemoryStream alarmed = InMemoryStream.builder("alarmed")
                .time(time)
                .alarm((delay, task) -> dues.add(new Due(elapsed().plus(delay), task)))
                .build();
        FanOutSource alarmedFanOut = alarmed.source().fanOut().orElseThrow();
        String arn = ((Registered) now(alarmedFanOut.registerConsumer("reader"))).arn();
        time.advance(Duration.ofSeconds(1));
        Told told = new Told();
        told.subscription = alarmedFanOut.subscribe(arn, SHARD, OLDEST, told);
        told.subscription().request(1_000);
        while (!dues.isEmpty()) {
            Due due = dues.remove();
            time.advance(due.at().compareTo(elapsed()) > 0 ? due.at().minus(elapsed()) : Duration.ZERO);
            due.task().run();
        }
        assertThat(told.said).hasSize(1 + 59 + 1).endsWith("ended");
    }

    @Test
    void onTheTimeOfThisMachineNobodyHasToTick() {
        InMemoryStream real = InMemoryStream.create("real", 1);
        FanOutSource realFanOut = real.source().fanOut().orElseThrow();
        String arn = ((Registered) now(realFanOut.registerConsumer("reader"))).arn();
        Awaitility.await()
                .until(() -> now(realFanOut.describeConsumer("reader")) instanceof Registered found
                        && found.status() == Status.ACTIVE);
        Told told = new Told();
        told.subscription = realFanOut.subscribe(arn, SHARD, OLDEST, told);
        told.subscription().request(1);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> told.said.contains(""));
        told.subscription().cancel();
    }

    @Test
    void asksForAtLeastOneEvent() {
        Told told = subscribe(consumer, OLDEST);
        assertThatThrownBy(() -> told.subscription().request(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private Told subscribe(String arn, ReadPosition position) {
        Told told = new Told();
        told.subscription = fanOut.subscribe(arn, SHARD, position, told);
        return told;
    }

    private Status status(String name) {
        return ((Registered) now(fanOut.describeConsumer(name))).status();
    }

    private static Kind kind(ConsumerAnswer answer) {
        return ((ConsumerAnswer.Failed) answer).failure().kind();
    }

    private static <A> A now(CompletionStage<A> stage) {
        return stage.toCompletableFuture().join();
    }

    private Duration elapsed() {
        return Duration.ofNanos(time.nanoTime());
    }

    private void pass(Duration howLong) {
        time.advance(howLong);
        stream.tick();
    }

    /** Keeps what a listener is told, records as their texts in a line. */
    private static final class Told implements SubscriptionListener {
        private final List<String> said = java.util.Collections.synchronizedList(new ArrayList<>());
        private final List<SubscriptionEvent> events = new ArrayList<>();
        private Optional<SourceFailure> failure = Optional.empty();
        private Consumer<SubscriptionEvent> then = event -> {};
        private Subscription subscription;

        @Override
        public void opened() {
            said.add("opened");
        }

        @Override
        public void event(SubscriptionEvent event) {
            events.add(event);
            said.add(String.join(
                    " ",
                    event.records().stream().map(record -> record.dataAsText()).toList()));
            then.accept(event);
        }

        @Override
        public void ended(Optional<SourceFailure> why) {
            said.add("ended");
            failure = why;
        }

        Subscription subscription() {
            return subscription;
        }

        SubscriptionEvent last() {
            return events.get(events.size() - 1);
        }

        Kind failure() {
            return failure.orElseThrow().kind();
        }
    }
}
