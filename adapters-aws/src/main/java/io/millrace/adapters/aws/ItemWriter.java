package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Ownership;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Collects the attributes of an item. */
final class ItemWriter {
    private final Map<String, AttributeValue> item = new LinkedHashMap<>();

    ItemWriter text(String name, String value) {
        item.put(name, AttributeValue.fromS(value));
        return this;
    }

    /** Writes nothing if there is no value. */
    ItemWriter text(String name, Optional<String> value) {
        value.ifPresent(present -> text(name, present));
        return this;
    }

    ItemWriter number(String name, long value) {
        item.put(name, AttributeValue.fromN(Long.toString(value)));
        return this;
    }

    ItemWriter flag(String name, boolean value) {
        item.put(name, AttributeValue.fromBool(value));
        return this;
    }

    /** Writes nothing if there are none. */
    ItemWriter texts(String name, List<String> values) {
        if (!values.isEmpty()) {
            item.put(
                    name,
                    AttributeValue.fromL(
                            values.stream().map(AttributeValue::fromS).collect(ImmutableList.toImmutableList())));
        }
        return this;
    }

    ItemWriter map(String name, Map<String, AttributeValue> value) {
        item.put(name, AttributeValue.fromM(value));
        return this;
    }

    ItemWriter ownership(Ownership ownership) {
        return text("owner", ownership.owner().map(Object::toString)).number("epoch", ownership.epoch());
    }

    Map<String, AttributeValue> toItem() {
        return item;
    }
}
