package io.millrace.adapters.jdbc;

import io.millrace.ports.store.CorruptFieldsException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The fields of an entry as a JSON object. */
final class JsonFields {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private JsonFields() {}

    static String write(Map<String, ?> fields) {
        return MAPPER.writeValueAsString(fields);
    }

    /** @throws CorruptFieldsException when the text is no JSON object */
    static Map<String, Object> parse(@Nullable String text) {
        if (text == null) {
            throw new CorruptFieldsException("column 'fields' is null");
        }
        Map<String, Object> fields;
        try {
            fields = MAPPER.readValue(text, OBJECT);
        } catch (JacksonException unreadable) {
            throw new CorruptFieldsException("column 'fields' is no JSON object: " + unreadable.getOriginalMessage());
        }
        if (fields == null) {
            throw new CorruptFieldsException("column 'fields' is no JSON object: null");
        }
        return fields;
    }
}
