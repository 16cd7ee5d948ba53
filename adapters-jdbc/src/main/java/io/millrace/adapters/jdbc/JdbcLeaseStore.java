package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The lease store in a table of PostgreSQL, which several applications may share, or in a file of SQLite, which several
 * processes of one machine may share.
 *
 * <p>Each write is one statement that commits by itself and is conditional on the entry's revision: no transaction stays
 * open, no lock is held between calls, and the server's clock is never asked. A lost answer is reported as UNKNOWN and
 * nothing is repeated. The one exception is a checkpoint of {@link TransactionalProcessors}, which is committed with the
 * results that belong to it.
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
    private final Transactions transactions;
    private final AtomicBoolean closed = new AtomicBoolean();

    JdbcLeaseStore(
            String application,
            EntryTable table,
            Schema schema,
            SqlErrors errors,
            Lane openingLane,
            Lane lane,
            Lane urgentLane,
            int entriesPerPage,
            Transactions transactions) {
        this.application = application;
        this.table = table;
        this.schema = schema;
        this.errors = errors;
        this.openingLane = openingLane;
        this.lane = lane;
        this.urgentLane = urgentLane;
        this.entriesPerPage = entriesPerPage;
        this.transactions = transactions;
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

    /** For the processors that write in the transactions of their checkpoints. */
    Transactions transactions() {
        return transactions;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Once there are {@link TransactionalProcessors}, a checkpoint is committed together with its results, and one that
     * comes without any is REFUSED, but for the end of a shard.
     */
    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        if (entry instanceof Lease lease) {
            transactions.note(lease);
            if (transactions.areUsed() && !lease.isEnded()) {
                return replaceWithResults(lease, expectedRevision);
            }
        }
        return replaceAlone(entry, expectedRevision);
    }

    private CompletionStage<WriteAnswer> replaceWithResults(Lease lease, long expectedRevision) {
        Optional<ShardTransaction> found = transactions.of(lease);
        if (found.isEmpty()) {
            return replaceUnmoved(lease, expectedRevision);
        }
        ShardTransaction transaction = found.get();
        switch (transaction.claim()) {
            case COMMIT:
                return commit(transaction, lease, expectedRevision);
            case ALONE:
                return replaceAlone(lease, expectedRevision);
            case WAIT:
                return transaction.ended().thenCompose(ended -> replaceUnmoved(lease, expectedRevision));
            case GONE:
                break;
        }
        return replaceUnmoved(lease, expectedRevision);
    }

    private CompletionStage<WriteAnswer> commit(ShardTransaction transaction, Lease lease, long expectedRevision) {
        String action = "Committing results with " + lease.entryKey();
        CompletionStage<ShardTransaction.Ending> ending = transactions.submit(
                () -> transaction.commit(
                        connection -> table.replace(connection, lease, expectedRevision), errors::isUnknown),
                transaction::notCommitted);
        return ending.thenCompose(end -> {
            if (end instanceof ShardTransaction.Ending.Failed failed) {
                boolean unknown = transaction.state() == ShardTransaction.State.UNKNOWN;
                return CompletableFuture.completedFuture(
                        new WriteAnswer.Failed(errors.committing(action, failed.problem(), unknown)));
            }
            return end instanceof ShardTransaction.Ending.Committed
                    ? CompletableFuture.completedFuture(new WriteAnswer.Applied(expectedRevision + 1))
                    : lane.submit(
                            connection -> conflict("Replacing", lease.entryKey(), connection),
                            problem -> new WriteAnswer.Failed(errors.reading(action, problem)));
        });
    }

    /** For a release, or for a lease that is taken: a checkpoint without its results is told from them in the database. */
    private CompletionStage<WriteAnswer> replaceUnmoved(Lease lease, long expectedRevision) {
        return write(
                        "Replacing",
                        lease.entryKey(),
                        expectedRevision + 1,
                        connection -> table.replaceUnmoved(connection, lease, expectedRevision))
                .thenApply(answer -> answer instanceof WriteAnswer.Conflict conflict
                                && conflict.current().isPresent()
                                && conflict.current().get().revision() == expectedRevision
                        ? new WriteAnswer.Failed(withoutResults(lease))
                        : answer);
    }

    private StoreFailure withoutResults(Lease lease) {
        return new StoreFailure(
                StoreFailure.Kind.REFUSED,
                "The checkpoint " + lease.checkpoint() + " of " + lease.key() + " for application '" + application
                        + "' is not stored: there is no open transaction with its results. That was rolled back, or the"
                        + " checkpoint is somebody else's. A store of transactional processors takes no other"
                        + " checkpoints; give others a store of their own.");
    }

    private CompletionStage<WriteAnswer> replaceAlone(Entry entry, long expectedRevision) {
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
        transactions.stop();
        Thread closing = new Thread(this::disconnect, "millrace-jdbc-close");
        closing.setDaemon(true);
        closing.start();
    }

    private void disconnect() {
        ImmutableList.of(openingLane, lane, urgentLane).forEach(Lane::disconnect);
        transactions.disconnect();
    }
}
