package io.millrace.domain.stream;

import java.math.BigInteger;
import java.util.Objects;

/**
 * A record's number within its shard. Kinesis writes it as up to 129 decimal digits; it is compared as a number, never as
 * text. Numbers grow within a shard but have gaps.
 *
 * @param value zero or more
 */
public record SequenceNumber(BigInteger value) implements Comparable<SequenceNumber> {
    public SequenceNumber {
        Objects.requireNonNull(value, "value");
        if (value.signum() < 0) {
            throw new IllegalArgumentException("a sequence number is never negative: " + value);
        }
    }

    /**
     * @param digits decimal digits as Kinesis writes them
     * @throws NumberFormatException when the text is no whole number
     */
    public static SequenceNumber of(String digits) {
        return new SequenceNumber(new BigInteger(digits));
    }

    public static SequenceNumber of(long value) {
        return new SequenceNumber(BigInteger.valueOf(value));
    }

    @Override
    public int compareTo(SequenceNumber other) {
        return value.compareTo(other.value);
    }

    /** The decimal digits, as Kinesis writes them. */
    @Override
    public String toString() {
        return value.toString();
    }
}
