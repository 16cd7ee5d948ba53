package io.millrace.multilang.frames;

import io.millrace.multilang.protocol.Action;
import io.millrace.multilang.protocol.CheckpointRequest;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what comes after the length of a child's frame. */
public final class FrameDecoder {
    private static final JsonMapper JSON = new JsonMapper();

    /** Thrown for what no child may send. */
    public static final class MalformedFrameException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedFrameException(String message) {
            super(message);
        }
    }

    private FrameDecoder() {}

    /**
     * @param type the frame's type
     * @param payload from its position to its limit
     */
    public static ChildFrame decode(int type, ByteBuffer payload) throws MalformedFrameException {
        return switch (type) {
            case FrameType.BATCH_DONE ->
                new ChildFrame.BatchDone(fixed(type, payload, Long.BYTES).getLong());
            case FrameType.ACKNOWLEDGED ->
                new ChildFrame.Acknowledged(action(fixed(type, payload, 1).get()));
            case FrameType.CHECKPOINT -> checkpoint(object(type, payload));
            case FrameType.FAILED -> failed(object(type, payload));
            default -> throw new MalformedFrameException("a frame of type " + type + ", which no child may send");
        };
    }

    private static ByteBuffer fixed(int type, ByteBuffer payload, int bytes) throws MalformedFrameException {
        if (payload.remaining() != bytes) {
            throw new MalformedFrameException("a frame of type " + type + " with " + payload.remaining()
                    + " bytes of payload in place of " + bytes);
        }
        return payload;
    }

    private static Action action(int type) throws MalformedFrameException {
        for (Action action : Action.values()) {
            if (action != Action.PROCESS_RECORDS && FrameEncoder.type(action) == type) {
                return action;
            }
        }
        throw new MalformedFrameException("an acknowledgement of type " + type + ", which is no action");
    }

    private static JsonNode object(int type, ByteBuffer payload) throws MalformedFrameException {
        try {
            JsonNode node =
                    JSON.readTree(payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException noJson) {
            throw new MalformedFrameException("a frame of type " + type + " whose payload is no JSON");
        }
        throw new MalformedFrameException("a frame of type " + type + " whose payload is no JSON object");
    }

    private static ChildFrame checkpoint(JsonNode node) throws MalformedFrameException {
        OptionalLong request = number(node, "request");
        if (request.isEmpty()) {
            throw new MalformedFrameException("a request for a checkpoint without its number");
        }
        return new ChildFrame.Checkpoint(
                request.getAsLong(),
                new CheckpointRequest(text(node, "sequenceNumber"), number(node, "subSequenceNumber")));
    }

    private static ChildFrame failed(JsonNode node) {
        return new ChildFrame.Failed(
                number(node, "batch"),
                text(node, "action"),
                text(node, "error").orElse("an error that the child does not name"),
                text(node, "traceback").orElse(""));
    }

    private static Optional<String> text(JsonNode node, String key) {
        return Optional.ofNullable(node.get(key))
                .filter(value -> value.isValueNode() && !value.isNull())
                .map(JsonNode::asString);
    }

    private static OptionalLong number(JsonNode node, String key) {
        JsonNode value = node.get(key);
        return value != null && value.canConvertToLong() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
    }
}
