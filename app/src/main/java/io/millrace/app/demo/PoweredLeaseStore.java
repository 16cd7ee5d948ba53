package io.millrace.app.demo;

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A worker's way to the lease store, which ends with its power: after that no call is made and none is answered. */
final class PoweredLeaseStore implements LeaseStore {
    private final LeaseStore store;
    private final PowerSwitch power;

    PoweredLeaseStore(LeaseStore store, PowerSwitch power) {
        this.store = store;
        this.power = power;
    }

    @Override
    public String application() {
        return store.application();
    }

    @Override
    public Optional<LeaseSharing> sharing() {
        return store.sharing();
    }

    @Override
    public CompletionStage<OpenAnswer> open() {
        return powered(store::open);
    }

    @Override
    public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        return powered(() -> store.list(kind, pageToken));
    }

    @Override
    public CompletionStage<ReadAnswer> read(EntryKey key) {
        return powered(() -> store.read(key));
    }

    @Override
    public CompletionStage<WriteAnswer> create(Entry entry) {
        return powered(() -> store.create(entry));
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        return powered(() -> store.replace(entry, expectedRevision));
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return powered(() -> store.delete(key, expectedRevision));
    }

    @Override
    public void close() {
        store.close();
    }

    private <T> CompletionStage<T> powered(Supplier<CompletionStage<T>> call) {
        return power.whileOn(call)
                .<CompletionStage<T>>map(answer -> answer.thenCompose(this::unlessOff))
                .orElseGet(CompletableFuture::new);
    }

    private <T> CompletionStage<T> unlessOff(T answer) {
        return power.isOn() ? CompletableFuture.completedFuture(answer) : new CompletableFuture<>();
    }
}
