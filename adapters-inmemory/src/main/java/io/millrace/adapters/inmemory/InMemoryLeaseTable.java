package io.millrace.adapters.inmemory;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A lease table in memory, shared by the workers of any number of applications: each worker gets a {@link #store} of its
 * own. Conditional writes are atomic, listings and reads show every write that was answered before. It counts what is
 * asked of it, and tells listeners of every write that was applied.
 *
 * <p>Safe for use from any thread; no method blocks for long.
 */
public final class InMemoryLeaseTable {
    /** As many leases as fit about on a page of DynamoDB, which holds 1 MB. */
    private static final int USUAL_PAGE_SIZE = 1_000;

    /** What a store can be asked. */
    public enum Operation {
        /** {@link LeaseStore#list}, once a page. */
        LIST,
        /** {@link LeaseStore#read}. */
        READ,
        /** {@link LeaseStore#create}, applied or not. */
        CREATE,
        /** {@link LeaseStore#replace}, applied or not. */
        REPLACE,
        /** {@link LeaseStore#delete}, applied or not. */
        DELETE
    }

    /** Is told of every write that was applied, in the order of the writes, before the writer gets the answer. */
    @FunctionalInterface
    public interface WriteListener {
        /**
         * Called on the writer's thread while the table is locked: it may look at the table but not write to it. What it
         * throws reaches the writer, in place of the answer.
         *
         * @param application whose entry it is
         * @param before the entry before; empty when it was created
         * @param after the entry now; empty when it was deleted
         */
        void written(String application, Optional<Versioned<?>> before, Optional<Versioned<?>> after);
    }

    private final int pageSize;
    private final Map<String, NavigableMap<EntryKey, Versioned<?>>> applications = new TreeMap<>();
    private final List<WriteListener> listeners = new ArrayList<>();
    private final long[][] calls = new long[Operation.values().length][EntryKind.values().length];
    private long conflicts;

    private InMemoryLeaseTable(int pageSize) {
        this.pageSize = pageSize;
    }

    /** An empty table whose listings give up to 1,000 entries a page. */
    public static InMemoryLeaseTable create() {
        return withPageSize(USUAL_PAGE_SIZE);
    }

    /**
     * An empty table whose listings give up to so many entries a page.
     *
     * @throws IllegalArgumentException when the page size is less than 1
     */
    public static InMemoryLeaseTable withPageSize(int entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("a page holds at least one entry, not " + entries);
        }
        return new InMemoryLeaseTable(entries);
    }

    /** A new store, over this table, of an application's entries. */
    public LeaseStore store(String application) {
        return new InMemoryLeaseStore(this, Objects.requireNonNull(application, "application"));
    }

    /** All entries of an application, in the order of their keys. */
    public synchronized ImmutableList<Versioned<?>> entries(String application) {
        NavigableMap<EntryKey, Versioned<?>> entries = applications.get(application);
        return entries == null ? ImmutableList.of() : ImmutableList.copyOf(entries.values());
    }

    /** All entries of an application that are of this type, in the order of their keys. */
    public <E extends Entry> ImmutableList<E> entries(String application, Class<E> type) {
        return entries(application).stream()
                .map(Versioned::entry)
                .filter(type::isInstance)
                .map(type::cast)
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * Tells a listener of every write that is applied from now on.
     *
     * @return when run, ends that
     */
    public synchronized Runnable observe(WriteListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return () -> forget(listener);
    }

    /** How often this was asked since the table was made, over all kinds of entry and all applications. */
    public long calls(Operation operation) {
        long sum = 0;
        for (EntryKind kind : EntryKind.values()) {
            sum += calls(operation, kind);
        }
        return sum;
    }

    /** How often this was asked for entries of this kind since the table was made, over all applications. */
    public synchronized long calls(Operation operation, EntryKind kind) {
        return calls[operation.ordinal()][kind.ordinal()];
    }

    /** How many pages and entries were read. */
    public long reads() {
        return calls(Operation.LIST) + calls(Operation.READ);
    }

    /** How many writes were asked for, refused ones included: DynamoDB charges for them too. */
    public long writes() {
        return calls(Operation.CREATE) + calls(Operation.REPLACE) + calls(Operation.DELETE);
    }

    /** How many writes were refused by their condition. */
    public synchronized long conflicts() {
        return conflicts;
    }

    synchronized ListAnswer list(String application, EntryKind kind, Optional<String> pageToken) {
        count(Operation.LIST, kind);
        NavigableMap<EntryKey, Versioned<?>> entries = entriesOf(application);
        // A page token is the id of the last entry of the page before.
        NavigableMap<EntryKey, Versioned<?>> rest = pageToken
                .filter(id -> !id.isBlank())
                .map(id -> entries.tailMap(new EntryKey(kind, id), false))
                .orElseGet(() -> entries.tailMap(lowest(kind), true));
        ImmutableList.Builder<Versioned<?>> page = ImmutableList.builder();
        Optional<String> last = Optional.empty();
        int listed = 0;
        for (Map.Entry<EntryKey, Versioned<?>> entry : rest.entrySet()) {
            if (entry.getKey().kind() != kind) {
                break;
            }
            if (listed == pageSize) {
                return new ListAnswer.Page(page.build(), ImmutableList.of(), last);
            }
            page.add(entry.getValue());
            last = Optional.of(entry.getKey().id());
            listed++;
        }
        return new ListAnswer.Page(page.build(), ImmutableList.of(), Optional.empty());
    }

    synchronized ReadAnswer read(String application, EntryKey key) {
        count(Operation.READ, key.kind());
        Versioned<?> found = entriesOf(application).get(key);
        return found == null ? new ReadAnswer.Absent() : new ReadAnswer.Found(found);
    }

    synchronized WriteAnswer create(String application, Entry entry) {
        count(Operation.CREATE, entry.entryKey().kind());
        Versioned<?> current = entriesOf(application).get(entry.entryKey());
        return current == null ? apply(application, null, new Versioned<>(entry, 1)) : conflict(current);
    }

    synchronized WriteAnswer replace(String application, Entry entry, long expectedRevision) {
        count(Operation.REPLACE, entry.entryKey().kind());
        Versioned<?> current = entriesOf(application).get(entry.entryKey());
        return current == null || current.revision() != expectedRevision
                ? conflict(current)
                : apply(application, current, new Versioned<>(entry, expectedRevision + 1));
    }

    synchronized WriteAnswer delete(String application, EntryKey key, long expectedRevision) {
        count(Operation.DELETE, key.kind());
        Versioned<?> current = entriesOf(application).get(key);
        return current == null || current.revision() != expectedRevision
                ? conflict(current)
                : apply(application, current, null);
    }

    private WriteAnswer apply(String application, @Nullable Versioned<?> before, @Nullable Versioned<?> after) {
        NavigableMap<EntryKey, Versioned<?>> entries = entriesOf(application);
        long revision = 0;
        if (after != null) {
            revision = after.revision();
            entries.put(after.entry().entryKey(), after);
        } else if (before != null) {
            revision = before.revision();
            entries.remove(before.entry().entryKey());
        }
        if (!listeners.isEmpty()) {
            for (WriteListener listener : ImmutableList.copyOf(listeners)) {
                listener.written(application, Optional.ofNullable(before), Optional.ofNullable(after));
            }
        }
        return new WriteAnswer.Applied(revision);
    }

    private WriteAnswer conflict(@Nullable Versioned<?> current) {
        conflicts++;
        return new WriteAnswer.Conflict(Optional.ofNullable(current));
    }

    private NavigableMap<EntryKey, Versioned<?>> entriesOf(String application) {
        NavigableMap<EntryKey, Versioned<?>> entries = applications.get(application);
        if (entries == null) {
            entries = new TreeMap<>();
            applications.put(application, entries);
        }
        return entries;
    }

    private void count(Operation operation, EntryKind kind) {
        calls[operation.ordinal()][kind.ordinal()]++;
    }

    private synchronized void forget(WriteListener listener) {
        listeners.remove(listener);
    }

    /** No key of this kind comes before it: ids are never blank, and the null character sorts first. */
    private static EntryKey lowest(EntryKind kind) {
        return new EntryKey(kind, "\0");
    }
}
