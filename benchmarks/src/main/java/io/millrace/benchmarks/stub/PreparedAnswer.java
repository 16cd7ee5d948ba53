package io.millrace.benchmarks.stub;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.stream.ChunkedInput;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import tools.jackson.core.JsonGenerator;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * An answer to GetRecords of a stream, encoded once for all its shards. Each time it is given, the digits in which it differs
 * from the others are written over a copy of it, piece by piece as the reader takes it.
 */
public final class PreparedAnswer {
    /** "Quotas and limits" of the Kinesis documentation: an answer holds up to 10 MB and 10,000 records. */
    private static final int MOST_BYTES = 10 * 1024 * 1024;

    static final int MOST_RECORDS = 10_000;

    private static final int MOST_EXACT = 256;

    /** There is always more: an hour behind the tip. */
    private static final long BEHIND_MILLIS = 3_600_000;

    private static final int PIECE_BYTES = 256 << 10;

    private final Template template;

    private PreparedAnswer(Template template) {
        this.template = template;
    }

    /**
     * How many records are given to a reader who wants up to so many: as the service may, a few less, so that not too many
     * answers have to be prepared.
     */
    static int given(int limit) {
        if (limit <= MOST_EXACT || limit >= MOST_RECORDS) {
            return limit;
        }
        int step = Integer.highestOneBit(limit) >> 4;
        return limit / step * step;
    }

    /** @param limit the most records that the reader wants, 1 to 10,000 */
    static PreparedAnswer of(StreamShape shape, int limit) {
        Position first = Position.begin(shape, 0);
        int records = records(shape, limit);
        byte[] bytes = encode(first, records);
        return new PreparedAnswer(Template.withIterator(bytes, first, records, PIECE_BYTES));
    }

    /** The body of an answer with the first records of a shard, as many as one holds, in CBOR. */
    public static byte[] body(StreamShape shape) {
        return encode(Position.begin(shape, 0), records(shape, MOST_RECORDS));
    }

    private static int records(StreamShape shape, int limit) {
        return Math.min(limit, Math.max(1, MOST_BYTES / shape.recordBytes()));
    }

    /** How many bytes it has, wherever it begins. */
    int length() {
        return template.length();
    }

    /** The records from this position on, and an iterator behind them. */
    ChunkedInput<HttpContent> at(Position position) {
        return new AnswerPieces(template, position);
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
}
