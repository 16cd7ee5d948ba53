package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.sharing.LeaseSharing;
import io.millrace.ports.store.CorruptEntry;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * The leases of an application in the table of the Kinesis Client Library (KCL 2.x or 3.x), beside workers of KCL's that
 * run at the same time or are to come back. Everything else that Millrace's workers agree on, their sessions above all, is
 * kept in another store, because KCL up to 3.4 takes every item of its table for a lease and fails at one that is none.
 *
 * <p>Leases are only ever updated attribute by attribute, on condition of KCL's counter and of the owner; what KCL or
 * others keep in an item beside that survives. {@link #sharing()} makes the engine renew each lease, since KCL knows no
 * sessions. The application has one stream.
 *
 * <p>Permissions: GetItem, UpdateItem, PutItem, DeleteItem and Scan on the table, and Scan on
 * {@code APPLICATION-WorkerMetricStats} if KCL 3.0 to 3.4 runs; DescribeTable and CreateTable only for those who want the
 * table created. Calls are made by daemon threads of this store's own; the SDK's retries are off.
 */
public final class KclLeaseStore implements LeaseStore {
    private final LeaseStore companion;
    private final String table;
    private final String stream;
    private final DynamoDbClient client;
    private final Runnable release;
    private final CallPool pool;
    private final StoreFailures failures;
    private final DynamoDbTable lifecycle;
    private final KclItem items;
    private final KclWrites writes;
    private final KclWorkers workers;
    private final LeaseSharing sharing;
    private final Optional<Integer> leasesPerPage;

    KclLeaseStore(
            LeaseStore companion,
            String table,
            String stream,
            DynamoDbClient client,
            Runnable release,
            CallPool pool,
            StoreFailures failures,
            DynamoDbTable lifecycle,
            KclItem items,
            KclWrites writes,
            KclWorkers workers,
            LeaseSharing sharing,
            Optional<Integer> leasesPerPage) {
        this.companion = companion;
        this.table = table;
        this.stream = stream;
        this.client = client;
        this.release = release;
        this.pool = pool;
        this.failures = failures;
        this.lifecycle = lifecycle;
        this.items = items;
        this.writes = writes;
        this.workers = workers;
        this.sharing = sharing;
        this.leasesPerPage = leasesPerPage;
    }

    public static KclLeaseStoreBuilder builder() {
        return new KclLeaseStoreBuilder();
    }

    @Override
    public String application() {
        return companion.application();
    }

    @Override
    public Optional<String> onlyStream() {
        return Optional.of(stream);
    }

    @Override
    public Optional<LeaseSharing> sharing() {
        return Optional.of(sharing);
    }

    /** {@inheritDoc} KCL's table is created in its layout if it is missing and that is allowed. */
    @Override
    public CompletionStage<OpenAnswer> open() {
        return companion
                .open()
                .thenCompose(answer -> answer instanceof OpenAnswer.Failed
                        ? CompletableFuture.completedFuture(answer)
                        : pool.submit(
                                () -> {
                                    lifecycle.makeReady();
                                    return new OpenAnswer.Ready();
                                },
                                problem -> new OpenAnswer.Failed(failures.ofOpening(problem))));
    }

    /** {@inheritDoc} Among the sessions are workers of KCL 3.x that were seen at the last listing of leases. */
    @Override
    public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        if (kind == EntryKind.LEASE) {
            return pool.submit(
                    () -> listLeases(pageToken), problem -> new ListAnswer.Failed(failures.ofReading("Scan", problem)));
        }
        CompletionStage<ListAnswer> own = companion.list(kind, pageToken);
        return kind == EntryKind.SESSION && pageToken.isEmpty() ? own.thenApply(workers::addTo) : own;
    }

    private ListAnswer listLeases(Optional<String> pageToken) {
        ScanRequest.Builder request = ScanRequest.builder().tableName(table);
        leasesPerPage.ifPresent(request::limit);
        pageToken.ifPresent(
                last -> request.exclusiveStartKey(ImmutableMap.of(KclAttributes.KEY, AttributeValue.fromS(last))));
        ScanResponse response = client.scan(request.build());
        ImmutableList.Builder<Versioned<?>> leases = ImmutableList.builder();
        ImmutableList.Builder<CorruptEntry> corrupt = ImmutableList.builder();
        for (Map<String, AttributeValue> item : response.items()) {
            if (KclItem.isLease(item)) {
                try {
                    leases.add(items.read(item));
                } catch (CorruptItemException problem) {
                    corrupt.add(new CorruptEntry(EntryKey.of(items.key(item)), String.valueOf(problem.getMessage())));
                }
            }
        }
        workers.see(pageToken.isEmpty(), response.items());
        Optional<String> next = Optional.ofNullable(response.lastEvaluatedKey().get(KclAttributes.KEY))
                .map(AttributeValue::s);
        return new ListAnswer.Page(leases.build(), corrupt.build(), next);
    }

    @Override
    public CompletionStage<ReadAnswer> read(EntryKey key) {
        if (key.kind() != EntryKind.LEASE) {
            return companion.read(key);
        }
        LeaseKey lease = LeaseKey.parse(key.id());
        if (!lease.stream().equals(stream)) {
            return CompletableFuture.completedFuture(new ReadAnswer.Absent());
        }
        return pool.submit(
                () -> writes.read(lease), problem -> new ReadAnswer.Failed(failures.ofReading("GetItem", problem)));
    }

    @Override
    public CompletionStage<WriteAnswer> create(Entry entry) {
        return entry instanceof Lease lease
                ? write("PutItem", lease.key(), () -> writes.create(lease))
                : companion.create(entry);
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        return entry instanceof Lease lease
                ? write("UpdateItem", lease.key(), () -> writes.replace(lease, expectedRevision))
                : companion.replace(entry, expectedRevision);
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        if (key.kind() != EntryKind.LEASE) {
            return companion.delete(key, expectedRevision);
        }
        LeaseKey lease = LeaseKey.parse(key.id());
        return write("DeleteItem", lease, () -> writes.delete(lease, expectedRevision));
    }

    private CompletionStage<WriteAnswer> write(String operation, LeaseKey key, Supplier<WriteAnswer> call) {
        if (!key.stream().equals(stream)) {
            return CompletableFuture.completedFuture(new WriteAnswer.Failed(new StoreFailure(
                    StoreFailure.Kind.REFUSED,
                    "The lease of " + key + " is not written: KCL's table '" + table + "' is shared for the stream '"
                            + stream + "' only. Give each stream a table of its own.")));
        }
        return pool.submit(call, problem -> new WriteAnswer.Failed(failures.ofWriting(operation, problem)));
    }

    /** {@inheritDoc} Closes the other store too. */
    @Override
    public void close() {
        pool.close();
        client.close();
        release.run();
        companion.close();
    }
}
