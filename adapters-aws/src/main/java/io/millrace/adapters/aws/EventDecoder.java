package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.SubscriptionEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Decodes an event of SubscribeToShard straight into records. The SDK makes a tree of values and a model of each record
 * first. Events are JSON, whatever the protocol of the client, with data in Base64 and moments as seconds with a fraction.
 */
final class EventDecoder {
    private static final JsonFactory JSON = new JsonFactory();
    private static final double MILLIS_A_SECOND = 1e3;

    private final EventMessage event;
    private final JsonParser json;
    private final Instant now;
    private ImmutableList<StreamRecord> records = ImmutableList.of();
    private ImmutableList<ChildShard> children = ImmutableList.of();
    private @Nullable SequenceNumber continuation;
    private long millisBehindLatest;

    private EventDecoder(EventMessage event, JsonParser json, Instant now) {
        this.event = event;
        this.json = json;
        this.now = now;
    }

    /**
     * @param event whose payload it is
     * @param now stands in for the arrival of records that come without one, which only emulators give
     * @throws RuntimeException when the payload is no such event
     */
    static SubscriptionEvent decode(EventMessage event, Instant now) {
        try (JsonParser json = parser(event)) {
            return new EventDecoder(event, json, now).event();
        }
    }

    /** What the service says in the payload of a message that is no event; null when it says nothing. */
    static @Nullable String said(EventMessage message) {
        if (message.payloadLength() == 0) {
            return null;
        }
        try (JsonParser json = parser(message)) {
            String found = null;
            expect(json, json.nextToken(), JsonToken.START_OBJECT);
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                if (json.nextToken() == JsonToken.VALUE_STRING && name.equalsIgnoreCase("message")) {
                    found = json.getString();
                }
                json.skipChildren();
            }
            return found;
        }
    }

    private static JsonParser parser(EventMessage message) {
        return JSON.createParser(
                ObjectReadContext.empty(), message.array(), message.payloadOffset(), message.payloadLength());
    }

    private SubscriptionEvent event() {
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            if (isNull()) {
                continue;
            }
            switch (name) {
                case "Records" -> records = array(this::record);
                case "ContinuationSequenceNumber" -> continuation = SequenceNumber.of(text());
                case "MillisBehindLatest" -> millisBehindLatest = Math.max(0, json.getLongValue());
                case "ChildShards" -> children = array(this::child);
                default -> json.skipChildren();
            }
        }
        return new SubscriptionEvent(
                records, Optional.ofNullable(continuation), Duration.ofMillis(millisBehindLatest), children);
    }

    private StreamRecord record() {
        byte[] data = null;
        String partitionKey = null;
        SequenceNumber sequenceNumber = null;
        Instant arrival = now;
        String name = json.nextName();
        while (name != null) {
            if (!isNull()) {
                switch (name) {
                    case "Data" -> {
                        expect(json, json.currentToken(), JsonToken.VALUE_STRING);
                        int begin = place();
                        name = json.nextName();
                        data = bytes(begin, place());
                        continue;
                    }
                    case "PartitionKey" -> partitionKey = text();
                    case "SequenceNumber" -> sequenceNumber = SequenceNumber.of(text());
                    case "ApproximateArrivalTimestamp" ->
                        arrival = Instant.ofEpochMilli(Math.round(json.getDoubleValue() * MILLIS_A_SECOND));
                    default -> json.skipChildren();
                }
            }
            name = json.nextName();
        }
        if (data == null || partitionKey == null || sequenceNumber == null) {
            throw new IllegalArgumentException("a record without data, key or sequence number");
        }
        return new StreamRecord(RecordPosition.of(sequenceNumber), partitionKey, Optional.empty(), arrival, data);
    }

    /** Where in the message's array the current token begins. */
    private int place() {
        return event.payloadOffset() + (int) json.currentTokenLocation().getByteOffset();
    }

    /**
     * The bytes of a text in Base64, decoded where they lie: the parser takes each apart, which would be most of what an event
     * costs, and goes past them here.
     *
     * @param begin of the text, which is its quotation mark
     * @param after where the next token begins
     */
    private byte[] bytes(int begin, int after) {
        byte[] array = event.array();
        int end = after - 1;
        while (array[end] != '"') {
            end--;
        }
        try {
            return Base64.getDecoder()
                    .decode(ByteBuffer.wrap(array, begin + 1, end - begin - 1))
                    .array();
        } catch (IllegalArgumentException unusual) {
            // A slash may be written with an escape, of which the parser knows.
            try (JsonParser text = JSON.createParser(ObjectReadContext.empty(), array, begin, end + 1 - begin)) {
                expect(text, text.nextToken(), JsonToken.VALUE_STRING);
                return text.getBinaryValue();
            }
        }
    }

    private ChildShard child() {
        String shardId = null;
        ImmutableList<ShardId> parents = ImmutableList.of();
        HashKeyRange range = null;
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            if (isNull()) {
                continue;
            }
            switch (name) {
                case "ShardId" -> shardId = text();
                case "ParentShards" -> parents = parents();
                case "HashKeyRange" -> range = range();
                default -> json.skipChildren();
            }
        }
        if (shardId == null || range == null) {
            throw new IllegalArgumentException("a child shard without an id or a range");
        }
        return new ChildShard(new ShardId(shardId), parents, range);
    }

    private ImmutableList<ShardId> parents() {
        expect(json, json.currentToken(), JsonToken.START_ARRAY);
        ImmutableList.Builder<ShardId> found = ImmutableList.builder();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            found.add(new ShardId(text()));
        }
        return found.build();
    }

    private HashKeyRange range() {
        expect(json, json.currentToken(), JsonToken.START_OBJECT);
        String first = null;
        String last = null;
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            switch (name) {
                case "StartingHashKey" -> first = text();
                case "EndingHashKey" -> last = text();
                default -> json.skipChildren();
            }
        }
        if (first == null || last == null) {
            throw new IllegalArgumentException("a range without its ends");
        }
        return HashKeyRange.of(first, last);
    }

    /** Reads one element of an array, which is an object. */
    private interface Element<E> {
        E read();
    }

    private <E> ImmutableList<E> array(Element<E> element) {
        expect(json, json.currentToken(), JsonToken.START_ARRAY);
        ImmutableList.Builder<E> found = ImmutableList.builder();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json, json.currentToken(), JsonToken.START_OBJECT);
            found.add(element.read());
        }
        return found.build();
    }

    /** Goes on to a pair's value; whether it is null. */
    private boolean isNull() {
        return json.nextToken() == JsonToken.VALUE_NULL;
    }

    private String text() {
        expect(json, json.currentToken(), JsonToken.VALUE_STRING);
        return json.getString();
    }

    private static void expect(JsonParser json, @Nullable JsonToken found, JsonToken wanted) {
        if (found != wanted) {
            throw new IllegalArgumentException(found + " in place of " + wanted + " at byte "
                    + json.currentTokenLocation().getByteOffset());
        }
    }
}
