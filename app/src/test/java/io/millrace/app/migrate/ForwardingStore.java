package io.millrace.app.migrate;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A store whose writes go through the hands of a test. */
abstract class ForwardingStore implements LeaseStore {
    private final LeaseStore store;

    ForwardingStore(LeaseStore store) {
        this.store = store;
    }

    abstract CompletionStage<WriteAnswer> write(Supplier<CompletionStage<WriteAnswer>> call);

    @Override
    public String application() {
        return store.application();
    }

    @Override
    public CompletionStage<OpenAnswer> open() {
        return store.open();
    }

    @Override
    public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        return store.list(kind, pageToken);
    }

    @Override
    public CompletionStage<ReadAnswer> read(EntryKey key) {
        return store.read(key);
    }

    @Override
    public CompletionStage<WriteAnswer> create(Entry entry) {
        return write(() -> store.create(entry));
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        return write(() -> store.replace(entry, expectedRevision));
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return write(() -> store.delete(key, expectedRevision));
    }

    @Override
    public void close() {}
}
