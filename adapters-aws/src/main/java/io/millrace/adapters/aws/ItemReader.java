package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.SessionId;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads typed attributes of an item and blames the attribute that is not what it should be. */
final class ItemReader {
    private final Map<String, AttributeValue> item;

    ItemReader(Map<String, AttributeValue> item) {
        this.item = item;
    }

    /** @throws CorruptItemException when it is missing or no text */
    String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name));
    }

    Optional<String> optionalText(String name) {
        return attribute(name).map(value -> {
            if (value.s() == null) {
                throw wrong(name, value, "a text (S)");
            }
            return value.s();
        });
    }

    long number(String name) {
        AttributeValue value = attribute(name).orElseThrow(() -> missing(name));
        if (value.n() == null) {
            throw wrong(name, value, "a number (N)");
        }
        try {
            return Long.parseLong(value.n());
        } catch (NumberFormatException noLong) {
            throw wrong(name, value, "a whole number of at most 64 bits");
        }
    }

    Optional<Long> optionalNumber(String name) {
        return attribute(name).map(value -> number(name));
    }

    boolean flag(String name) {
        AttributeValue value = attribute(name).orElseThrow(() -> missing(name));
        if (value.bool() == null) {
            throw wrong(name, value, "true or false (BOOL)");
        }
        return value.bool();
    }

    /** Texts of a list; none if the attribute is missing. */
    ImmutableList<String> texts(String name) {
        Optional<AttributeValue> found = attribute(name);
        if (found.isEmpty()) {
            return ImmutableList.of();
        }
        AttributeValue value = found.get();
        if (!value.hasL() || value.l().stream().anyMatch(element -> element.s() == null)) {
            throw wrong(name, value, "a list of texts (L of S)");
        }
        return value.l().stream().map(AttributeValue::s).collect(ImmutableList.toImmutableList());
    }

    Map<String, AttributeValue> map(String name) {
        AttributeValue value = attribute(name).orElseThrow(() -> missing(name));
        if (!value.hasM()) {
            throw wrong(name, value, "a map (M)");
        }
        return value.m();
    }

    Instant instant(String name) {
        return parsed(name, text(name), Instant::parse);
    }

    Optional<Instant> optionalInstant(String name) {
        return optionalText(name).map(text -> parsed(name, text, Instant::parse));
    }

    Duration duration(String name) {
        return parsed(name, text(name), Duration::parse);
    }

    BigInteger wholeNumberText(String name) {
        return parsed(name, text(name), BigInteger::new);
    }

    /** The attributes {@code owner} and {@code epoch}. */
    Ownership ownership() {
        Optional<SessionId> owner = optionalText("owner").map(text -> parsed("owner", text, SessionId::new));
        long epoch = number("epoch");
        return checked("'owner' and 'epoch'", () -> new Ownership(owner, epoch));
    }

    /** @throws CorruptItemException when the value cannot be made of these attributes */
    static <T> T checked(String attributes, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException impossible) {
            throw new CorruptItemException("attributes " + attributes + ": " + impossible.getMessage());
        }
    }

    /** @throws CorruptItemException when the parser throws */
    static <T> T parsed(String name, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            throw new CorruptItemException(
                    "attribute '" + name + "' is '" + abbreviated(text) + "': " + unreadable.getMessage());
        }
    }

    private Optional<AttributeValue> attribute(String name) {
        return Optional.ofNullable(item.get(name));
    }

    private static CorruptItemException missing(String name) {
        return new CorruptItemException("attribute '" + name + "' is missing");
    }

    private static CorruptItemException wrong(String name, AttributeValue value, String expected) {
        return new CorruptItemException(
                "attribute '" + name + "' is " + abbreviated(value.toString()) + ", not " + expected);
    }

    private static String abbreviated(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "...";
    }
}
