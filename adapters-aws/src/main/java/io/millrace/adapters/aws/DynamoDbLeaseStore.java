package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.CorruptEntry;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/**
 * The lease store on one DynamoDB table, which several applications may share: the application is the partition key.
 *
 * <p>Calls are made by the SDK's synchronous client on daemon threads of this store's own, so that nothing here waits
 * behind reads of the stream; and those for sessions and the leadership, on whose time the life of a worker depends, have
 * threads that checkpoints cannot take. The SDK's retries are off, because a conditional write that is repeated unseen
 * after a lost answer conflicts with itself: a lost answer is reported as UNKNOWN. Stages complete on those threads.
 *
 * <p>Permissions: GetItem, PutItem, DeleteItem and Query on the table; DescribeTable and CreateTable only for those who
 * want it created. PutItem replaces whole items: their attributes are Millrace's alone.
 */
public final class DynamoDbLeaseStore implements LeaseStore {
    private static final String IF_ABSENT = "attribute_not_exists(#entry)";
    private static final String IF_REVISION = "#revision = :expected";
    private static final ImmutableMap<String, String> ENTRY_NAME = ImmutableMap.of("#entry", EntryItemMapper.ENTRY);
    private static final ImmutableMap<String, String> REVISION_NAME =
            ImmutableMap.of("#revision", EntryItemMapper.REVISION);
    private static final ImmutableMap<String, String> KEY_NAMES =
            ImmutableMap.of("#application", EntryItemMapper.APPLICATION, "#entry", EntryItemMapper.ENTRY);

    private final String application;
    private final String table;
    private final DynamoDbClient client;
    private final Runnable release;
    private final CallPool pool;
    private final CallPool urgentPool;
    private final StoreFailures failures;
    private final EntryItemMapper mapper;
    private final DynamoDbTable lifecycle;
    private final Optional<Integer> entriesPerPage;

    DynamoDbLeaseStore(
            String application,
            String table,
            DynamoDbClient client,
            Runnable release,
            CallPool pool,
            CallPool urgentPool,
            StoreFailures failures,
            EntryItemMapper mapper,
            DynamoDbTable lifecycle,
            Optional<Integer> entriesPerPage) {
        this.application = application;
        this.table = table;
        this.client = client;
        this.release = release;
        this.pool = pool;
        this.urgentPool = urgentPool;
        this.failures = failures;
        this.mapper = mapper;
        this.lifecycle = lifecycle;
        this.entriesPerPage = entriesPerPage;
    }

    public static DynamoDbLeaseStoreBuilder builder() {
        return new DynamoDbLeaseStoreBuilder();
    }

    @Override
    public String application() {
        return application;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A missing table is created on demand billing if that is allowed, and waited for; a table with another key, one
     * of the Kinesis Client Library for instance, is refused and left alone.
     */
    @Override
    public CompletionStage<OpenAnswer> open() {
        return pool.submit(
                () -> {
                    lifecycle.makeReady();
                    return new OpenAnswer.Ready();
                },
                problem -> new OpenAnswer.Failed(failures.ofOpening(problem)));
    }

    /** {@inheritDoc} Sessions are read eventually consistent, at half the price; all else as it is now. */
    @Override
    public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        return pool(kind)
                .submit(
                        () -> listNow(kind, pageToken),
                        problem -> new ListAnswer.Failed(failures.ofReading("Query", problem)));
    }

    private ListAnswer listNow(EntryKind kind, Optional<String> pageToken) {
        QueryRequest.Builder request = QueryRequest.builder()
                .tableName(table)
                .consistentRead(kind != EntryKind.SESSION)
                .keyConditionExpression("#application = :application AND begins_with(#entry, :kind)")
                .expressionAttributeNames(KEY_NAMES)
                .expressionAttributeValues(ImmutableMap.of(
                        ":application", AttributeValue.fromS(application),
                        ":kind", AttributeValue.fromS(EntryItemMapper.prefix(kind))));
        entriesPerPage.ifPresent(request::limit);
        pageToken.ifPresent(last -> request.exclusiveStartKey(ImmutableMap.of(
                EntryItemMapper.APPLICATION, AttributeValue.fromS(application),
                EntryItemMapper.ENTRY, AttributeValue.fromS(last))));
        QueryResponse response = client.query(request.build());
        ImmutableList.Builder<Versioned<?>> entries = ImmutableList.builder();
        ImmutableList.Builder<CorruptEntry> corrupt = ImmutableList.builder();
        for (Map<String, AttributeValue> item : response.items()) {
            EntryKey key = EntryItemMapper.keyOf(kind, item);
            try {
                entries.add(mapper.entry(key, item));
            } catch (CorruptItemException problem) {
                corrupt.add(new CorruptEntry(key, String.valueOf(problem.getMessage())));
            }
        }
        Optional<String> next = Optional.ofNullable(response.lastEvaluatedKey().get(EntryItemMapper.ENTRY))
                .map(AttributeValue::s);
        return new ListAnswer.Page(entries.build(), corrupt.build(), next);
    }

