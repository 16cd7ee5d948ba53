package io.millrace.adapters.inmemory;

import io.millrace.domain.stream.SequenceNumber;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * Gives sequence numbers that look and behave like those of Kinesis: 56 digits, growing over the whole stream with gaps,
 * so that a child's numbers begin after its parents' end, and telling which shard of which stream they are of.
 *
 * <p>From the high bits to the low ones: the stream (57 bits and more), a ticket (64), the shard's ordinal (60) and a
 * version (4).
 */
final class SequenceNumbers {
    private static final int VERSION = 2;
    private static final int SHARD_SHIFT = 4;

    /** Multiplying by it scatters the bits of a counter; 2^64 divided by the golden ratio. */
    private static final long SCATTER = 0x9E3779B97F4A7C15L;

    private final long streamPart;
    private long lastTicket;

    SequenceNumbers(Instant creationTime) {
        streamPart = 1L << 57 | (creationTime.getEpochSecond() & 0xFFFF_FFFFL);
    }

    /** The next number, larger than all before, for something in the shard with this ordinal. */
    SequenceNumber next(int ordinal) {
        // Gaps of up to three, always the same: nobody may count on numbers that follow one another.
        lastTicket += 1 + (lastTicket * SCATTER >>> 62);
        byte[] bytes = ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(streamPart)
                .putLong(lastTicket)
                .putLong(shardPart(ordinal))
                .array();
        return new SequenceNumber(new BigInteger(1, bytes));
    }

    /** Whether a number is one that this shard of this stream may have given. */
    boolean isOf(SequenceNumber number, int ordinal) {
        BigInteger value = number.value();
        return value.bitLength() < 3 * Long.SIZE
                && value.shiftRight(2 * Long.SIZE).longValue() == streamPart
                && value.longValue() == shardPart(ordinal);
    }

    private static long shardPart(int ordinal) {
        return (long) ordinal << SHARD_SHIFT | VERSION;
    }
}
