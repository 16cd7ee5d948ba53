package io.millrace.multilang.frames;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.multilang.protocol.Action;
import io.millrace.multilang.protocol.ByteOutput;
import io.millrace.multilang.protocol.CheckpointName;
import io.millrace.ports.processing.ShardContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the daemon's frames: big-endian, {@code length u32, type u8, channel u32, payload}. A batch is written by columns,
 * so that a child gets at sequence numbers, keys and payloads by slicing.
 */
public final class FrameEncoder {
    /** The most bytes a frame has after its length. */
    public static final int MOST_BYTES = 64 << 20;

    private static final int HEADER_BYTES = 5;
    private static final int BATCH_BYTES = 28;
    private static final int COLUMN_BYTES = 19;
    private static final JsonMapper JSON = new JsonMapper();

    private final ByteOutput out;

    public FrameEncoder(ByteOutput out) {
        this.out = out;
    }

    /**
     * Says which shard the channel is for.
     *
     * @param application whose name the leases are kept under
     */
    public void initialize(int channel, ShardContext shard, String application) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        LeaseKey lease = shard.lease();
        values.put("shardId", lease.shard().value());
        values.put("stream", lease.stream());
        values.put("application", application);
        values.put("workerId", shard.workerId());
        values.put("sequenceNumber", CheckpointName.of(shard.checkpoint()));
        values.put("subSequenceNumber", CheckpointName.subSequenceNumber(shard.checkpoint()));
        values.put("epoch", shard.epoch());
        json(FrameType.INITIALIZE, channel, values);
    }

    /** The lease is lost, the shard has ended, or a shutdown is requested. */
    public void action(int channel, Action action) throws IOException {
        header(type(action), channel, 0);
    }

    static int type(Action action) {
        return switch (action) {
            case INITIALIZE -> FrameType.INITIALIZE;
            case PROCESS_RECORDS -> FrameType.RECORDS;
            case LEASE_LOST -> FrameType.LEASE_LOST;
            case SHARD_ENDED -> FrameType.SHARD_ENDED;
            case SHUTDOWN_REQUESTED -> FrameType.SHUTDOWN_REQUESTED;
        };
    }

    /** @param error empty when the checkpoint was stored, otherwise the name that plain children are told */
    public void checkpointResult(int channel, long request, Optional<String> error, Optional<String> message)
            throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("request", request);
        values.put("error", error.orElse(null));
        values.put("message", message.orElse(null));
        json(FrameType.CHECKPOINT_RESULT, channel, values);
    }

    private void json(int type, int channel, Map<String, Object> values) throws IOException {
        byte[] payload = JSON.writeValueAsBytes(values);
        header(type, channel, payload.length);
        out.reserve(payload.length);
        out.put(payload);
    }

    private void header(int type, int channel, long payloadBytes) throws IOException {
        out.reserve(Integer.BYTES + HEADER_BYTES);
        out.putInt(Math.toIntExact(HEADER_BYTES + payloadBytes));
        out.put(type);
        out.putInt(channel);
    }

    /** What a record takes in a frame, or a little more. */
    static long bytes(StreamRecord record) {
        return COLUMN_BYTES
                + record.position().sequenceNumber().toString().length()
                + 3L * record.partitionKey().length()
                + record.dataLength();
    }

    /** Hands over records; together they are at most {@link #MOST_BYTES}, see {@link FrameParts}. */
    public void records(int channel, BatchNumbers numbers, List<StreamRecord> records) throws IOException {
        header(FrameType.RECORDS, channel, BATCH_BYTES + payloadBytes(records));
        out.reserve(BATCH_BYTES);
        out.putLong(numbers.batch());
        out.putInt(numbers.attempt());
        out.putInt(numbers.generation());
        out.putLong(numbers.millisBehindLatest());
        out.putInt(records.size());
        columns(records);
        for (StreamRecord record : records) {
            String digits = record.position().sequenceNumber().toString();
            out.reserve(digits.length());
            out.putAscii(digits);
        }
        for (StreamRecord record : records) {
            key(record.partitionKey());
        }
        for (StreamRecord record : records) {
            out.reserve(record.dataLength());
            out.putData(record);
        }
    }

    private static long payloadBytes(List<StreamRecord> records) {
        long bytes = 0;
        for (StreamRecord record : records) {
            bytes += COLUMN_BYTES
                    + record.position().sequenceNumber().toString().length()
                    + utf8Length(record.partitionKey())
                    + record.dataLength();
        }
        return bytes;
    }

    private void columns(List<StreamRecord> records) throws IOException {
        for (StreamRecord record : records) {
            out.reserve(Integer.BYTES);
            out.putInt(record.dataLength());
        }
        for (StreamRecord record : records) {
            out.reserve(Long.BYTES);
            out.putLong(record.approximateArrival().toEpochMilli());
        }
        for (StreamRecord record : records) {
            out.reserve(Integer.BYTES);
            out.putInt((int) record.position().subSequenceNumber());
        }
        for (StreamRecord record : records) {
            out.reserve(Short.BYTES);
            out.putShort(utf8Length(record.partitionKey()));
        }
        for (StreamRecord record : records) {
            out.reserve(1);
            out.put(record.position().sequenceNumber().toString().length());
        }
    }

    private void key(String key) throws IOException {
        if (isAscii(key)) {
            out.reserve(key.length());
            out.putAscii(key);
        } else {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            out.reserve(bytes.length);
            out.put(bytes);
        }
    }

    private static int utf8Length(String key) {
        return isAscii(key) ? key.length() : key.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }
}
