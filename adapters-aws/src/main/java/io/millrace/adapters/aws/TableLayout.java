package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.domain.lease.EntryKey;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * How a lease table is keyed: by texts (S).
 *
 * @param whose with what tables of this layout are called in messages
 * @param partitionKey its name
 * @param sortKey its name, if there is one
 * @param probe the key of an item that may be absent, read to see whether the table has this layout
 */
record TableLayout(String whose, String partitionKey, Optional<String> sortKey, Map<String, AttributeValue> probe) {
    /** The partition key of KCL's lease tables, which have no sort key. */
    static final String KCL_KEY = "leaseKey";

    static TableLayout millrace(EntryItemMapper mapper) {
        return new TableLayout(
                "Millrace's",
                EntryItemMapper.APPLICATION,
                Optional.of(EntryItemMapper.ENTRY),
                mapper.key(EntryKey.leadership()));
    }

    static TableLayout kcl() {
        return new TableLayout(
                "KCL's", KCL_KEY, Optional.empty(), ImmutableMap.of(KCL_KEY, AttributeValue.fromS("shardId-")));
    }

    String describe() {
        return "partition key '" + partitionKey + "' (S)"
                + sortKey.map(name -> " and sort key '" + name + "' (S)").orElse(" and no sort key");
    }

    /** What is wrong with a table's key; empty if it is of this layout. */
    Optional<String> fault(TableDescription description) {
        ImmutableList<KeySchemaElement> key = ImmutableList.copyOf(description.keySchema());
        boolean fits = key.size() == (sortKey.isPresent() ? 2 : 1)
                && isKey(description, key, KeyType.HASH, partitionKey)
                && (sortKey.isEmpty() || isKey(description, key, KeyType.RANGE, sortKey.get()));
        if (fits) {
            return Optional.empty();
        }
        ImmutableList<String> names =
                key.stream().map(KeySchemaElement::attributeName).collect(ImmutableList.toImmutableList());
        if (names.equals(ImmutableList.of(KCL_KEY))) {
            return Optional.of("it is a lease table of the Kinesis Client Library (key '" + KCL_KEY + "')");
        }
        if (names.equals(ImmutableList.of(EntryItemMapper.APPLICATION, EntryItemMapper.ENTRY))) {
            return Optional.of("it is a table of Millrace's own layout");
        }
        return Optional.of("its key is " + String.join(", ", names));
    }

    private static boolean isKey(
            TableDescription description, ImmutableList<KeySchemaElement> key, KeyType type, String name) {
        return key.stream()
                        .anyMatch(element -> element.keyType() == type
                                && element.attributeName().equals(name))
                && description.attributeDefinitions().stream()
                        .anyMatch(attribute -> attribute.attributeName().equals(name)
                                && attribute.attributeType() == ScalarAttributeType.S);
    }

    ImmutableList<KeySchemaElement> keySchema() {
        ImmutableList.Builder<KeySchemaElement> key = ImmutableList.builder();
        key.add(element(partitionKey, KeyType.HASH));
        sortKey.ifPresent(name -> key.add(element(name, KeyType.RANGE)));
        return key.build();
    }

    ImmutableList<AttributeDefinition> attributes() {
        return keySchema().stream()
                .map(element -> AttributeDefinition.builder()
                        .attributeName(element.attributeName())
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .collect(ImmutableList.toImmutableList());
    }

    private static KeySchemaElement element(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
