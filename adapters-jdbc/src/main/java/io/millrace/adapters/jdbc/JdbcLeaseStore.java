package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.CorruptEntry;
import io.millrace.ports.store.CorruptFieldsException;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The lease store in a table of PostgreSQL, which several applications may share, or in a file of SQLite, which several
 * processes of one machine may share.
 *
 * <p>Each write is one statement that commits by itself and is conditional on the entry's revision: no transaction stays
 * open, no lock is held between calls, and the server's clock is never asked. A lost answer is reported as UNKNOWN and
 * nothing is repeated.
 *
 * <p>Calls block on daemon threads of this store's own, on which the stages complete; those for sessions and the
 * leadership, on whose time the life of a worker depends, have threads and connections that listings and checkpoints
 * cannot take. Safe for use from several threads.
 *
 * <p>Permissions on PostgreSQL: SELECT, INSERT, UPDATE and DELETE on the table, SELECT on the table of the version beside
 * it, USAGE of the schema; CREATE in the schema only for those who want the tables created.
 */
public final class JdbcLeaseStore implements LeaseStore {
    private final String application;
    private final EntryTable table;
    private final Schema schema;
    private final SqlErrors errors;
    private final Lane openingLane;
    private final Lane lane;
    private final Lane urgentLane;
    private final int entriesPerPage;
    private final AtomicBoolean closed = new AtomicBoolean();

    JdbcLeaseStore(
            String application,
            EntryTable table,
            Schema schema,
            SqlErrors errors,
            Lane openingLane,
            Lane lane,
            Lane urgentLane,
            int entriesPerPage) {
        this.application = application;
        this.table = table;
        this.schema = schema;
        this.errors = errors;
        this.openingLane = openingLane;
        this.lane = lane;
        this.urgentLane = urgentLane;
        this.entriesPerPage = entriesPerPage;
    }

    public static JdbcLeaseStoreBuilder builder() {
        return new JdbcLeaseStoreBuilder();
    }

    @Override
    public String application() {
        return application;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Missing tables are created if that is allowed. A table of that name that is not Millrace's, tables of another
     * version, and a database or file that may not be written are refused and left alone.
     */
    @Override
    public CompletionStage<OpenAnswer> open() {
        return openingLane.submit(
                connection -> {
                    schema.makeReady(connection);
                    return new OpenAnswer.Ready();
                },
                problem -> new OpenAnswer.Failed(errors.reading("Opening the lease store", problem)));
    }

    /** {@inheritDoc} Pages are in the order of the ids. */
    @Override
    public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        return lane(kind)
                .submit(
                        connection -> page(kind, table.list(connection, kind, pageToken, entriesPerPage + 1)),
                        problem -> new ListAnswer.Failed(errors.reading("Listing " + kind, problem)));
    }

    /** @param rows one more than the page holds if there is another page */
    private ListAnswer page(EntryKind kind, ImmutableList<Row> rows) {
        ImmutableList<Row> shown = rows.subList(0, Math.min(rows.size(), entriesPerPage));
        ImmutableList.Builder<Versioned<?>> entries = ImmutableList.builder();
        ImmutableList.Builder<CorruptEntry> corrupt = ImmutableList.builder();
        for (Row row : shown) {
            EntryKey key = row.key(kind);
            try {
                entries.add(row.entry(key));
            } catch (CorruptFieldsException problem) {
                corrupt.add(new CorruptEntry(key, String.valueOf(problem.getMessage())));
            }
        }
        Optional<String> next = rows.size() > shown.size()
                ? Optional.ofNullable(shown.get(shown.size() - 1).id())
                : Optional.empty();
        return new ListAnswer.Page(entries.build(), corrupt.build(), next);
    }

    @Override
    public CompletionStage<ReadAnswer> read(EntryKey key) {
        return lane(key.kind())
                .submit(
                        connection -> found(key, table.read(connection, key)),
                        problem -> new ReadAnswer.Failed(errors.reading("Reading " + key, problem)));
    }

    private static ReadAnswer found(EntryKey key, Optional<Row> row) {
        if (row.isEmpty()) {
            return new ReadAnswer.Absent();
        }
        try {
            return new ReadAnswer.Found(row.get().entry(key));
        } catch (CorruptFieldsException problem) {
            return new ReadAnswer.Corrupt(new CorruptEntry(key, String.valueOf(problem.getMessage())));
        }
    }

    @Override
    public CompletionStage<WriteAnswer> create(Entry entry) {
        return write("Creating", entry.entryKey(), 1, connection -> table.insert(connection, entry));
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        return write(
                "Replacing",
                entry.entryKey(),
                expectedRevision + 1,
                connection -> table.replace(connection, entry, expectedRevision));
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return write("Deleting", key, expectedRevision, connection -> table.delete(connection, key, expectedRevision));
    }

    /** @param conditional writes if its condition holds, and tells whether it did */
    private CompletionStage<WriteAnswer> write(String verb, EntryKey key, long revision, SqlCall<Boolean> conditional) {
        return lane(key.kind())
                .submit(
                        connection -> conditional.on(connection)
                                ? new WriteAnswer.Applied(revision)
                                : conflict(verb, key, connection),
                        problem -> new WriteAnswer.Failed(errors.writing(verb + " " + key, problem)));
    }

    /** Nothing was written; whatever fails from here on does not change that. */
    private WriteAnswer conflict(String verb, EntryKey key, Connection connection) {
        try {
            Optional<Row> current = table.read(connection, key);
            return new WriteAnswer.Conflict(current.map(row -> row.entry(key)));
        } catch (SQLException problem) {
            return new WriteAnswer.Failed(
                    errors.reading(verb + " " + key + " met another revision; reading that", problem));
        } catch (CorruptFieldsException problem) {
            return new WriteAnswer.Failed(new StoreFailure(
                    StoreFailure.Kind.REFUSED,
                    "The entry " + key + " of application '" + application
                            + "' is not written: what stands there cannot" + " be understood (" + problem.getMessage()
                            + "). Repair or delete that row."));
        }
    }

    private Lane lane(EntryKind kind) {
        return kind == EntryKind.SESSION || kind == EntryKind.LEADERSHIP ? urgentLane : lane;
    }

    /**
     * {@inheritDoc} Calls that wait are answered with UNAVAILABLE. Does not wait: a thread of its own breaks off the calls
     * under way, of which writes may end as UNKNOWN, and closes the connections.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        ImmutableList.of(openingLane, lane, urgentLane).forEach(Lane::stop);
        Thread closing = new Thread(this::disconnect, "millrace-jdbc-close");
        closing.setDaemon(true);
        closing.start();
    }

    private void disconnect() {
        ImmutableList.of(openingLane, lane, urgentLane).forEach(Lane::disconnect);
    }
}