    @Override
    public CompletionStage<ReadAnswer> read(EntryKey key) {
        return pool(key.kind())
                .submit(() -> readNow(key), problem -> new ReadAnswer.Failed(failures.ofReading("GetItem", problem)));
    }

    private ReadAnswer readNow(EntryKey key) {
        GetItemResponse response = client.getItem(
                request -> request.tableName(table).key(mapper.key(key)).consistentRead(true));
        if (!response.hasItem() || response.item().isEmpty()) {
            return new ReadAnswer.Absent();
        }
        try {
            return new ReadAnswer.Found(mapper.entry(key, response.item()));
        } catch (CorruptItemException problem) {
            return new ReadAnswer.Corrupt(new CorruptEntry(key, String.valueOf(problem.getMessage())));
        }
    }

    @Override
    public CompletionStage<WriteAnswer> create(Entry entry) {
        return write("PutItem", entry.entryKey(), () -> {
            client.putItem(request -> request.tableName(table)
                    .item(mapper.item(entry, 1))
                    .conditionExpression(IF_ABSENT)
                    .expressionAttributeNames(ENTRY_NAME)
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
            return new WriteAnswer.Applied(1);
        });
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        return write("PutItem", entry.entryKey(), () -> {
            client.putItem(request -> request.tableName(table)
                    .item(mapper.item(entry, expectedRevision + 1))
                    .conditionExpression(IF_REVISION)
                    .expressionAttributeNames(REVISION_NAME)
                    .expressionAttributeValues(expected(expectedRevision))
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
            return new WriteAnswer.Applied(expectedRevision + 1);
        });
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return write("DeleteItem", key, () -> {
            client.deleteItem(request -> request.tableName(table)
                    .key(mapper.key(key))
                    .conditionExpression(IF_REVISION)
                    .expressionAttributeNames(REVISION_NAME)
                    .expressionAttributeValues(expected(expectedRevision))
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
            return new WriteAnswer.Applied(expectedRevision);
        });
    }

    private static ImmutableMap<String, AttributeValue> expected(long revision) {
        return ImmutableMap.of(":expected", AttributeValue.fromN(Long.toString(revision)));
    }

    private CompletionStage<WriteAnswer> write(String operation, EntryKey key, Supplier<WriteAnswer> blocking) {
        return pool(key.kind())
                .submit(
                        () -> {
                            try {
                                return blocking.get();
                            } catch (ConditionalCheckFailedException conflict) {
                                return conflict(key, conflict);
                            }
                        },
                        problem -> new WriteAnswer.Failed(failures.ofWriting(operation, problem)));
    }

    private WriteAnswer conflict(EntryKey key, ConditionalCheckFailedException conflict) {
        if (!conflict.hasItem() || conflict.item().isEmpty()) {
            return new WriteAnswer.Conflict(Optional.empty());
        }
        try {
            return new WriteAnswer.Conflict(Optional.of(mapper.entry(key, conflict.item())));
        } catch (CorruptItemException problem) {
            return new WriteAnswer.Failed(new StoreFailure(
                    StoreFailure.Kind.REFUSED,
                    "The entry " + key + " of application '" + application + "' in table '" + table
                            + "' is not written: what stands there cannot be understood (" + problem.getMessage()
                            + "). Repair or delete that item."));
        }
    }

    private CallPool pool(EntryKind kind) {
        return kind == EntryKind.SESSION || kind == EntryKind.LEADERSHIP ? urgentPool : pool;
    }

    /** {@inheritDoc} Calls that wait are answered with UNAVAILABLE, writes under way with UNKNOWN. Does not wait. */
    @Override
    public void close() {
        pool.close();
        urgentPool.close();
        client.close();
        release.run();
    }
}
