package io.millrace.ports.store;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.SessionId;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads typed fields and blames the field that is not what it should be. */
final class FieldReader {
    private static final int SHOWN_AT_MOST = 100;

    private final Map<String, ?> fields;

    FieldReader(Map<String, ?> fields) {
        this.fields = fields;
    }

    /** @throws CorruptFieldsException when it is missing or no text */
    String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    Optional<String> optionalText(String name) {
        return field(name).map(value -> {
            if (value instanceof String text) {
                return text;
            }
            throw wrong(name, value, "a text");
        });
    }

    long number(String name) {
        Object value = required(name);
        if (value instanceof Long || value instanceof Integer) {
            return ((Number) value).longValue();
        }
        throw wrong(name, value, "a whole number of at most 64 bits");
    }

    boolean flag(String name) {
        Object value = required(name);
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(name, value, "true or false");
    }

    /** The elements of a list of texts, each read by the parser. */
    <T> ImmutableList<T> list(String name, Function<String, T> parser) {
        Object value = required(name);
        if (!(value instanceof List<?> elements)) {
            throw wrong(name, value, "a list of texts");
        }
        ImmutableList.Builder<T> parsed = ImmutableList.builder();
        for (Object element : elements) {
            if (!(element instanceof String text)) {
                throw wrong(name, value, "a list of texts");
            }
            parsed.add(parsed(name, text, parser));
        }
        return parsed.build();
    }

    /** The same of a list that may be missing: then it is empty. */
    <T> ImmutableList<T> optionalList(String name, Function<String, T> parser) {
        return field(name).isEmpty() ? ImmutableList.of() : list(name, parser);
    }

    /** A text that the parser makes a value of. */
    <T> T parsed(String name, Function<String, T> parser) {
        return parsed(name, text(name), parser);
    }

    <T> Optional<T> optionalParsed(String name, Function<String, T> parser) {
        return optionalText(name).map(text -> parsed(name, text, parser));
    }

    /** The fields {@code owner} and {@code epoch}. */
    Ownership ownership() {
        Optional<SessionId> owner = optionalParsed("owner", SessionId::new);
        long epoch = number("epoch");
        return checked("'owner' and 'epoch'", () -> new Ownership(owner, epoch));
    }

    /** @throws CorruptFieldsException when the value cannot be made of these fields */
    static <T> T checked(String names, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException impossible) {
            throw new CorruptFieldsException("fields " + names + ": " + impossible.getMessage());
        }
    }

    private static <T> T parsed(String name, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            throw new CorruptFieldsException(
                    "field '" + name + "' is '" + shortened(text) + "': " + shortened(unreadable.getMessage()));
        }
    }

    private Object required(String name) {
        return field(name).orElseThrow(() -> missing(name));
    }

    private Optional<Object> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    private static CorruptFieldsException missing(String name) {
        return new CorruptFieldsException("field '" + name + "' is missing");
    }

    private static CorruptFieldsException wrong(String name, Object value, String expected) {
        return new CorruptFieldsException(
                "field '" + name + "' is " + shortened(value.toString()) + ", not " + expected);
    }

    private static String shortened(@Nullable String message) {
        String text = String.valueOf(message);
        return text.length() <= SHOWN_AT_MOST ? text : text.substring(0, SHOWN_AT_MOST) + "...";
    }
}
