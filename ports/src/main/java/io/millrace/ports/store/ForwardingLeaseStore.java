package io.millrace.ports.store;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.sharing.LeaseSharing;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A lease store that passes every call on to another, for those that do something else in one or two of them. */
public interface ForwardingLeaseStore extends LeaseStore {
    /** The store that calls are passed on to. */
    LeaseStore store();

    @Override
    default String application() {
        return store().application();
    }

    @Override
    default CompletionStage<OpenAnswer> open() {
        return store().open();
    }

    @Override
    default CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        return store().list(kind, pageToken);
    }

    @Override
    default CompletionStage<ReadAnswer> read(EntryKey key) {
        return store().read(key);
    }

    @Override
    default CompletionStage<WriteAnswer> create(Entry entry) {
        return store().create(entry);
    }

    @Override
    default CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        return store().replace(entry, expectedRevision);
    }

    @Override
    default CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return store().delete(key, expectedRevision);
    }

    @Override
    default Optional<String> onlyStream() {
        return store().onlyStream();
    }

    @Override
    default Optional<LeaseSharing> sharing() {
        return store().sharing();
    }

    @Override
    default void close() {
        store().close();
    }
}
