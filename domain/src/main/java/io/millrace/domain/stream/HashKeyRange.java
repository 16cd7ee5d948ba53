package io.millrace.domain.stream;

import java.math.BigInteger;
import java.util.Objects;

/**
 * The part of the hash key space that a shard serves; both ends belong to it. A record's partition key is hashed with MD5
 * into this space, unless the producer gave an explicit hash key.
 *
 * @param start from 0
 * @param end at least {@code start}, at most 2^128 - 1
 */
public record HashKeyRange(BigInteger start, BigInteger end) implements Comparable<HashKeyRange> {
    /** The largest hash key, 2^128 - 1. */
    public static final BigInteger MAXIMUM_KEY = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

    /** The whole hash key space. */
    public static final HashKeyRange WHOLE = new HashKeyRange(BigInteger.ZERO, MAXIMUM_KEY);

    public HashKeyRange {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(end, "end");
        if (start.signum() < 0 || end.compareTo(MAXIMUM_KEY) > 0 || start.compareTo(end) > 0) {
            throw new IllegalArgumentException("no hash key range: " + start + " to " + end);
        }
    }

    public static HashKeyRange of(String start, String end) {
        return new HashKeyRange(new BigInteger(start), new BigInteger(end));
    }

    public boolean contains(BigInteger hashKey) {
        return start.compareTo(hashKey) <= 0 && hashKey.compareTo(end) <= 0;
    }

    public boolean overlaps(HashKeyRange other) {
        return start.compareTo(other.end) <= 0 && other.start.compareTo(end) <= 0;
    }

    @Override
    public int compareTo(HashKeyRange other) {
        int byStart = start.compareTo(other.start);
        return byStart != 0 ? byStart : end.compareTo(other.end);
    }
}
