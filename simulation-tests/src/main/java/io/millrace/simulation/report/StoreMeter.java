package io.millrace.simulation.report;

import com.google.common.collect.ImmutableSortedMap;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.sharing.LeaseSharing;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Counts what reaches a lease store, whichever it is, in calls and in DynamoDB's units. The sizes of the entries are those
 * of the items that the DynamoDB adapter makes of them, for names of usual length.
 */
public final class StoreMeter {
    private static final int SESSION_BYTES = 300;
    private static final int LEASE_BYTES = 350;
    private static final int OTHER_BYTES = 250;
    private static final int ASSIGNED_LEASE_BYTES = 4;
    private static final double READ_UNIT_BYTES = 4_096;
    private static final double WRITE_UNIT_BYTES = 1_024;

    private final long[][] calls = new long[Operation.values().length][EntryKind.values().length];
    private double readUnits;
    private double writeUnits;

    private enum Operation {
        LIST,
        READ,
        CREATE,
        REPLACE,
        DELETE;

        boolean writes() {
            return ordinal() >= CREATE.ordinal();
        }
    }

    /** The same store, and whoever calls it is counted here. */
    public LeaseStore on(LeaseStore store) {
        return new Metered(Objects.requireNonNull(store, "store"));
    }

    /** What was counted so far. */
    public StoreUse use() {
        return new StoreUse(byKind(false), byKind(true), readUnits, writeUnits);
    }

    private ImmutableSortedMap<String, Long> byKind(boolean writes) {
        ImmutableSortedMap.Builder<String, Long> counts = ImmutableSortedMap.naturalOrder();
        for (Operation operation : Operation.values()) {
            for (EntryKind kind : EntryKind.values()) {
                long count = calls[operation.ordinal()][kind.ordinal()];
                if (operation.writes() == writes && count > 0) {
                    counts.put((operation + " " + kind).toLowerCase(Locale.ROOT).replace('_', ' '), count);
                }
            }
        }
        return counts.build();
    }

    private void count(Operation operation, EntryKind kind) {
        calls[operation.ordinal()][kind.ordinal()]++;
    }

    private void countWrite(Operation operation, EntryKind kind, int bytes) {
        count(operation, kind);
        writeUnits += Math.ceil(bytes / WRITE_UNIT_BYTES);
    }

    private void countRead(EntryKind kind, int bytes, boolean listing) {
        double units = Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES));
        // sessions are listed eventually consistent, all else is read as it is now
        readUnits += listing && kind == EntryKind.SESSION ? units / 2 : units;
    }

    private static int bytes(Entry entry) {
        if (entry instanceof Lease) {
            return LEASE_BYTES;
        } else if (entry instanceof Assignment assignment) {
            return OTHER_BYTES + ASSIGNED_LEASE_BYTES * assignment.leases().size();
        }
        return entry instanceof WorkerSession ? SESSION_BYTES : OTHER_BYTES;
    }

    private final class Metered implements LeaseStore {
        private final LeaseStore store;

        private Metered(LeaseStore store) {
            this.store = store;
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
            return store.open();
        }

        @Override
        public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
            count(Operation.LIST, kind);
            return store.list(kind, pageToken).thenApply(answer -> {
                int bytes = 0;
                if (answer instanceof ListAnswer.Page page) {
                    for (Versioned<?> versioned : page.entries()) {
                        bytes += bytes(versioned.entry());
                    }
                }
                countRead(kind, bytes, true);
                return answer;
            });
        }

        @Override
        public CompletionStage<ReadAnswer> read(EntryKey key) {
            count(Operation.READ, key.kind());
            return store.read(key).thenApply(answer -> {
                int bytes = answer instanceof ReadAnswer.Found found
                        ? bytes(found.found().entry())
                        : 0;
                countRead(key.kind(), bytes, false);
                return answer;
            });
        }

        @Override
        public CompletionStage<WriteAnswer> create(Entry entry) {
            countWrite(Operation.CREATE, entry.entryKey().kind(), bytes(entry));
            return store.create(entry);
        }

        @Override
        public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
            countWrite(Operation.REPLACE, entry.entryKey().kind(), bytes(entry));
            return store.replace(entry, expectedRevision);
        }

        @Override
        public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
            countWrite(Operation.DELETE, key.kind(), OTHER_BYTES);
            return store.delete(key, expectedRevision);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
