package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Messages written by the library of AWS, put together from pieces of any size. */
class EventAssemblerTest {
    private final EventAssembler assembler = assembler();

    private static EventAssembler assembler() {
        return new EventAssembler(new SpareArrays(64L << 20), new EventRoom(64L << 20), () -> {});
    }

    @Property(tries = 200)
    void findsEachMessageWhereverItIsCut(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 3_000) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 5_000) int piece) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        sizes.forEach(size -> message(payload(size)).encode(stream));
        List<byte[]> found = new ArrayList<>();
        byte[] bytes = stream.toByteArray();
        for (int at = 0; at < bytes.length; at += piece) {
            ByteBuffer next = ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at));
            while (next.hasRemaining()) {
                if (assembler.add(next) == EventAssembler.State.WHOLE) {
                    found.add(payload(assembler.message()));
                    assembler.clear();
                }
            }
        }
        assertThat(found)
                .hasSameSizeAs(sizes)
                .zipSatisfy(sizes, (payload, size) -> assertThat(payload).isEqualTo(payload(size)));
        assertThat(assembler.isWithinMessage()).isFalse();
    }

    @Example
    void readsHeadersOfEveryType() {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put("yes", HeaderValue.fromBoolean(true));
        headers.put("no", HeaderValue.fromBoolean(false));
        headers.put("int", HeaderValue.fromInteger(3));
        headers.put("long", HeaderValue.fromLong(4));
        headers.put("bytes", HeaderValue.fromByteArray(new byte[300]));
        headers.put("date", HeaderValue.fromDate(java.util.Date.from(Instant.EPOCH)));
        headers.put("uuid", HeaderValue.fromUuid(new UUID(1, 2)));
        headers.put(":event-type", HeaderValue.fromString("Schlüssel"));
        EventMessage message = whole(new Message(headers, payload(7)));

        assertThat(message.header(":event-type")).isEqualTo("Schlüssel");
        assertThat(message.header("int")).as("no text").isNull();
        assertThat(message.header("missing")).isNull();
        assertThat(payload(message)).isEqualTo(payload(7));
    }

    /** These two the library writes without their values. */
    @Example
    void readsHeadersOfOneAndTwoBytes() {
        EventMessage message = whole(new byte[] {1, 'a', 2, 7, 1, 'b', 3, 7, 7, 1, 'c', 7, 0, 1, 'x'});
        assertThat(message.header("c")).isEqualTo("x");
    }

    @Example
    void aMessageMayBeEmpty() {
        EventMessage message = whole(new Message(Map.of(), new byte[0]));
        assertThat(message.payloadLength()).isZero();
        assertThat(message.header(":event-type")).isNull();
    }

    @Property(tries = 100)
    void noBitMayBeWrong(@ForAll @IntRange(max = 8 * 200 - 1) int bit) {
        byte[] bytes = message(payload(140)).toByteBuffer().array();
        assertThat(bytes).hasSizeGreaterThanOrEqualTo(200);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        EventAssembler assembler = assembler();
        assertThatThrownBy(() -> {
                    assembler.add(ByteBuffer.wrap(bytes));
                    assembler.message();
                })
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("checksum");
    }

    @Example
    void noMessageIsLongerThanThereAre() {
        ByteBuffer prelude = ByteBuffer.allocate(12).putInt(64 << 20).putInt(0);
        java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
        checksum.update(prelude.array(), 0, 8);
        prelude.putInt((int) checksum.getValue()).flip();
        assertThatThrownBy(() -> assembler.add(prelude))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("67108864 bytes");
    }

    @Example
    void headersEndWhereTheyEnd() {
        for (byte[] headers :
                List.of(new byte[] {1, 'a', 7, 0, 9, 'x'}, new byte[] {1, 'a', 77}, new byte[] {9, 'a'})) {
            EventMessage message = whole(headers);
            assertThatThrownBy(() -> message.header("b"))
                    .as(Arrays.toString(headers))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("header");
        }
    }

    @Example
    void usesItsArrayAgain() {
        EventMessage first = whole(message(payload(50_000)));
        byte[] array = first.array();
        assembler.clear();
        assertThat(whole(message(payload(40_000))).array()).isSameAs(array);
    }

    private EventMessage whole(Message message) {
        assertThat(assembler.add(message.toByteBuffer())).isEqualTo(EventAssembler.State.WHOLE);
        return assembler.message();
    }

    /** One with these bytes for headers, and all checksums right. */
    private static EventMessage whole(byte[] headers) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + headers.length);
        bytes.putInt(bytes.capacity()).putInt(headers.length).putInt(checksum(bytes, 8));
        bytes.put(headers).putInt(checksum(bytes, 12 + headers.length));
        return EventMessage.of(bytes.array(), bytes.capacity());
    }

    private static int checksum(ByteBuffer bytes, int length) {
        java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
        checksum.update(bytes.array(), 0, length);
        return (int) checksum.getValue();
    }

    private static Message message(byte[] payload) {
        Map<String, HeaderValue> headers = new LinkedHashMap<>();
        headers.put(":message-type", HeaderValue.fromString("event"));
        headers.put(":event-type", HeaderValue.fromString("SubscribeToShardEvent"));
        return new Message(headers, payload);
    }

    private static byte[] payload(EventMessage message) {
        return Arrays.copyOfRange(
                message.array(), message.payloadOffset(), message.payloadOffset() + message.payloadLength());
    }

    private static byte[] payload(int size) {
        return "payload ".repeat(1 + size / 8).substring(0, size).getBytes(StandardCharsets.US_ASCII);
    }
}
