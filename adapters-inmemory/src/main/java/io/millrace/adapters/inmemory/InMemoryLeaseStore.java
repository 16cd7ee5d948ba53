package io.millrace.adapters.inmemory;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One application's view of a lease table in memory; every answer is there at once. */
final class InMemoryLeaseStore implements LeaseStore {
    private final InMemoryLeaseTable table;
    private final String application;
    private volatile boolean closed;

    InMemoryLeaseStore(InMemoryLeaseTable table, String application) {
        this.table = table;
        this.application = application;
    }

    @Override
    public String application() {
        return application;
    }

    @Override
    public CompletionStage<OpenAnswer> open() {
        return done(closed ? new OpenAnswer.Failed(wasClosed()) : new OpenAnswer.Ready());
    }

    @Override
    public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        return done(closed ? new ListAnswer.Failed(wasClosed()) : table.list(application, kind, pageToken));
    }

    @Override
    public CompletionStage<ReadAnswer> read(EntryKey key) {
        return done(closed ? new ReadAnswer.Failed(wasClosed()) : table.read(application, key));
    }

    @Override
    public CompletionStage<WriteAnswer> create(Entry entry) {
        return done(closed ? new WriteAnswer.Failed(wasClosed()) : table.create(application, entry));
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        return done(closed ? new WriteAnswer.Failed(wasClosed()) : table.replace(application, entry, expectedRevision));
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return done(closed ? new WriteAnswer.Failed(wasClosed()) : table.delete(application, key, expectedRevision));
    }

    @Override
    public void close() {
        closed = true;
    }

    private StoreFailure wasClosed() {
        return new StoreFailure(
                StoreFailure.Kind.REFUSED, "this lease store of " + application + " was closed and answers no more");
    }

    private static <A> CompletionStage<A> done(A answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
