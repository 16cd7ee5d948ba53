package io.millrace.domain.aggregation;

import com.google.common.base.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the encoding of Protocol Buffers, as far as aggregates use it, from a part of a buffer. */
final class ProtocolReader {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private final ByteBuffer buffer;
    private final int end;
    private int at;
    private int wireType;

    ProtocolReader(ByteBuffer buffer, int from, int size) {
        this.buffer = buffer;
        this.at = from;
        this.end = from + size;
    }

    boolean isAtEnd() {
        return at >= end;
    }

    int position() {
        return at;
    }

    /** The number of the next field, whose value has to be read or skipped next. */
    int field() throws CorruptAggregateException {
        long tag = varint();
        wireType = (int) (tag & 7);
        long number = tag >>> 3;
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw broken("no field number: " + number);
        }
        return (int) number;
    }

    /** A number that is used as an index. */
    int index() throws CorruptAggregateException {
        expect(VARINT);
        long value = varint();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw broken("no index: " + value);
        }
        return (int) value;
    }

    /** The length of a value of bytes, which begin at {@link #position()} and are passed by {@link #pass}. */
    int length() throws CorruptAggregateException {
        expect(BYTES);
        long length = varint();
        if (length < 0 || length > end - at) {
            throw broken("a value of " + length + " bytes, where " + (end - at) + " are left");
        }
        return (int) length;
    }

    String text() throws CorruptAggregateException {
        int length = length();
        byte[] value = new byte[length];
        buffer.slice(at, length).get(value);
        at += length;
        if (!Utf8.isWellFormed(value)) {
            throw broken("a key that is no UTF-8");
        }
        return new String(value, StandardCharsets.UTF_8);
    }

    void pass(int bytes) {
        at += bytes;
    }

    void skip() throws CorruptAggregateException {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED_64 -> passFixed(8);
            case FIXED_32 -> passFixed(4);
            case BYTES -> pass(length());
            default -> throw broken("wire type " + wireType);
        }
    }

    private void passFixed(int bytes) throws CorruptAggregateException {
        if (bytes > end - at) {
            throw broken("it breaks off");
        }
        pass(bytes);
    }

    private long varint() throws CorruptAggregateException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw broken("it breaks off");
            }
            byte next = buffer.get(at++);
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw broken("a number of more than ten bytes");
    }

    private void expect(int type) throws CorruptAggregateException {
        if (wireType != type) {
            throw broken("wire type " + wireType + " in place of " + type);
        }
    }

    CorruptAggregateException broken(String what) {
        return new CorruptAggregateException(what + " (at byte " + at + ")");
    }
}
