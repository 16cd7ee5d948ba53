package io.millrace.benchmarks.stub;

import com.google.common.collect.ImmutableMap;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What Kinesis is asked for beside records, answered as a stream would that has been there for a day. Numbers of the Kinesis
 * API reference.
 */
final class Operations {
    private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/";
    private static final BigInteger HASH_KEYS = BigInteger.ONE.shiftLeft(128);
    /** Any time before now; the same in all answers, since readers tell streams apart by it. */
    static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private Operations() {}

    /**
     * The answer to an operation.
     *
     * @param millis whether times are numbers of milliseconds, as in CBOR, and not of seconds, as in JSON
     * @throws IllegalArgumentException when there is no such operation or stream
     */
    static Map<String, Object> answer(String operation, JsonNode request, boolean millis) {
        switch (operation) {
            case "DescribeStreamSummary":
                return describeStreamSummary(shape(request), millis);
            case "ListShards":
                return listShards(shape(request));
            case "GetShardIterator":
                return getShardIterator(shape(request), request);
            case "RegisterStreamConsumer":
                return StreamConsumers.register(request, millis);
            case "DescribeStreamConsumer":
                return StreamConsumers.describe(request, millis);
            default:
                throw new IllegalArgumentException("the stub does not know the operation " + operation);
        }
    }

    private static Map<String, Object> describeStreamSummary(StreamShape shape, boolean millis) {
        return ImmutableMap.of(
                "StreamDescriptionSummary",
                ImmutableMap.builder()
                        .put("StreamName", shape.streamName())
                        .put("StreamARN", ARN + shape.streamName())
                        .put("StreamStatus", "ACTIVE")
                        .put("StreamModeDetails", ImmutableMap.of("StreamMode", "PROVISIONED"))
                        .put("RetentionPeriodHours", 24)
                        .put("StreamCreationTimestamp", millis ? CREATED.toEpochMilli() : CREATED.getEpochSecond())
                        .put("EnhancedMonitoring", List.of())
                        .put("EncryptionType", "NONE")
                        .put("OpenShardCount", shape.shards())
                        .put("ConsumerCount", 0)
                        .buildOrThrow());
    }

    private static Map<String, Object> listShards(StreamShape shape) {
        BigInteger width = HASH_KEYS.divide(BigInteger.valueOf(shape.shards()));
        List<Map<String, Object>> shards = new ArrayList<>();
        for (int shard = 0; shard < shape.shards(); shard++) {
            BigInteger from = width.multiply(BigInteger.valueOf(shard));
            BigInteger behind = shard == shape.shards() - 1 ? HASH_KEYS : from.add(width);
            shards.add(ImmutableMap.of(
                    "ShardId",
                    Position.shardId(shard),
                    "HashKeyRange",
                    ImmutableMap.of(
                            "StartingHashKey",
                            from.toString(),
                            "EndingHashKey",
                            behind.subtract(BigInteger.ONE).toString()),
                    "SequenceNumberRange",
                    ImmutableMap.of(
                            "StartingSequenceNumber",
                            Position.begin(shape, shard).sequenceNumber())));
        }
        return ImmutableMap.of("Shards", shards);
    }

    private static Map<String, Object> getShardIterator(StreamShape shape, JsonNode request) {
        Position position = position(
                shape,
                text(request, "ShardId"),
                text(request, "ShardIteratorType"),
                text(request, "StartingSequenceNumber"));
        return ImmutableMap.of("ShardIterator", position.iterator());
    }

    /**
     * Where a reader wants to begin.
     *
     * @param sequenceNumber not used where the type is none of a sequence number
     * @throws IllegalArgumentException when there is no such shard
     */
    static Position position(StreamShape shape, String shardId, String type, String sequenceNumber) {
        int shard = Position.shardNumber(shardId);
        if (shard >= shape.shards()) {
            throw new IllegalArgumentException("there is no shard " + shard + " in " + shape.streamName());
        }
        return switch (type) {
            case "AT_SEQUENCE_NUMBER" -> Position.at(shape, shard, sequenceNumber);
            case "AFTER_SEQUENCE_NUMBER" ->
                Position.at(shape, shard, sequenceNumber).plus(1);
            // A shard without an end has no tip either.
            default -> Position.begin(shape, shard);
        };
    }

    private static StreamShape shape(JsonNode request) {
        return shape(text(request, "StreamARN").isEmpty() ? text(request, "StreamName") : text(request, "StreamARN"));
    }

    /** @throws IllegalArgumentException when there is no stream of this name or ARN */
    static StreamShape shape(String stream) {
        return StreamShape.of(stream)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the stub has no stream '" + stream + "'; name one such as shards-4-bytes-1024"));
    }

    /** Of the request, or nothing. */
    static String text(JsonNode request, String name) {
        return request.path(name).asString("");
    }
}
