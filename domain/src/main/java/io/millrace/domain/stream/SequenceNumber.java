package io.millrace.domain.stream;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record's number within its shard. Kinesis writes it as up to 129 decimal digits; it is compared as a number, never as
 * text. Numbers grow within a shard but have gaps.
 *
 * <p>Kept as it came, as digits or as a number, and turned into the other when somebody asks: every record brings one and
 * hardly any is calculated with. Digits without leading zeros compare by their count, then one by one.
 */
public final class SequenceNumber implements Comparable<SequenceNumber> {
    private @Nullable String digits;
    private @Nullable BigInteger value;

    /** @param value zero or more */
    public SequenceNumber(BigInteger value) {
        this.value = Objects.requireNonNull(value, "value");
        if (value.signum() < 0) {
            throw new IllegalArgumentException("a sequence number is never negative: " + value);
        }
    }

    private SequenceNumber(String digits) {
        this.digits = digits;
    }

    /**
     * @param digits decimal digits as Kinesis writes them
     * @throws NumberFormatException when the text is no whole number
     */
    public static SequenceNumber of(String digits) {
        return isPlain(digits) ? new SequenceNumber(digits) : new SequenceNumber(new BigInteger(digits));
    }

    /**
     * The same from bytes, without looking at each digit twice: what an answer with thousands of records is made of.
     *
     * @param ascii holds the digits
     * @param from index of the first
     * @param to index after the last
     * @throws NumberFormatException when they are no whole number
     */
    public static SequenceNumber of(byte[] ascii, int from, int to) {
        int signs = 0;
        for (int index = from; index < to; index++) {
            // Below zero for what is no digit. Without a branch, so that the loop becomes vector instructions.
            int digit = ascii[index] - '0';
            signs |= digit | 9 - digit;
        }
        String digits = new String(ascii, from, to - from, StandardCharsets.ISO_8859_1);
        boolean isPlain = signs >= 0 && to > from && (ascii[from] != '0' || to == from + 1);
        return isPlain ? new SequenceNumber(digits) : of(digits);
    }

    public static SequenceNumber of(long value) {
        return new SequenceNumber(BigInteger.valueOf(value));
    }

    private static boolean isPlain(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') {
                return false;
            }
        }
        return !digits.isEmpty() && (digits.charAt(0) != '0' || digits.length() == 1);
    }

    /** The number, zero or more. */
    public BigInteger value() {
        BigInteger known = value;
        if (known == null) {
            known = new BigInteger(Objects.requireNonNull(digits));
            value = known;
        }
        return known;
    }

    @Override
    public int compareTo(SequenceNumber other) {
        BigInteger here = value;
        BigInteger there = other.value;
        if (here != null && there != null) {
            return here.compareTo(there);
        }
        String digitsHere = toString();
        String digitsThere = other.toString();
        int byCount = Integer.compare(digitsHere.length(), digitsThere.length());
        return byCount != 0 ? byCount : digitsHere.compareTo(digitsThere);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof SequenceNumber that && compareTo(that) == 0);
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The decimal digits, as Kinesis writes them. */
    @Override
    public String toString() {
        String known = digits;
        if (known == null) {
            known = value().toString();
            digits = known;
        }
        return known;
    }
}
