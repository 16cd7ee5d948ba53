package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ports.source.SubscriptionEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Bytes are asked for as events are, whatever way they are cut. */
class PushedEventsTest {
    private final Told told = new Told();
    private final PushedEvents events =
            new PushedEvents(told, new SpareArrays(64L << 20), new EventRoom(64L << 20), () -> Instant.EPOCH);

    @Property(tries = 300)
    void noMoreComesThanWasAskedFor(
            @ForAll @Size(max = 8) List<@IntRange(max = 200) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 600) int piece,
            @ForAll @Size(max = 6) List<@IntRange(min = 1, max = 3) Integer> requests) {
        Told found = new Told();
        PushedEvents under =
                new PushedEvents(found, new SpareArrays(64L << 20), new EventRoom(64L << 20), () -> Instant.EPOCH);
        Pieces pieces = new Pieces(under, stream(sizes), piece);
        under.onSubscribe(pieces);
        assertThat(pieces.at).as("nothing was asked for").isZero();
        int asked = 0;
        for (int request : requests) {
            under.request(request);
            asked += request;
            int whole = Math.min(asked, sizes.size());
            assertThat(found.continuations).hasSize(whole);
            assertThat(pieces.at).as("only what the events need").isLessThan(bytes(sizes, whole) + piece);
        }
        under.request(sizes.size() + 1);
        assertThat(found.continuations).containsExactlyElementsOf(numbers(sizes));
        assertThat(found.said).endsWith("completed");
    }

    @Example
    void theAnswersHeadIsNoEvent() {
        Pieces pieces = new Pieces(events, message("event", "initial-response", "{}"), 100);
        events.onSubscribe(pieces);
        events.request(1);
        assertThat(told.said).containsExactly("opened", "completed");
    }

    @Example
    void anEndWithinAMessageIsAFailure() {
        byte[] whole = stream(List.of(50));
        Pieces pieces = new Pieces(events, java.util.Arrays.copyOf(whole, whole.length - 1), 1000);
        events.onSubscribe(pieces);
        events.request(1);
        assertThat(told.said).containsExactly("opened", "failed");
        assertThat(told.problem).hasMessageContaining("broke off");
    }

    @Example
    void anExceptionOfTheServiceEndsIt() {
        Pieces pieces =
                new Pieces(events, message("exception", "ResourceInUseException", "{\"message\":\"later\"}"), 1000);
        events.onSubscribe(pieces);
        events.request(1);
        assertThat(told.said).containsExactly("opened", "failed");
        assertThat(told.problem).isInstanceOfSatisfying(AwsServiceException.class, said -> {
            assertThat(said.awsErrorDetails().errorCode()).isEqualTo("ResourceInUseException");
            assertThat(said.awsErrorDetails().errorMessage()).isEqualTo("later");
            assertThat(said.statusCode()).isEqualTo(400);
        });
        assertThat(pieces.cancelled).isTrue();
    }

    @Example
    void nothingIsToldAfterItWasCancelled() {
        Pieces pieces = new Pieces(events, stream(List.of(1, 2, 3)), 40);
        events.onSubscribe(pieces);
        events.request(1);
        events.cancel();
        events.request(2);
        events.onNext(ByteBuffer.wrap(new byte[40]));
        events.onError(new IllegalStateException("late"));
        events.onComplete();
        assertThat(told.said).containsExactly("opened", "event");
        assertThat(pieces.cancelled).isTrue();
    }

    @Example
    void whatIsOpenedLateIsCancelled() {
        events.cancel();
        Pieces pieces = new Pieces(events, stream(List.of(1)), 40);
        events.onSubscribe(pieces);
        assertThat(told.said).isEmpty();
        assertThat(pieces.cancelled).isTrue();
    }

    @Example
    void whatDoesNotFitWaitsAndItsConnectionWithIt() {
        EventRoom room = new EventRoom(0);
        List<Told> tellings = new ArrayList<>();
        List<Pieces> streams = new ArrayList<>();
        List<PushedEvents> readers = new ArrayList<>();
        byte[] large = stream(List.of(9 << 20));
        for (int reader = 0; reader < 3; reader++) {
            Told heard = new Told();
            PushedEvents under = new PushedEvents(heard, new SpareArrays(64L << 20), room, () -> Instant.EPOCH);
            Pieces pieces = new Pieces(under, large, large.length / 2 + 1);
            pieces.isManual = true;
            under.onSubscribe(pieces);
            under.request(1);
            tellings.add(heard);
            streams.add(pieces);
            readers.add(under);
            pieces.give();
        }
        assertThat(streams.get(0).asked).isTrue();
        assertThat(streams.get(1).asked)
                .as("holds a piece, and asks for no other")
                .isFalse();
        readers.get(1).cancel();
        streams.get(0).give();
        assertThat(tellings.get(0).said).containsExactly("opened", "event");
        assertThat(tellings.get(1).said).containsExactly("opened");
        assertThat(streams.get(2).asked).isTrue();
        streams.get(2).give();
        assertThat(tellings.get(2).said).containsExactly("opened", "event");
        assertThat(room.take(16 << 20, () -> {})).as("all was given back").isTrue();
    }

    private static List<String> numbers(List<Integer> sizes) {
        List<String> numbers = new ArrayList<>();
        for (int number = 1; number <= sizes.size(); number++) {
            numbers.add(Integer.toString(number));
        }
        return numbers;
    }

    private static int bytes(List<Integer> sizes, int count) {
        return stream(sizes.subList(0, count)).length;
    }

    private static byte[] stream(List<Integer> sizes) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int index = 0; index < sizes.size(); index++) {
            stream.writeBytes(message(
                    "event",
                    "SubscribeToShardEvent",
                    ScriptedKinesis.event(
                            Integer.toString(index + 1),
                            0,
                            ScriptedKinesis.record("1", "x".repeat(sizes.get(index))))));
        }
        return stream.toByteArray();
    }

    private static byte[] message(String type, String name, String json) {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put(":message-type", HeaderValue.fromString(type));
        headers.put(":" + type + "-type", HeaderValue.fromString(name));
        return new Message(headers, json.getBytes(StandardCharsets.UTF_8))
                .toByteBuffer()
                .array();
    }

    /** Gives a piece for each that is asked for, at once, and then ends. */
    private static final class Pieces implements Subscription {
        private final PushedEvents reader;
        private final byte[] bytes;
        private final int size;
        private int at;
        private boolean cancelled;
        private boolean isManual;
        private boolean asked;

        Pieces(PushedEvents reader, byte[] bytes, int size) {
            this.reader = reader;
            this.bytes = bytes;
            this.size = size;
        }

        @Override
        public void request(long count) {
            assertThat(count).isOne();
            asked = true;
            if (!isManual) {
                give();
            }
        }

        /** Gives what was asked for. */
        void give() {
            assertThat(asked).isTrue();
            asked = false;
            int begin = at;
            at = Math.min(bytes.length, begin + size);
            if (at > begin) {
                reader.onNext(ByteBuffer.wrap(bytes, begin, at - begin).slice());
            }
            if (at == bytes.length && !isManual) {
                reader.onComplete();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    private static final class Told implements PushedEvents.Sink {
        private final List<String> said = new ArrayList<>();
        private final List<String> continuations = new ArrayList<>();
        private Throwable problem = new IllegalStateException("none");

        @Override
        public void opened() {
            said.add("opened");
        }

        @Override
        public void event(SubscriptionEvent event) {
            said.add("event");
            continuations.add(event.continuation().orElseThrow().toString());
        }

        @Override
        public void completed() {
            said.add("completed");
        }

        @Override
        public void failed(Throwable why) {
            said.add("failed");
            problem = why;
        }
    }
}
