package io.millrace.adapters.aws;

import static io.millrace.adapters.aws.ScriptedKinesis.event;
import static io.millrace.adapters.aws.ScriptedKinesis.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.SourceFailure.Kind;
import io.millrace.ports.source.Subscription;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.ports.source.SubscriptionListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subscriptions on a server that does what kinesis-local does not, and what goes wrong. */
class KinesisFanOutTest {
    private static final String CONSUMER = "arn:aws:kinesis:us-east-1:123456789012:stream/words/consumer/reader:1";
    private static final ShardId SHARD = ShardId.ofOrdinal(0);
    private static final ReadPosition OLDEST = new ReadPosition.TrimHorizon();

    private final ScriptedKinesis server = new ScriptedKinesis();
    private final KinesisRecordSource source =
            KinesisRecordSource.builder().stream("words").aws(server.settings()).build();
    private final Told told = new Told();

    KinesisFanOutTest() throws InterruptedException {}

    @AfterEach
    void close() {
        source.close();
        server.close();
    }

    @Test
    void pushesWhatTheServiceSends() throws Exception {
        Subscription subscription = subscribe(OLDEST);
        ScriptedKinesis.Call call = server.call().open();
        await().untilAsserted(() -> assertThat(told.said).containsExactly("opened"));
        assertThat(call.operation()).endsWith(".SubscribeToShard");
        assertThat(call.body()).contains(CONSUMER, SHARD.value(), "TRIM_HORIZON");

        subscription.request(2);
        call.event(event("7", 1_500, record("5", "one"), record("6", "two"))).event(event("9", 0));

        await().untilAsserted(() -> assertThat(told.said).containsExactly("opened", "event", "event"));
        SubscriptionEvent first = told.events.get(0);
        assertThat(first.continuation()).contains(SequenceNumber.of(7));
        assertThat(first.behindLatest()).isEqualTo(Duration.ofMillis(1_500));
        assertThat(first.records()).extracting(StreamRecord::dataAsText).containsExactly("one", "two");
        StreamRecord record = first.records().get(0);
        assertThat(record.sequenceNumber()).isEqualTo(SequenceNumber.of(5));
        assertThat(record.partitionKey()).isEqualTo("key");
        assertThat(record.approximateArrival()).isEqualTo(Instant.parse("2026-01-01T00:00:00.500Z"));
        assertThat(told.events.get(1).records()).isEmpty();
        assertThat(told.events.get(1).continuation()).contains(SequenceNumber.of(9));
    }

    @ParameterizedTest
    @CsvSource({"latest, LATEST", "timestamp, AT_TIMESTAMP", "at, AT_SEQUENCE_NUMBER", "after, AFTER_SEQUENCE_NUMBER"})
    void asksForThePosition(String position, String type) throws Exception {
        subscribe(
                switch (position) {
                    case "latest" -> new ReadPosition.Latest();
                    case "timestamp" -> new ReadPosition.AtTimestamp(Instant.parse("2026-01-01T00:00:00Z"));
                    case "at" -> new ReadPosition.AtSequenceNumber(SequenceNumber.of(77));
                    default -> new ReadPosition.AfterSequenceNumber(SequenceNumber.of(77));
                });
        assertThat(server.call().body())
                .contains("\"" + type + "\"")
                .satisfies(body -> assertThat(body)
                        .contains(
                                type.contains("SEQUENCE")
                                        ? "\"77\""
                                        : type.contains("TIMESTAMP") ? "1767225600" : "Type"));
    }

