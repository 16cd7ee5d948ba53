package io.millrace.app.simulate;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A planted bug: leases are replaced whatever their revision is. */
record VersionBlindStore(LeaseStore store) implements LeaseStore {
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
        return store.create(entry);
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        if (!(entry instanceof Lease)) {
            return store.replace(entry, expectedRevision);
        }
        return store.read(entry.entryKey())
                .thenCompose(answer -> answer instanceof ReadAnswer.Found found
                        ? store.replace(entry, found.found().revision())
                        : store.replace(entry, expectedRevision));
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return store.delete(key, expectedRevision);
    }

    @Override
    public void close() {
        store.close();
    }
}
