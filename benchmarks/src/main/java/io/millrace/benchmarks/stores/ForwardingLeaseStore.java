package io.millrace.benchmarks.stores;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.sharing.LeaseSharing;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Hands each call on to a store that is chosen then. */
abstract class ForwardingLeaseStore implements LeaseStore {
    /** Who takes the next call. */
    abstract LeaseStore store();

    @Override
    public String application() {
        return store().application();
    }

    @Override
    public Optional<LeaseSharing> sharing() {
        return store().sharing();
    }

    @Override
    public CompletionStage<OpenAnswer> open() {
        return store().open();
    }

    @Override
    public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        return store().list(kind, pageToken);
    }

    @Override
    public CompletionStage<ReadAnswer> read(EntryKey key) {
        return store().read(key);
    }

    @Override
    public CompletionStage<WriteAnswer> create(Entry entry) {
        return store().create(entry);
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        return store().replace(entry, expectedRevision);
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return store().delete(key, expectedRevision);
    }

    @Override
    public void close() {
        store().close();
    }
}
