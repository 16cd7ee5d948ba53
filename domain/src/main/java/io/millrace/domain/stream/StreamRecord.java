package io.millrace.domain.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/** One record of a stream, as a record processor gets it. Immutable: callers never change the bytes they handed in. */
public final class StreamRecord {
    private final RecordPosition position;
    private final String partitionKey;
    private final Optional<String> explicitHashKey;
    private final Instant approximateArrival;
    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final Optional<String> corruption;

    /**
     * @param data kept without a copy; whoever made the record must not change it afterwards
     */
    public StreamRecord(
            RecordPosition position,
            String partitionKey,
            Optional<String> explicitHashKey,
            Instant approximateArrival,
            byte[] data) {
        this(position, partitionKey, explicitHashKey, approximateArrival, data, 0, data.length, Optional.empty());
    }

    private StreamRecord(
            RecordPosition position,
            String partitionKey,
            Optional<String> explicitHashKey,
            Instant approximateArrival,
            byte[] bytes,
            int offset,
            int length,
            Optional<String> corruption) {
        this.position = Objects.requireNonNull(position, "position");
        this.partitionKey = Objects.requireNonNull(partitionKey, "partitionKey");
        this.explicitHashKey = Objects.requireNonNull(explicitHashKey, "explicitHashKey");
        this.approximateArrival = Objects.requireNonNull(approximateArrival, "approximateArrival");
        this.bytes = Objects.requireNonNull(bytes, "data");
        this.offset = Objects.checkFromIndexSize(offset, length, bytes.length);
        this.length = length;
        this.corruption = corruption;
    }

    /**
     * A record that is packed into the payload of this one. Its payload is not copied: it keeps that of this one in memory.
     *
     * @param index inside the aggregate, from 0
     * @param from where in this record's payload its own begins
     * @param size of its own payload, in bytes
     * @throws IndexOutOfBoundsException when that is not within this record's payload
     */
    public StreamRecord packed(long index, String partitionKey, Optional<String> explicitHashKey, int from, int size) {
        Objects.checkFromIndexSize(from, size, length);
        return new StreamRecord(
                new RecordPosition(position.sequenceNumber(), index),
                partitionKey,
                explicitHashKey,
                approximateArrival,
                bytes,
                offset + from,
                size,
                Optional.empty());
    }

    /** The same record, of which is known what is wrong with it: see {@link #corruption}. */
    public StreamRecord corrupt(String problem) {
        return new StreamRecord(
                position,
                partitionKey,
                explicitHashKey,
                approximateArrival,
                bytes,
                offset,
                length,
                Optional.of(problem));
    }

    /**
     * What is wrong with it: it looks like an aggregate of the Kinesis Producer Library but cannot be taken apart. No record
     * processor gets such a record; the failure policy decides what becomes of it. Empty for all others.
     */
    public Optional<String> corruption() {
        return corruption;
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
        return ByteBuffer.wrap(bytes, offset, length).slice().asReadOnlyBuffer();
    }

    /** A copy of the payload. */
    public byte[] dataCopy() {
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }

    /** How many bytes the payload has. */
    public int dataLength() {
        return length;
    }

    /** Whether the payload begins with these bytes. */
    public boolean dataStartsWith(byte[] start) {
        return length >= start.length && Arrays.equals(bytes, offset, offset + start.length, start, 0, start.length);
    }

    /**
     * Copies the payload.
     *
     * @throws IndexOutOfBoundsException when it does not fit
     */
    public void copyDataTo(byte[] target, int offset) {
        System.arraycopy(bytes, this.offset, target, offset, length);
    }

    /**
     * Writes the payload as Base64 digits (RFC 4648, section 4, padded) to the start of an array.
     *
     * @return how many digits: four for every three bytes, rounded up
     * @throws IllegalArgumentException when they do not fit
     */
    public int encodeBase64(byte[] target) {
        return Base64.getEncoder().encode(length == bytes.length ? bytes : dataCopy(), target);
    }

    /** The payload as UTF-8 text. */
    public String dataAsText() {
        return new String(bytes, offset, length, StandardCharsets.UTF_8);
    }

    /** What the record weighs against quotas and budgets: bytes of payload and of partition key. */
    public int sizeBytes() {
        return length + partitionKey.length();
    }

    @Override
    public String toString() {
        return "StreamRecord[" + position + ", key=" + partitionKey + ", " + length + " bytes]";
    }
}
