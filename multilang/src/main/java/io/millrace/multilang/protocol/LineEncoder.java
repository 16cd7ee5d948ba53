package io.millrace.multilang.protocol;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes the daemon's messages as lines of JSON, in the form and the order of keys of KCL's MultiLangDaemon: no white
 * space, every key always there, ASCII only. Each method writes one whole line.
 */
public final class LineEncoder {
    private static final byte[] RECORD = ascii("{\"data\":\"");
    private static final byte[] KEY = ascii("\",\"partitionKey\":");
    private static final byte[] NUMBER = ascii(",\"sequenceNumber\":\"");
    private static final byte[] ARRIVAL = ascii("\",\"approximateArrivalTimestamp\":");
    private static final byte[] SUB_NUMBER = ascii(",\"subSequenceNumber\":");
    private static final byte[] RECORD_END = ascii(",\"action\":\"record\"}");
    private static final int FIXED_BYTES = 256;
    private static final int LONGEST_NUMBER = 20;

    private final ByteOutput out;
    private final Generation generation;

    public LineEncoder(ByteOutput out, Generation generation) {
        this.out = out;
        this.generation = generation;
    }

    /** @param checkpoint the last one: what is done already, or where to begin */
    public void initialize(ShardId shard, Checkpoint checkpoint) throws IOException {
        text("{\"action\":\"initialize\",\"shardId\":");
        JsonText.write(shard.value(), out);
        text(",\"sequenceNumber\":\"" + CheckpointName.of(checkpoint) + "\",\"subSequenceNumber\":"
                + CheckpointName.subSequenceNumber(checkpoint) + "}\n");
    }

    /** @param millisBehindLatest how far the fetch was behind the tip of the shard; empty when that is not known */
    public void processRecords(List<StreamRecord> records, OptionalLong millisBehindLatest) throws IOException {
        text("{\"action\":\"processRecords\",\"records\":[");
        boolean first = true;
        for (StreamRecord record : records) {
            record(record, first);
            first = false;
        }
        text("],\"millisBehindLatest\":"
                + (millisBehindLatest.isPresent() ? Long.toString(millisBehindLatest.getAsLong()) : "null") + "}\n");
    }

    private void record(StreamRecord record, boolean first) throws IOException {
        RecordPosition position = record.position();
        String number = position.sequenceNumber().toString();
        String key = record.partitionKey();
        out.reserve(
                ByteOutput.base64Length(record.dataLength()) + JsonText.longest(key) + number.length() + FIXED_BYTES);
        if (!first) {
            out.put(',');
        }
        out.put(RECORD);
        out.putBase64(record);
        out.put(KEY);
        JsonText.put(key, out);
        out.put(NUMBER);
        out.putAscii(number);
        out.put(ARRIVAL);
        out.putDecimal(record.approximateArrival().toEpochMilli());
        out.put(SUB_NUMBER);
        out.putDecimal(position.subSequenceNumber());
        out.put(RECORD_END);
    }

    /** Whether a lost lease, an ended shard or a request to shut down: an action without values. */
    public void action(Action action) throws IOException {
        String name = action.wireName(generation);
        if (name.equals("shutdown")) {
            String reason = action == Action.LEASE_LOST ? "ZOMBIE" : "TERMINATE";
            text("{\"action\":\"shutdown\",\"reason\":\"" + reason + "\"}\n");
        } else {
            text("{\"action\":\"" + name + "\"}\n");
        }
    }

    /**
     * Answers a request for a checkpoint.
     *
     * @param request its values are repeated
     * @param error empty when it was stored, otherwise one of {@link ErrorNames}
     */
    public void checkpoint(CheckpointRequest request, Optional<String> error) throws IOException {
        text("{\"action\":\"checkpoint\",\"sequenceNumber\":");
        textOrNull(request.sequenceNumber());
        OptionalLong sub = request.subSequenceNumber();
        text(",\"subSequenceNumber\":" + (sub.isPresent() ? Long.toString(sub.getAsLong()) : "null") + ",\"error\":");
        textOrNull(error);
        text("}\n");
    }

    private void textOrNull(Optional<String> text) throws IOException {
        if (text.isPresent()) {
            JsonText.write(text.get(), out);
        } else {
            text("null");
        }
    }

    private void text(String ascii) throws IOException {
        out.reserve(Math.max(ascii.length(), LONGEST_NUMBER));
        out.putAscii(ascii);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
