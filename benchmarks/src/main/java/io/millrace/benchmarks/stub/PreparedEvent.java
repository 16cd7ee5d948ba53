package io.millrace.benchmarks.stub;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import tools.jackson.databind.json.JsonMapper;

/**
 * A SubscribeToShardEvent as a message of an event stream, encoded once for all shards of a stream: lengths, headers and JSON
 * with data in Base64 as the service sends it, and checksums (AWS event stream encoding). The checksum of the whole is
 * calculated each time, as digits differ.
 */
final class PreparedEvent {
    /** What an event holds at most: a choice of the stub's, as the service documents no number. */
    private static final int MOST_RECORDS = 1_000;

    private static final int MOST_BYTES = 512 << 10;
    private static final long BEHIND_MILLIS = 3_600_000;
    private static final int CHECKSUM_BYTES = 4;
    private static final int PRELUDE_BYTES = 12;
    private static final byte TEXT_HEADER = 7;
    private static final JsonMapper JSON = new JsonMapper();

    private final Template template;
    private final int records;

    private PreparedEvent(Template template, int records) {
        this.template = template;
        this.records = records;
    }

    static PreparedEvent of(StreamShape shape) {
        int records = Math.max(1, Math.min(MOST_RECORDS, MOST_BYTES / shape.recordBytes()));
        Position first = Position.begin(shape, 0);
        byte[] message = message("SubscribeToShardEvent", payload(first, records));
        return new PreparedEvent(Template.withContinuation(message, first, records), records);
    }

    /** How many records an event holds. */
    int records() {
        return records;
    }

    /** The event with the records from this position on. The caller releases it. */
    ByteBuf at(Position position, ByteBufAllocator allocator) {
        ByteBuf message = allocator.directBuffer(template.length());
        template.write(0, position, message);
        int end = message.writerIndex() - CHECKSUM_BYTES;
        CRC32 checksum = new CRC32();
        checksum.update(message.nioBuffer(message.readerIndex(), end - message.readerIndex()));
        return message.setInt(end, (int) checksum.getValue());
    }

    /** What comes before the first event. The caller releases it. */
    static ByteBuf initialResponse(ByteBufAllocator allocator) {
        byte[] message = message("initial-response", new byte[] {'{', '}'});
        return allocator.directBuffer(message.length).writeBytes(message);
    }

    private static byte[] payload(Position first, int records) {
        byte[] data = new byte[first.shape().recordBytes()];
        Random random = new Random(1);
        List<Map<String, Object>> encoded = new ArrayList<>();
        double arrival = Instant.now().getEpochSecond();
        for (int record = 0; record < records; record++) {
            random.nextBytes(data);
            encoded.add(ImmutableMap.of(
                    "SequenceNumber",
                    first.plus(record).sequenceNumber(),
                    "ApproximateArrivalTimestamp",
                    arrival,
                    "Data",
                    data.clone(),
                    "PartitionKey",
                    String.format(Locale.ROOT, "key-%06d", record)));
        }
        return JSON.writeValueAsBytes(ImmutableMap.of(
                "Records",
                encoded,
                "ContinuationSequenceNumber",
                first.plus(records - 1L).sequenceNumber(),
                "MillisBehindLatest",
                BEHIND_MILLIS));
    }

    private static byte[] message(String type, byte[] payload) {
        ByteBuffer headers = ByteBuffer.allocate(1024);
        ImmutableList.of(
                        ImmutableList.of(":event-type", type),
                        ImmutableList.of(":content-type", "application/json"),
                        ImmutableList.of(":message-type", "event"))
                .forEach(header -> header(headers, header.get(0), header.get(1)));
        int length = PRELUDE_BYTES + headers.position() + payload.length + CHECKSUM_BYTES;
        byte[] bytes = new byte[length];
        ByteBuffer message = ByteBuffer.wrap(bytes).putInt(length).putInt(headers.position());
        message.putInt(checksum(bytes, message.position())).put(headers.flip()).put(payload);
        message.putInt(checksum(bytes, message.position()));
        return bytes;
    }

    private static void header(ByteBuffer headers, String name, String value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
        byte[] valueBytes = value.getBytes(StandardCharsets.US_ASCII);
        headers.put((byte) nameBytes.length)
                .put(nameBytes)
                .put(TEXT_HEADER)
                .putShort((short) valueBytes.length)
                .put(valueBytes);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
