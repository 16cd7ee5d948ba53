package example.redis;

import com.google.common.collect.ImmutableMap;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.CorruptFieldsException;
import io.millrace.ports.store.EntryFields;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Entries as JSON: {@code {"revision":7,"layout":1,"fields":{...}}}, the revision first, where the script looks for it. */
final class EntryText {
    // Escaped, every text of Java comes back, also one that has no UTF-8.
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private record Stored(long revision, int layout, Map<String, Object> fields) {}

    private EntryText() {}

    static String write(Entry entry, long revision) {
        return JSON.writeValueAsString(ImmutableMap.of(
                "revision", revision, "layout", EntryFields.LAYOUT, "fields", EntryFields.write(entry)));
    }

    /** @throws CorruptFieldsException when somebody has damaged it, or it is of another layout */
    static Versioned<?> read(EntryKey key, String text) {
        Stored stored;
        try {
            stored = JSON.readValue(text, Stored.class);
        } catch (JacksonException problem) {
            throw new CorruptFieldsException("no entry of Millrace: " + problem.getOriginalMessage());
        }
        if (stored.layout() != EntryFields.LAYOUT || stored.revision() < 1 || stored.fields() == null) {
            throw new CorruptFieldsException("of layout " + stored.layout() + " and revision " + stored.revision()
                    + ", and this is layout " + EntryFields.LAYOUT);
        }
        return new Versioned<>(EntryFields.read(key, stored.fields()), stored.revision());
    }
}
