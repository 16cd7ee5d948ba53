package io.millrace.multilang.protocol;

import io.millrace.domain.stream.StreamRecord;
import java.io.IOException;
import java.util.Arrays;

/**
 * Bytes on their way to one child: gathered in one array that is used again and again, and passed on when there are many,
 * so that the largest batch costs no more memory than the largest record. For one thread.
 */
public final class ByteOutput {
    /** So many bytes are passed on at once. */
    public static final int CHUNK_BYTES = 1 << 18;

    private static final int FIRST_BYTES = 1 << 13;
    private static final int LONGEST_NUMBER = 20;

    /** Where the bytes go. */
    @FunctionalInterface
    public interface Drain {
        /** Takes bytes from the start of an array; the array is used again after the return. */
        void drain(byte[] bytes, int count) throws IOException;
    }

    private final Drain drain;
    private final byte[] digits = new byte[FIRST_BYTES];
    private byte[] bytes = new byte[FIRST_BYTES];
    private int count;

    public ByteOutput(Drain drain) {
        this.drain = drain;
    }

    /** Passes everything on, and lets go of an array that a large record has made large. */
    public void flush() throws IOException {
        if (count > 0) {
            drain.drain(bytes, count);
            count = 0;
        }
        if (bytes.length > CHUNK_BYTES) {
            bytes = new byte[FIRST_BYTES];
        }
    }

    /** Makes room for so many bytes, which the next calls may write. */
    public void reserve(int more) throws IOException {
        if (more > bytes.length - count) {
            makeRoom(more);
        }
    }

    private void makeRoom(int more) throws IOException {
        if (count > 0 && more > CHUNK_BYTES - count) {
            drain.drain(bytes, count);
            count = 0;
        }
        if (more > bytes.length - count) {
            bytes = Arrays.copyOf(bytes, Math.max(count + more, Math.min(2 * bytes.length, CHUNK_BYTES)));
        }
    }

    /** Writes bytes for which there is room. */
    public void put(byte[] text) {
        System.arraycopy(text, 0, bytes, count, text.length);
        count += text.length;
    }

    /** Writes a byte for which there is room. */
    public void put(int value) {
        bytes[count++] = (byte) value;
    }

    public void putShort(int value) {
        put(value >> 8);
        put(value);
    }

    public void putInt(int value) {
        putShort(value >> 16);
        putShort(value);
    }

    public void putLong(long value) {
        putInt((int) (value >> 32));
        putInt((int) value);
    }

    /** Writes text that is known to be ASCII, for which there is room. */
    @SuppressWarnings("deprecation") // the one method that copies Latin-1 text without another array
    public void putAscii(String text) {
        text.getBytes(0, text.length(), bytes, count);
        count += text.length();
    }

    /** Writes a number as decimal digits; at most 20 bytes, for which there is room. */
    public void putDecimal(long number) {
        if (number < 0) {
            putAscii(Long.toString(number));
            return;
        }
        int end = count + (number < 10 ? 1 : digits(number));
        long rest = number;
        for (int i = end - 1; i >= count; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        count = end;
    }

    private static int digits(long number) {
        int digits = 1;
        long bound = 10;
        while (digits < LONGEST_NUMBER - 1 && number >= bound) {
            digits++;
            bound *= 10;
        }
        return digits;
    }

    /** Writes a payload, for which there is room. */
    public void putData(StreamRecord record) {
        record.copyDataTo(bytes, count);
        count += record.dataLength();
    }

    /** How many digits of Base64 so many bytes become. */
    static int base64Length(int bytes) {
        return (bytes + 2) / 3 * 4;
    }

    /** Writes a payload as Base64, for which there is room. */
    void putBase64(StreamRecord record) {
        int length = base64Length(record.dataLength());
        // The library's encoder, which the virtual machine knows how to speed up, writes to the start of an array only.
        byte[] target = length <= digits.length ? digits : new byte[length];
        record.encodeBase64(target);
        System.arraycopy(target, 0, bytes, count, length);
        count += length;
    }
}