    @Test
    void endsWithTheChildrenOfAClosedShard() throws Exception {
        subscribe(OLDEST).request(5);
        String child = "{\"ShardId\":\"shardId-000000000001\",\"ParentShards\":[\"" + SHARD.value()
                + "\"],\"HashKeyRange\":{\"StartingHashKey\":\"0\",\"EndingHashKey\":\"9\"}}";
        ScriptedKinesis.Call call = server.call().open();
        call.event(event("7", 0, record("5", "one")))
                .event("{\"MillisBehindLatest\":0,\"Records\":[],\"ContinuationSequenceNumber\":null,\"ChildShards\":["
                        + child + "]}");
        call.end();

        awaitEnd();
        assertThat(told.said).containsExactly("opened", "event", "event", "ended");
        assertThat(told.failure).isEmpty();
        SubscriptionEvent last = told.events.get(1);
        assertThat(last.continuation()).isEmpty();
        assertThat(last.children())
                .containsExactly(new ChildShard(
                        ShardId.ofOrdinal(1),
                        com.google.common.collect.ImmutableList.of(SHARD),
                        HashKeyRange.of("0", "9")));
    }

    @Test
    void anEndIsNoticedWhenMoreIsAskedFor() throws Exception {
        Subscription subscription = subscribe(OLDEST);
        subscription.request(1);
        ScriptedKinesis.Call call = server.call().open().event(event("7", 0));
        await().until(() -> told.events.size() == 1);
        call.end();
        subscription.request(1);
        awaitEnd();
        assertThat(told.failure).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ResourceInUseException, IN_USE, Try later",
        "ResourceNotFoundException, NOT_FOUND, not found",
        "InternalFailureException, UNAVAILABLE, may pass",
        "KMSAccessDeniedException, REFUSED, encryption key",
        "KMSDisabledException, REFUSED, encryption key",
        "KMSInvalidStateException, REFUSED, encryption key",
        "KMSNotFoundException, REFUSED, encryption key",
        "KMSOptInRequired, REFUSED, encryption key",
        "KMSThrottlingException, THROTTLED, throttled",
    })
    void tellsTheExceptionsWithinTheStreamApart(String type, Kind kind, String said) throws Exception {
        subscribe(OLDEST).request(5);
        ScriptedKinesis.Call call = server.call().open().event(event("7", 0));
        await().until(() -> told.events.size() == 1);
        call.exception(type, "the words of the service");

        awaitEnd();
        SourceFailure failure = told.failure.orElseThrow();
        assertThat(failure.explanation())
                .contains("SubscribeToShard on stream 'words'", type, "the words of the service", said);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(server.isQuiet()).as("subscribed once").isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "400, ResourceInUseException, IN_USE",
        "400, ResourceNotFoundException, NOT_FOUND",
        "400, LimitExceededException, THROTTLED",
        "400, ExpiredTokenException, REFUSED",
        "400, AccessDeniedException, REFUSED",
        "400, InvalidArgumentException, REFUSED",
        "400, KMSThrottlingException, THROTTLED",
        "400, KMSDisabledException, REFUSED",
        "500, InternalFailure, UNAVAILABLE",
        "503, ServiceUnavailable, UNAVAILABLE",
    })
    void tellsRefusalsApart(int status, String code, Kind kind) throws Exception {
        subscribe(OLDEST).request(1);
        server.call().refuse(status, code, "no");

        awaitEnd();
        assertThat(told.said).containsExactly("ended");
        assertThat(told.failure.orElseThrow().explanation()).contains("SubscribeToShard", code);
        assertThat(told.failure.orElseThrow().kind()).isEqualTo(kind);
        assertThat(server.isQuiet()).as("not retried").isTrue();
    }

    @Test
    void anErrorThatTheModelDoesNotKnowIsAFailure() throws Exception {
        subscribe(OLDEST).request(5);
        server.call().open().error("InternalError", "An internal server error occurred");
        awaitEnd();
        assertThat(told.failure.orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    /** The SDK takes a stream that is reset for one that ends; it is told of broken connections only. */
    @Test
    void aStreamThatIsResetEnds() throws Exception {
        subscribe(OLDEST).request(5);
        ScriptedKinesis.Call call = server.call().open().event(event("7", 0));
        await().until(() -> told.events.size() == 1);
        call.halfAnEvent(event("8", 0, record("8", "never whole")));
        call.reset();
        awaitEnd();
        assertThat(told.said).containsExactly("opened", "event", "ended");
    }

    @Test
    void isUnavailableWhenTheConnectionBreaksWithinAnEvent() throws Exception {
        subscribe(OLDEST).request(5);
        ScriptedKinesis.Call call = server.call().open().event(event("7", 0));
        await().until(() -> told.events.size() == 1);
        call.halfAnEvent(event("8", 0, record("8", "never whole")));
        call.hangUp();
        awaitEnd();
        assertThat(told.said).containsExactly("opened", "event", "ended");
        assertThat(told.failure.orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void isUnavailableWhenAConnectionBreaksThatNobodyReads() throws Exception {
        subscribe(OLDEST);
        ScriptedKinesis.Call call = server.call().open();
        await().until(() -> !told.said.isEmpty());
        call.hangUp();
        awaitEnd();
        assertThat(told.failure.orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void isUnavailableWhenAFrameIsNotUnderstood() throws Exception {
        subscribe(OLDEST).request(5);
        ScriptedKinesis.Call call = server.call().open();
        byte[] frame = call.eventBytes(event("8", 0, record("8", "spoilt")));
        frame[frame.length - 20] ^= 1;
        call.bytes(frame);
        awaitEnd();
        assertThat(told.said).containsExactly("opened", "ended");
        assertThat(told.failure.orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(told.failure.orElseThrow().explanation()).contains("no usable answer", "not understood");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ this is no JSON",
                "{\"ContinuationSequenceNumber\":\"no number\",\"MillisBehindLatest\":0,\"Records\":[]}",
                "{\"ContinuationSequenceNumber\":\"8\",\"MillisBehindLatest\":0,\"Records\":[{\"PartitionKey\":\"a\"}]}",
            })
    void isUnavailableWhenAnEventIsNotUnderstood(String json) throws Exception {
        subscribe(OLDEST).request(5);
        ScriptedKinesis.Call call = server.call().open().event(json);
        awaitEnd();
        assertThat(told.said).containsExactly("opened", "ended");
        assertThat(told.failure.orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
        await().until(() -> call.isGivenUp() || !call.isConnected());
    }

    @Test
    void aConnectionOnWhichNothingComesIsWaitedForUntilItIsCancelled() throws Exception {
        Subscription subscription = subscribe(OLDEST);
        subscription.request(1);
        ScriptedKinesis.Call call = server.call();
        await().during(Duration.ofMillis(500)).until(() -> told.said.isEmpty() && call.isConnected());

        subscription.cancel();
        await().until(call::isGivenUp);
        assertThat(told.said).isEmpty();
    }

    @Test
    void cancellingResetsTheStreamAndTellsNothing() throws Exception {
        Subscription subscription = subscribe(OLDEST);
        subscription.request(5);
        ScriptedKinesis.Call call = server.call().open().event(event("7", 0));
        await().until(() -> told.events.size() == 1);
        subscription.cancel();
        subscription.cancel();
        subscription.request(1);
        await().until(call::isGivenUp);
        call.event(event("8", 0));
        assertThat(told.said).containsExactly("opened", "event");
    }

    @Test
    void nothingIsTakenThatWasNotAskedFor() throws Exception {
        Subscription subscription = subscribe(OLDEST);
        ScriptedKinesis.Call call = server.call().open();
        String large = record("5", "x".repeat(60_000));
        for (int number = 0; number < 40; number++) {
            call.event(event("7", 0, large));
        }
        int most = SubscriptionWindows.LARGEST_BYTES / 80_000 + 3;
        await().during(Duration.ofMillis(500)).until(() -> call.taken() <= most && told.events.isEmpty());

        subscription.request(1);
        await().until(() -> told.events.size() == 1);
        await().during(Duration.ofMillis(500)).until(() -> call.taken() <= most + 2 && told.events.size() == 1);

        subscription.request(39);
        await().until(() -> told.events.size() == 40);
    }

    @Test
    void aSubscriptionThatIsNotReadHoldsUpNoOther() throws Exception {
        subscribe(OLDEST);
        ScriptedKinesis.Call stalled = server.call().open();
        for (int number = 0; number < 40; number++) {
            stalled.event(event("7", 0, record("5", "x".repeat(60_000))));
        }
        Told other = new Told();
        source.fanOut()
                .orElseThrow()
                .subscribe(CONSUMER, ShardId.ofOrdinal(1), OLDEST, other)
                .request(40);
        ScriptedKinesis.Call read = server.call().open();
        for (int number = 0; number < 40; number++) {
            read.event(event("7", 0, record("5", "x".repeat(60_000))));
        }
        await().until(() -> other.events.size() == 40);
        assertThat(told.events).isEmpty();
    }

    @Test
    void whereThereAreManyLessComesAheadOfWhatIsAskedFor() throws Exception {
        int many = 130;
        List<ScriptedKinesis.Call> calls = new java.util.ArrayList<>();
        for (int shard = 0; shard < many; shard++) {
            source.fanOut().orElseThrow().subscribe(CONSUMER, ShardId.ofOrdinal(shard), OLDEST, told);
            calls.add(server.call().open());
        }
        await().until(() -> told.said.size() == many);
        // Told to the service before the last of them was subscribed to.
        ScriptedKinesis.Call last = calls.get(many - 1);
        for (int number = 0; number < 40; number++) {
            last.event(event("7", 0, record("5", "x".repeat(60_000))));
        }
        int most = SubscriptionWindows.windowBytes(many) / 80_000 + 3;
        assertThat(most).isLessThan(SubscriptionWindows.LARGEST_BYTES / 80_000);
        await().during(Duration.ofMillis(500)).until(() -> last.taken() <= most);
    }

    @Test
    void manyShardsAreSubscribedToAtOnce() throws Exception {
        for (int shard = 0; shard < 300; shard++) {
            source.fanOut()
                    .orElseThrow()
                    .subscribe(CONSUMER, ShardId.ofOrdinal(shard), OLDEST, told)
                    .request(1);
        }
        for (int shard = 0; shard < 300; shard++) {
            server.call().open().event(event("7", 0));
        }
        await().until(() -> told.events.size() == 300);
    }

    @Test
    void closingTheSourceEndsItsSubscriptions() throws Exception {
        subscribe(OLDEST).request(1);
        server.call().open();
        await().until(() -> !told.said.isEmpty());
        source.close();
        awaitEnd();
        assertThat(told.failure.orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(told.failure.orElseThrow().explanation()).contains("closed");

        Told late = new Told();
        source.fanOut().orElseThrow().subscribe(CONSUMER, SHARD, OLDEST, late);
        await().until(() -> late.said.contains("ended"));
        assertThat(late.failure.orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void asksForAtLeastOneEvent() {
        Subscription subscription = subscribe(OLDEST);
        assertThatThrownBy(() -> subscription.request(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private Subscription subscribe(ReadPosition position) {
        return source.fanOut().orElseThrow().subscribe(CONSUMER, SHARD, position, told);
    }

    private void awaitEnd() {
        await().atMost(Duration.ofSeconds(20)).until(() -> told.said.contains("ended"));
    }

    /** Keeps what a listener is told. */
    private static final class Told implements SubscriptionListener {
        private final List<String> said = new CopyOnWriteArrayList<>();
        private final List<SubscriptionEvent> events = new CopyOnWriteArrayList<>();
        private volatile Optional<SourceFailure> failure = Optional.empty();

        @Override
        public void opened() {
            said.add("opened");
        }

        @Override
        public void event(SubscriptionEvent event) {
            events.add(event);
            said.add("event");
        }

        @Override
        public void ended(Optional<SourceFailure> why) {
            failure = why;
            said.add("ended");
        }
    }
}
