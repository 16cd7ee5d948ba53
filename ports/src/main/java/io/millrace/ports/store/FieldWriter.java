package io.millrace.ports.store;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.domain.lease.Ownership;
import java.util.Optional;

/** Collects the fields of an entry. */
final class FieldWriter {
    private final ImmutableMap.Builder<String, Object> fields = ImmutableMap.builder();

    FieldWriter text(String name, String value) {
        fields.put(name, value);
        return this;
    }

    /** Writes nothing if there is no value. */
    FieldWriter text(String name, Optional<String> value) {
        value.ifPresent(present -> fields.put(name, present));
        return this;
    }

    FieldWriter number(String name, long value) {
        fields.put(name, value);
        return this;
    }

    FieldWriter flag(String name, boolean value) {
        fields.put(name, value);
        return this;
    }

    FieldWriter texts(String name, ImmutableList<String> values) {
        fields.put(name, values);
        return this;
    }

    /** The fields {@code owner}, left out if nobody owns it, and {@code epoch}. */
    FieldWriter ownership(Ownership ownership) {
        return text("owner", ownership.owner().map(Object::toString)).number("epoch", ownership.epoch());
    }

    ImmutableMap<String, Object> toFields() {
        return fields.buildOrThrow();
    }
}
