package io.millrace.multilang.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Base64 (RFC 4648, with padding) within one array. Java's own encoder writes to the start of an array of its own only,
 * which would cost a copy of every payload.
 */
final class Base64Text {
    private static final byte[] DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".getBytes(StandardCharsets.US_ASCII);
    private static final VarHandle TWO_BYTES =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final short[] PAIRS = pairs();

    private Base64Text() {}

    private static short[] pairs() {
        short[] pairs = new short[1 << 12];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (short) (DIGITS[i >> 6] << 8 | DIGITS[i & 63]);
        }
        return pairs;
    }

    /** How many digits so many bytes become. */
    static int length(int bytes) {
        return (bytes + 2) / 3 * 4;
    }

    /**
     * Turns the bytes that end at {@code start + length(count)} into the digits that begin at {@code start}. Every third
     * byte makes room for the next digit before it is overwritten.
     */
    static void encodeInPlace(byte[] bytes, int start, int count) {
        int end = start + length(count);
        int from = end - count;
        int to = start;
        for (int i = count / 3; i > 0; i--) {
            int three = (bytes[from] & 0xff) << 16 | (bytes[from + 1] & 0xff) << 8 | (bytes[from + 2] & 0xff);
            TWO_BYTES.set(bytes, to, PAIRS[three >> 12]);
            TWO_BYTES.set(bytes, to + 2, PAIRS[three & 0xfff]);
            from += 3;
            to += 4;
        }
        int rest = end - from;
        if (rest > 0) {
            int bits = (bytes[from] & 0xff) << 16 | (rest == 2 ? (bytes[from + 1] & 0xff) << 8 : 0);
            TWO_BYTES.set(bytes, to, PAIRS[bits >> 12]);
            bytes[to + 2] = rest == 2 ? DIGITS[bits >> 6 & 63] : (byte) '=';
            bytes[to + 3] = '=';
        }
    }
}
