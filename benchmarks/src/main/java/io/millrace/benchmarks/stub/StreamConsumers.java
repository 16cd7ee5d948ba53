package io.millrace.benchmarks.stub;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Consumers with enhanced fan-out. Whichever somebody names is there and active; nothing is kept of it. */
final class StreamConsumers {
    private static final String CONSUMER = "/consumer/";

    private StreamConsumers() {}

    /** The answer to RegisterStreamConsumer. */
    static Map<String, Object> register(JsonNode request, boolean millis) {
        String stream = Operations.text(request, "StreamARN");
        return ImmutableMap.of("Consumer", consumer(stream, Operations.text(request, "ConsumerName"), millis));
    }

    /** The answer to DescribeStreamConsumer, which names it by its ARN, or by its name and the stream's ARN. */
    static Map<String, Object> describe(JsonNode request, boolean millis) {
        String arn = Operations.text(request, "ConsumerARN");
        String stream = arn.isEmpty() ? Operations.text(request, "StreamARN") : streamArn(arn);
        String name = arn.isEmpty()
                ? Operations.text(request, "ConsumerName")
                : arn.substring(arn.indexOf(CONSUMER) + CONSUMER.length(), arn.lastIndexOf(':'));
        return ImmutableMap.of(
                "ConsumerDescription",
                ImmutableMap.builder()
                        .putAll(consumer(stream, name, millis))
                        .put("StreamARN", stream)
                        .buildOrThrow());
    }

    /** Where a subscription of SubscribeToShard begins. */
    static Position subscribed(JsonNode request) {
        StreamShape shape = Operations.shape(streamArn(Operations.text(request, "ConsumerARN")));
        JsonNode start = request.path("StartingPosition");
        return Operations.position(
                shape,
                Operations.text(request, "ShardId"),
                Operations.text(start, "Type"),
                Operations.text(start, "SequenceNumber"));
    }

    private static ImmutableMap<String, Object> consumer(String stream, String name, boolean millis) {
        Operations.shape(stream);
        long created = Operations.CREATED.getEpochSecond();
        return ImmutableMap.of(
                "ConsumerName",
                name,
                "ConsumerARN",
                stream + CONSUMER + name + ":" + created,
                "ConsumerStatus",
                "ACTIVE",
                "ConsumerCreationTimestamp",
                millis ? Operations.CREATED.toEpochMilli() : created);
    }

    private static String streamArn(String consumerArn) {
        int end = consumerArn.indexOf(CONSUMER);
        if (end < 0) {
            throw new IllegalArgumentException("no consumer's ARN: " + consumerArn);
        }
        return consumerArn.substring(0, end);
    }
}
