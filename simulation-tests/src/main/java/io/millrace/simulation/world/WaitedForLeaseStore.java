package io.millrace.simulation.world;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A lease store with threads of its own that answers at once in virtual time: whoever calls it waits in real time.
 *
 * @param store is asked; it has to answer every call some time
 */
public record WaitedForLeaseStore(LeaseStore store) implements ForwardingLeaseStore {
    private static <A> CompletionStage<A> waited(CompletionStage<A> answer) {
        return CompletableFuture.completedFuture(answer.toCompletableFuture().join());
    }

    @Override
    public CompletionStage<OpenAnswer> open() {
        return waited(store.open());
    }

    @Override
    public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        return waited(store.list(kind, pageToken));
    }

    @Override
    public CompletionStage<ReadAnswer> read(EntryKey key) {
        return waited(store.read(key));
    }

    @Override
    public CompletionStage<WriteAnswer> create(Entry entry) {
        return waited(store.create(entry));
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        return waited(store.replace(entry, expectedRevision));
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return waited(store.delete(key, expectedRevision));
    }
}
