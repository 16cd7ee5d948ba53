package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableMap;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.store.CorruptEntry;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * Reads and writes single leases of KCL's table. What an item last looked like is remembered, so that a write can name the
 * attributes that change and no others; a write on another revision than that looks first. Blocks; safe for use by several
 * threads.
 */
final class KclWrites {
    private final DynamoDbClient client;
    private final String table;
    private final KclItem items;
    private final InitialPosition initial;
    private final ConcurrentHashMap<ShardId, Map<String, AttributeValue>> seen = new ConcurrentHashMap<>();

    KclWrites(DynamoDbClient client, String table, KclItem items, InitialPosition initial) {
        this.client = client;
        this.table = table;
        this.items = items;
        this.initial = initial;
    }

    ReadAnswer read(LeaseKey lease) {
        Optional<Map<String, AttributeValue>> item = look(lease);
        if (item.isEmpty()) {
            return new ReadAnswer.Absent();
        }
        try {
            return new ReadAnswer.Found(items.read(item.get()));
        } catch (CorruptItemException problem) {
            return new ReadAnswer.Corrupt(new CorruptEntry(EntryKey.of(lease), String.valueOf(problem.getMessage())));
        }
    }

    /** Sees every write that was answered before. */
    private Optional<Map<String, AttributeValue>> look(LeaseKey lease) {
        GetItemResponse response = client.getItem(
                request -> request.tableName(table).key(key(lease.shard())).consistentRead(true));
        if (!response.hasItem() || response.item().isEmpty()) {
            seen.remove(lease.shard());
            return Optional.empty();
        }
        seen.put(lease.shard(), response.item());
        return Optional.of(response.item());
    }

