package io.millrace.multilang.protocol;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads lines of a child's standard output. As lenient as KCL's MultiLangDaemon, and about unknown keys more so: there a
 * message with one is passed over and the daemon waits on for ever. Whatever is no message is junk, never an error.
 */
public final class LineDecoder {
    private final JsonFactory json = new JsonFactory();

    /** @param bytes the line, in UTF-8, without its end */
    public DecodedLine decode(byte[] bytes, int count) {
        if (count == 0) {
            return DecodedLine.BLANK;
        }
        int first = 0;
        while (first < count && isBlank(bytes[first])) {
            first++;
        }
        if (first == count || bytes[first] != '{') {
            return DecodedLine.JUNK;
        }
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), bytes, first, count - first)) {
            parser.nextToken();
            return object(parser);
        } catch (JacksonException noJson) {
            return DecodedLine.JUNK;
        }
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }

    /** What follows the closing brace does not count, and may be anything. */
    private static DecodedLine object(JsonParser parser) {
        MessageFields fields = new MessageFields();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            JsonToken token = parser.nextToken();
            if (token.isStructStart()) {
                parser.skipChildren();
                fields.structure(key);
            } else {
                boolean isNumber = token.isNumeric();
                Optional<String> text =
                        token == JsonToken.VALUE_NULL ? Optional.empty() : Optional.of(parser.getString());
                fields.scalar(key, text, isNumber, token.isBoolean());
            }
        }
        return parser.currentToken() == JsonToken.END_OBJECT ? fields.message() : DecodedLine.JUNK;
    }
}
