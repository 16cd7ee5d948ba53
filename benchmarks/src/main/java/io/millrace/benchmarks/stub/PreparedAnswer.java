package io.millrace.benchmarks.stub;

import com.google.common.collect.ImmutableList;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import tools.jackson.core.JsonGenerator;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * An answer to GetRecords of one shard, encoded once. Each time it is given, the digits in which it differs from the others
 * are written over a copy of it.
 */
final class PreparedAnswer {
    /** "Quotas and limits" of the Kinesis documentation: an answer holds up to 10 MB and 10,000 records. */
    private static final int MOST_BYTES = 10 * 1024 * 1024;

    static final int MOST_RECORDS = 10_000;

    /** There is always more: an hour behind the tip. */
    private static final long BEHIND_MILLIS = 3_600_000;

    private final byte[] template;
    private final ImmutableList<Integer> indexOffsets;
    private final int iteratorOffset;

    private PreparedAnswer(byte[] template, ImmutableList<Integer> indexOffsets, int iteratorOffset) {
        this.template = template;
        this.indexOffsets = indexOffsets;
        this.iteratorOffset = iteratorOffset;
    }

    /** @param limit the most records that the reader wants, 1 to 10,000 */
    static PreparedAnswer of(Position position, int limit) {
        int records = Math.min(limit, Math.max(1, MOST_BYTES / position.shape().recordBytes()));
        byte[] bytes = encode(position, records);
        byte[] prefix = position.sequencePrefix().getBytes(StandardCharsets.US_ASCII);
        ImmutableList.Builder<Integer> offsets = ImmutableList.builderWithExpectedSize(records);
        int at = 0;
        for (int record = 0; record < records; record++) {
            at = indexOf(bytes, prefix, at) + prefix.length;
            offsets.add(at);
        }
        byte[] iterator = position.iterator().getBytes(StandardCharsets.US_ASCII);
        return new PreparedAnswer(
                bytes, offsets.build(), indexOf(bytes, iterator, at) + iterator.length - Position.INDEX_DIGITS);
    }

    /** The records from this position on, and an iterator behind them. The caller releases it. */
    ByteBuf at(Position position, ByteBufAllocator allocator) {
        ByteBuf answer = allocator.directBuffer(template.length).writeBytes(template);
        byte[] digits = new byte[Position.INDEX_DIGITS];
        long index = position.index();
        for (int offset : indexOffsets) {
            answer.setBytes(offset, decimal(index, digits));
            index++;
        }
        return answer.setBytes(iteratorOffset, decimal(index, digits));
    }

    private static byte[] decimal(long value, byte[] digits) {
        long rest = value;
        for (int i = digits.length - 1; i >= 0; i--) {
            digits[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return digits;
    }

    private static byte[] encode(Position position, int records) {
        byte[] data = new byte[position.shape().recordBytes()];
        // The same bytes in every run.
        Random random = new Random(1);
        long arrival = Instant.now().toEpochMilli();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator cbor = new CBORMapper().createGenerator(bytes)) {
            cbor.writeStartObject();
            cbor.writeArrayPropertyStart("Records");
            for (int record = 0; record < records; record++) {
                random.nextBytes(data);
                cbor.writeStartObject();
                cbor.writeStringProperty("SequenceNumber", position.plus(record).sequenceNumber());
                cbor.writeNumberProperty("ApproximateArrivalTimestamp", arrival);
                cbor.writeBinaryProperty("Data", data);
                cbor.writeStringProperty("PartitionKey", String.format(Locale.ROOT, "key-%06d", record));
                cbor.writeEndObject();
            }
            cbor.writeEndArray();
            cbor.writeStringProperty("NextShardIterator", position.iterator());
            cbor.writeNumberProperty("MillisBehindLatest", BEHIND_MILLIS);
            cbor.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static int indexOf(byte[] bytes, byte[] wanted, int from) {
        for (int start = from; start <= bytes.length - wanted.length; start++) {
            int length = 0;
            while (length < wanted.length && bytes[start + length] == wanted[length]) {
                length++;
            }
            if (length == wanted.length) {
                return start;
            }
        }
        throw new IllegalStateException("the encoder left out what was to be encoded");
    }
}
