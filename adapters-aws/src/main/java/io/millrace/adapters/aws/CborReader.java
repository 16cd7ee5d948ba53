package io.millrace.adapters.aws;

import io.millrace.domain.stream.SequenceNumber;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads CBOR (RFC 8949) out of an array, as far as answers of Kinesis use it: maps and arrays of either kind, text, byte
 * strings, whole numbers, floats of eight bytes, null, tags. What else may come throws {@link NotUnderstoodException}, so
 * that a complete decoder can have a try. Belongs to one thread.
 */
final class CborReader {
    /** The bytes are not what this reader can read: something rare, or damaged. */
    static final class NotUnderstoodException extends Exception {
        private static final long serialVersionUID = 1L;

        NotUnderstoodException(String message) {
            // Thrown where another decoder takes over: nobody looks at its stack.
            super(message, null, false, false);
        }
    }

    /** The count of a map or an array whose end is marked instead. */
    private static final long UNTIL_BREAK = -1;

    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int ARRAY = 4;
    private static final int MAP = 5;
    private static final int TAG = 6;
    private static final int SIMPLE = 7;
    private static final int NULL = 0xf6;
    private static final int DOUBLE = 0xfb;
    private static final int BREAK = 0xff;
    private static final int INDEFINITE = 31;
    private static final int DEEPEST = 16;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int nameStart;
    private int nameEnd;

    CborReader(byte[] bytes, int length) {
        this.bytes = bytes;
        this.end = length;
    }

    /** Enters a map; how many pairs to pass to {@link #more}. */
    long map() throws NotUnderstoodException {
        return open(MAP);
    }

    /** Enters an array; how many values to pass to {@link #more}. */
    long array() throws NotUnderstoodException {
        return open(ARRAY);
    }

    private long open(int major) throws NotUnderstoodException {
        skipTags();
        int first = peek();
        if (first >> 5 == major && (first & 31) == INDEFINITE) {
            at++;
            return UNTIL_BREAK;
        }
        return length(major);
    }

    /** Whether the map or array goes on; {@code left} is what it was entered with, less one for each value read. */
    boolean more(long left) throws NotUnderstoodException {
        if (left >= 0) {
            return left > 0;
        }
        if (peek() == BREAK) {
            at++;
            return false;
        }
        return true;
    }

    /** Reads a pair's name, for {@link #isName}. */
    void name() throws NotUnderstoodException {
        int length = length(TEXT);
        nameStart = at;
        at += length;
        nameEnd = at;
    }

    boolean isName(byte[] name) {
        return Arrays.equals(bytes, nameStart, nameEnd, name, 0, name.length);
    }

    /** Goes past a null if one is next. */
    boolean isNull() throws NotUnderstoodException {
        boolean found = peek() == NULL;
        if (found) {
            at++;
        }
        return found;
    }

    String text() throws NotUnderstoodException {
        int length = length(TEXT);
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    /** Reads a text of decimal digits. */
    SequenceNumber sequenceNumber() throws NotUnderstoodException {
        int length = length(TEXT);
        at += length;
        return SequenceNumber.of(bytes, at - length, at);
    }

    /** A copy: whoever keeps one record does not keep the whole answer. */
    byte[] byteString() throws NotUnderstoodException {
        int length = length(BYTES);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** A number without its fraction. */
    long number() throws NotUnderstoodException {
        skipTags();
        int first = peek();
        if (first == DOUBLE) {
            at++;
            return (long) Double.longBitsToDouble(fixed(8));
        }
        at++;
        int major = first >> 5;
        if (major != UNSIGNED && major != NEGATIVE) {
            throw new NotUnderstoodException("no number at byte " + at);
        }
        long value = argument(first & 31);
        return major == NEGATIVE ? -1 - value : value;
    }

    /** Goes past a value, whatever it is. */
    void skip() throws NotUnderstoodException {
        skip(0);
    }

    private void skip(int depth) throws NotUnderstoodException {
        if (depth > DEEPEST) {
            throw new NotUnderstoodException("more than " + DEEPEST + " values in each other");
        }
        skipTags();
        int major = peek() >> 5;
        switch (major) {
            case UNSIGNED, NEGATIVE -> number();
            case BYTES, TEXT -> {
                int length = length(major);
                at += length;
            }
            case ARRAY, MAP -> {
                for (long left = open(major); more(left); left--) {
                    skip(depth + 1);
                    if (major == MAP) {
                        skip(depth + 1);
                    }
                }
            }
            case SIMPLE -> skipSimple();
            default -> throw new NotUnderstoodException("an unknown kind of value at byte " + at);
        }
    }

    private void skipSimple() throws NotUnderstoodException {
        int more = peek() & 31;
        at++;
        if (more == INDEFINITE) {
            throw new NotUnderstoodException("a break where a value should be, at byte " + at);
        }
        argument(more);
    }

    private void skipTags() throws NotUnderstoodException {
        while (peek() >> 5 == TAG) {
            int first = peek();
            at++;
            argument(first & 31);
        }
    }

    /** The length of what is next, which has to be of a kind and all there. Maps and arrays have at least a byte a value. */
    private int length(int major) throws NotUnderstoodException {
        skipTags();
        int first = peek();
        if (first >> 5 != major) {
            throw new NotUnderstoodException("kind " + (first >> 5) + " in place of " + major + " at byte " + at);
        }
        at++;
        long length = argument(first & 31);
        if (length < 0 || length > end - at) {
            throw new NotUnderstoodException("a length of " + length + " at byte " + at);
        }
        return (int) length;
    }

    private long argument(int more) throws NotUnderstoodException {
        return switch (more) {
            case 24 -> fixed(1);
            case 25 -> fixed(2);
            case 26 -> fixed(4);
            case 27 -> fixed(8);
            default -> {
                if (more > 23) {
                    throw new NotUnderstoodException("length of kind " + more + " at byte " + at);
                }
                yield more;
            }
        };
    }

    private long fixed(int count) throws NotUnderstoodException {
        if (count > end - at) {
            throw new NotUnderstoodException("ends within a number");
        }
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | bytes[at++] & 0xff;
        }
        return value;
    }

    private int peek() throws NotUnderstoodException {
        if (at >= end) {
            throw new NotUnderstoodException("ends too early");
        }
        return bytes[at] & 0xff;
    }
}
