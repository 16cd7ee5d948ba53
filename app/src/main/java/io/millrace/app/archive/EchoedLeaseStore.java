package io.millrace.app.archive;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.ports.store.ForwardingLeaseStore;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A lease store whose calls another store gets too; what the other answers is not looked at, but waited for. */
record EchoedLeaseStore(LeaseStore store, LeaseStore echo) implements ForwardingLeaseStore {
    @Override
    public CompletionStage<OpenAnswer> open() {
        return echo.open().thenCompose(ignored -> store.open());
    }

    @Override
    public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        return echo.list(kind, pageToken).thenCompose(ignored -> store.list(kind, pageToken));
    }

    @Override
    public CompletionStage<ReadAnswer> read(EntryKey key) {
        return echo.read(key).thenCompose(ignored -> store.read(key));
    }

    @Override
    public CompletionStage<WriteAnswer> create(Entry entry) {
        return echo.create(entry).thenCompose(ignored -> store.create(entry));
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        return echo.replace(entry, expectedRevision).thenCompose(ignored -> store.replace(entry, expectedRevision));
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return echo.delete(key, expectedRevision).thenCompose(ignored -> store.delete(key, expectedRevision));
    }

    @Override
    public void close() {
        store.close();
        echo.close();
    }
}
