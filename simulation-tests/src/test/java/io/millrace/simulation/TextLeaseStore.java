package io.millrace.simulation;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** A lease store as somebody might write it over a store of his own: a map, asked later and answered later still. */
final class TextLeaseStore implements LeaseStore {
    /** What several of them share. */
    static final class Rows {
        private final Map<EntryKey, Versioned<?>> rows = new TreeMap<>();
        private long calls;

        long calls() {
            return calls;
        }
    }

    private final Rows rows;
    private final Executor later;

    TextLeaseStore(Rows rows, Executor later) {
        this.rows = rows;
        this.later = later;
    }

    @Override
    public String application() {
        return "application";
    }

    @Override
    public CompletionStage<OpenAnswer> open() {
        return answer(OpenAnswer.Ready::new);
    }

    @Override
    public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        return answer(() -> new ListAnswer.Page(
                rows.rows.values().stream()
                        .filter(row -> row.entry().entryKey().kind() == kind)
                        .collect(ImmutableList.toImmutableList()),
                ImmutableList.of(),
                Optional.empty()));
    }

    @Override
    public CompletionStage<ReadAnswer> read(EntryKey key) {
        return answer(() -> {
            Versioned<?> row = rows.rows.get(key);
            return row == null ? new ReadAnswer.Absent() : new ReadAnswer.Found(row);
        });
    }

    @Override
    public CompletionStage<WriteAnswer> create(Entry entry) {
        return answer(() -> {
            Versioned<?> row = rows.rows.putIfAbsent(entry.entryKey(), new Versioned<>(entry, 1));
            return row == null ? new WriteAnswer.Applied(1) : new WriteAnswer.Conflict(Optional.of(row));
        });
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        return answer(() -> {
            Versioned<?> row = rows.rows.get(entry.entryKey());
            if (row == null || row.revision() != expectedRevision) {
                return new WriteAnswer.Conflict(Optional.ofNullable(row));
            }
            rows.rows.put(entry.entryKey(), new Versioned<>(entry, expectedRevision + 1));
            return new WriteAnswer.Applied(expectedRevision + 1);
        });
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return answer(() -> {
            Versioned<?> row = rows.rows.get(key);
            if (row == null || row.revision() != expectedRevision) {
                return new WriteAnswer.Conflict(Optional.ofNullable(row));
            }
            rows.rows.remove(key);
            return new WriteAnswer.Applied(expectedRevision);
        });
    }

    @Override
    public void close() {}

    private <A> CompletionStage<A> answer(Supplier<A> doing) {
        rows.calls++;
        return CompletableFuture.supplyAsync(doing, later);
    }
}