    WriteAnswer create(Lease lease) {
        if (!lease.lineageStart()) {
            lease.parents().forEach(parent -> nameChild(parent, lease.shard()));
        }
        Map<String, AttributeValue> item = KclChange.creation(lease, initial);
        try {
            client.putItem(request -> request.tableName(table)
                    .item(item)
                    .conditionExpression("attribute_not_exists(" + KclAttributes.KEY + ")")
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
        } catch (ConditionalCheckFailedException conflict) {
            return conflict(lease.key(), conflict);
        }
        seen.put(lease.shard(), item);
        return new WriteAnswer.Applied(1);
    }

    /**
     * Adds a child to its parent's lease, if that is there, before the child's lease is made: KCL looks there when it cleans
     * up. Needs no condition on the owner, as in KCL.
     */
    private void nameChild(ShardId parent, ShardId child) {
        try {
            client.updateItem(request -> request.tableName(table)
                    .key(key(parent))
                    .updateExpression("ADD " + KclAttributes.CHILDREN + " :child")
                    .conditionExpression("attribute_exists(" + KclAttributes.KEY + ")")
                    .expressionAttributeValues(
                            ImmutableMap.of(":child", AttributeValue.fromSs(List.of(child.value())))));
        } catch (ConditionalCheckFailedException noSuchLease) {
            seen.remove(parent);
        } catch (SdkException problem) {
            throw new BeforehandException(problem);
        }
    }

    WriteAnswer replace(Lease lease, long expectedRevision) {
        Optional<Map<String, AttributeValue>> before = at(lease.key(), expectedRevision);
        if (before.isEmpty()) {
            return new WriteAnswer.Conflict(Optional.empty());
        }
        Versioned<Lease> found;
        try {
            found = items.read(before.get());
        } catch (CorruptItemException problem) {
            return corrupt(lease.key(), problem);
        }
        if (found.revision() != expectedRevision) {
            return new WriteAnswer.Conflict(Optional.of(found));
        }
        KclChange change = KclChange.between(found.entry(), lease, KclItem.counter(expectedRevision + 1), initial);
        Condition condition = Condition.of(before.get(), expectedRevision);
        try {
            UpdateItemResponse response = client.updateItem(request -> request.tableName(table)
                    .key(key(lease.shard()))
                    .updateExpression(change.expression())
                    .conditionExpression(condition.expression())
                    .expressionAttributeNames(change.names())
                    .expressionAttributeValues(condition.with(change.values()))
                    .returnValues(ReturnValue.ALL_NEW)
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
            seen.put(lease.shard(), response.attributes());
        } catch (ConditionalCheckFailedException conflict) {
            return conflict(lease.key(), conflict);
        }
        return new WriteAnswer.Applied(expectedRevision + 1);
    }

    /** What stands there, from memory if that is of this revision. */
    private Optional<Map<String, AttributeValue>> at(LeaseKey lease, long revision) {
        String expected = Long.toString(KclItem.counter(revision));
        return Optional.ofNullable(seen.get(lease.shard()))
                .filter(item -> expected.equals(Optional.ofNullable(item.get(KclAttributes.COUNTER))
                        .map(AttributeValue::n)
                        .orElse("")))
                .or(() -> look(lease));
    }

    WriteAnswer delete(LeaseKey lease, long expectedRevision) {
        try {
            client.deleteItem(request -> request.tableName(table)
                    .key(key(lease.shard()))
                    .conditionExpression(KclAttributes.COUNTER + " = :counter")
                    .expressionAttributeValues(ImmutableMap.of(
                            ":counter", AttributeValue.fromN(Long.toString(KclItem.counter(expectedRevision)))))
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
        } catch (ConditionalCheckFailedException conflict) {
            return conflict(lease, conflict);
        }
        seen.remove(lease.shard());
        return new WriteAnswer.Applied(expectedRevision);
    }

    private WriteAnswer conflict(LeaseKey lease, ConditionalCheckFailedException conflict) {
        if (!conflict.hasItem() || conflict.item().isEmpty()) {
            seen.remove(lease.shard());
            return new WriteAnswer.Conflict(Optional.empty());
        }
        seen.put(lease.shard(), conflict.item());
        try {
            return new WriteAnswer.Conflict(Optional.of(items.read(conflict.item())));
        } catch (CorruptItemException problem) {
            return corrupt(lease, problem);
        }
    }

    private WriteAnswer corrupt(LeaseKey lease, CorruptItemException problem) {
        return new WriteAnswer.Failed(new StoreFailure(
                StoreFailure.Kind.REFUSED,
                "The lease of " + lease + " in KCL's table '" + table + "' is not written: what stands there cannot be"
                        + " understood (" + problem.getMessage() + "). Repair that item."));
    }

    private static Map<String, AttributeValue> key(ShardId shard) {
        return ImmutableMap.of(KclAttributes.KEY, AttributeValue.fromS(shard.value()));
    }

    /** A call failed that was made before the write itself, which was not sent. */
    static final class BeforehandException extends RuntimeException {
        private static final long serialVersionUID = 1;

        BeforehandException(SdkException problem) {
            super(problem);
        }
    }

    /** That counter and owners are as they were seen. KCL 3.x begins a hand-off without a step of the counter. */
    private record Condition(String expression, ImmutableMap<String, AttributeValue> values) {
        static Condition of(Map<String, AttributeValue> item, long revision) {
            StringBuilder expression = new StringBuilder(KclAttributes.COUNTER + " = :seenCounter");
            ImmutableMap.Builder<String, AttributeValue> values = ImmutableMap.builder();
            values.put(":seenCounter", AttributeValue.fromN(Long.toString(KclItem.counter(revision))));
            for (String name : new String[] {KclAttributes.OWNER, KclAttributes.CHECKPOINT_OWNER}) {
                AttributeValue value = item.get(name);
                if (value == null) {
                    expression.append(" AND attribute_not_exists(").append(name).append(')');
                } else {
                    expression.append(" AND ").append(name).append(" = :seen").append(name);
                    values.put(":seen" + name, value);
                }
            }
            return new Condition(expression.toString(), values.buildOrThrow());
        }

        ImmutableMap<String, AttributeValue> with(ImmutableMap<String, AttributeValue> more) {
            return ImmutableMap.<String, AttributeValue>builder()
                    .putAll(values)
                    .putAll(more)
                    .buildOrThrow();
        }
    }
}
