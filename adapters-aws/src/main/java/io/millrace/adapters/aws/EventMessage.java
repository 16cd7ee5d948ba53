package io.millrace.adapters.aws;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * One message of an event stream: lengths, headers and a payload, each of the two parts with a checksum (AWS event stream
 * encoding, {@code application/vnd.amazon.eventstream}). Reads an array that belongs to somebody else and is overwritten by
 * the next message.
 */
final class EventMessage {
    /** Lengths and their checksum, with which each message begins. */
    static final int PRELUDE_BYTES = 12;

    private static final int CHECKSUM_BYTES = 4;
    private static final int OVERHEAD_BYTES = PRELUDE_BYTES + CHECKSUM_BYTES;

    /** A payload has 24 MiB at most. */
    private static final int MOST_BYTES = OVERHEAD_BYTES + (24 << 20) + (128 << 10);

    private static final int LENGTHS_BYTES = 8;
    private static final int BYTES = 6;
    private static final int TEXT = 7;

    /** How long the values of the other types of headers are, by type: two booleans, numbers, a timestamp and a UUID. */
    private static final int[] LENGTH_OF_TYPE = {0, 0, 1, 2, 4, 8, -1, -1, 8, 16};

    private final byte[] bytes;
    private final int headersEnd;
    private final int end;

    private EventMessage(byte[] bytes, int headersEnd, int end) {
        this.bytes = bytes;
        this.headersEnd = headersEnd;
        this.end = end;
    }

    /**
     * How long the message is that begins so, in bytes.
     *
     * @param prelude its first {@link #PRELUDE_BYTES} bytes
     * @throws IllegalArgumentException when that is not how a message begins
     */
    static int length(byte[] prelude) {
        int length = number(prelude, 0);
        int headers = number(prelude, 4);
        check(prelude, LENGTHS_BYTES, "lengths");
        if (length < OVERHEAD_BYTES || length > MOST_BYTES || headers < 0 || headers > length - OVERHEAD_BYTES) {
            throw new IllegalArgumentException("a message of " + length + " bytes with " + headers + " of headers");
        }
        return length;
    }

    /**
     * The message that an array begins with.
     *
     * @param length as {@link #length} has told
     * @throws IllegalArgumentException when its bytes are not those that were sent
     */
    static EventMessage of(byte[] bytes, int length) {
        check(bytes, length - CHECKSUM_BYTES, "message");
        return new EventMessage(bytes, PRELUDE_BYTES + number(bytes, 4), length - CHECKSUM_BYTES);
    }

    private static void check(byte[] bytes, int length, String what) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        if ((int) checksum.getValue() != number(bytes, length)) {
            throw new IllegalArgumentException("the checksum of the " + what + " does not fit it");
        }
    }

    private static int number(byte[] bytes, int at) {
        return bytes[at] << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    /**
     * The text of a header, null when it has no such header or one that is no text.
     *
     * @throws IllegalArgumentException when the headers are not understood
     */
    @Nullable
    String header(String wanted) {
        byte[] name = wanted.getBytes(StandardCharsets.UTF_8);
        int at = PRELUDE_BYTES;
        while (at < headersEnd) {
            int nameEnd = at + 1 + (bytes[at] & 0xff);
            // The type, and where it tells, the length: what is checked is there, as checksums stand behind.
            int type = within(nameEnd) ? bytes[nameEnd] : -1;
            if (type < 0 || type >= LENGTH_OF_TYPE.length) {
                throw new IllegalArgumentException("a header of an unknown type");
            }
            boolean hasLength = type == BYTES || type == TEXT;
            int begin = nameEnd + (hasLength ? 3 : 1);
            int valueEnd = begin
                    + (hasLength ? (bytes[nameEnd + 1] & 0xff) << 8 | bytes[nameEnd + 2] & 0xff : LENGTH_OF_TYPE[type]);
            if (valueEnd > headersEnd) {
                throw new IllegalArgumentException("a header that is longer than the headers");
            }
            if (type == TEXT && Arrays.equals(bytes, at + 1, nameEnd, name, 0, name.length)) {
                return new String(bytes, begin, valueEnd - begin, StandardCharsets.UTF_8);
            }
            at = valueEnd;
        }
        return null;
    }

    private boolean within(int at) {
        return at < headersEnd;
    }

    /** The array that its payload is in. */
    byte[] array() {
        return bytes;
    }

    int payloadOffset() {
        return headersEnd;
    }

    int payloadLength() {
        return end - headersEnd;
    }
}
