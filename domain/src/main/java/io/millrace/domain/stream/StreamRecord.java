package io.millrace.domain.stream;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/** One record of a stream, as a record processor gets it. Immutable: callers never change the bytes they handed in. */
public final class StreamRecord {
    private final RecordPosition position;
    private final String partitionKey;
    private final Optional<String> explicitHashKey;
    private final Instant approximateArrival;
    private final byte[] data;

    /**
     * @param data kept without a copy; whoever made the record must not change it afterwards
     */
    public StreamRecord(
            RecordPosition position,
            String partitionKey,
            Optional<String> explicitHashKey,
            Instant approximateArrival,
            byte[] data) {
        this.position = Objects.requireNonNull(position, "position");
        this.partitionKey = Objects.requireNonNull(partitionKey, "partitionKey");
        this.explicitHashKey = Objects.requireNonNull(explicitHashKey, "explicitHashKey");
        this.approximateArrival = Objects.requireNonNull(approximateArrival, "approximateArrival");
        this.data = Objects.requireNonNull(data, "data");
    }

    /** Sequence and sub-sequence number. */
    public RecordPosition position() {
        return position;
    }

    public SequenceNumber sequenceNumber() {
        return position.sequenceNumber();
    }

    /** The key the producer gave; its MD5 hash chose the shard unless there is an explicit hash key. */
    public String partitionKey() {
        return partitionKey;
    }

    /** The hash key a producer gave in place of the partition key's hash; Kinesis returns it for aggregated records only. */
    public Optional<String> explicitHashKey() {
        return explicitHashKey;
    }

    /** When Kinesis took the record in, by its clock, to the millisecond and without a guarantee. */
    public Instant approximateArrival() {
        return approximateArrival;
    }

    /** A read-only view of the payload, positioned at its first byte; a new one at every call. */
    public ByteBuffer data() {
        return ByteBuffer.wrap(data).asReadOnlyBuffer();
    }

    /** A copy of the payload. */
    public byte[] dataCopy() {
        return data.clone();
    }

    /** How many bytes the payload has. */
    public int dataLength() {
        return data.length;
    }

    /**
     * Copies the payload.
     *
     * @throws IndexOutOfBoundsException when it does not fit
     */
    public void copyDataTo(byte[] target, int offset) {
        System.arraycopy(data, 0, target, offset, data.length);
    }

    /**
     * Writes the payload as Base64 digits (RFC 4648, section 4, padded) to the start of an array.
     *
     * @return how many digits: four for every three bytes, rounded up
     * @throws IllegalArgumentException when they do not fit
     */
    public int encodeBase64(byte[] target) {
        return Base64.getEncoder().encode(data, target);
    }

    /** The payload as UTF-8 text. */
    public String dataAsText() {
        return new String(data, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** What the record weighs against quotas and budgets: bytes of payload and of partition key. */
    public int sizeBytes() {
        return data.length + partitionKey.length();
    }

    @Override
    public String toString() {
        return "StreamRecord[" + position + ", key=" + partitionKey + ", " + data.length + " bytes]";
    }
}
