package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.ports.store.CheckpointText;
import io.millrace.ports.store.EntryFields;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The statements on the table of entries, for one application. Each is complete in itself. Blocks. */
final class EntryTable {
    private static final String ROW = "select id, revision, layout, fields from ";
    private static final String OF_KEY = " where application = ? and kind = ? and id = ?";
    private static final String OF_KIND = " where application = ? and kind = ?";
    private static final String OF_REVISION = OF_KEY + " and revision = ?";
    private static final String COLUMNS = " (application, kind, id, revision, layout, fields) ";
    private static final String UNLESS_THERE = " on conflict (application, kind, id) do nothing";

    private final String application;
    private final String table;
    private final Dialect dialect;
    private final int timeoutSeconds;

    /** @param timeoutSeconds how long the driver lets a statement take; 0 if something else sees to that */
    EntryTable(String application, TableName table, Dialect dialect, int timeoutSeconds) {
        this.application = application;
        this.table = table.entries();
        this.dialect = dialect;
        this.timeoutSeconds = timeoutSeconds;
    }

    /** Whether it was inserted, at revision 1; false if there is such an entry already. */
    boolean insert(Connection connection, Entry entry) throws SQLException {
        String sql = "insert into " + table + COLUMNS + "values (?, ?, ?, 1, ?, " + dialect.fieldsParameter() + ")"
                + UNLESS_THERE;
        try (PreparedStatement statement = prepare(connection, sql)) {
            int next = setKey(statement, 1, entry.entryKey());
            statement.setInt(next, EntryFields.LAYOUT);
            statement.setString(next + 1, json(entry));
            return statement.executeUpdate() > 0;
        }
    }

    /** Whether it was replaced; false if its revision is another or there is no such entry. */
    boolean replace(Connection connection, Entry entry, long expectedRevision) throws SQLException {
        return replace(connection, entry, expectedRevision, Optional.empty());
    }

    /** Like {@link #replace(Connection, Entry, long)}; false also if it would move the checkpoint. */
    boolean replaceUnmoved(Connection connection, Lease lease, long expectedRevision) throws SQLException {
        return replace(connection, lease, expectedRevision, Optional.of(lease.checkpoint()));
    }

    private boolean replace(
            Connection connection, Entry entry, long expectedRevision, Optional<Checkpoint> expectedCheckpoint)
            throws SQLException {
        String sql = "update " + table + " set fields = " + dialect.fieldsParameter()
                + ", layout = ?, revision = revision + 1" + OF_REVISION
                + (expectedCheckpoint.isPresent() ? " and (fields ->> 'checkpoint') = ?" : "");
        try (PreparedStatement statement = prepare(connection, sql)) {
            statement.setString(1, json(entry));
            statement.setInt(2, EntryFields.LAYOUT);
            int next = setKey(statement, 3, entry.entryKey());
            statement.setLong(next, expectedRevision);
            if (expectedCheckpoint.isPresent()) {
                statement.setString(next + 1, CheckpointText.write(expectedCheckpoint.get()));
            }
            return statement.executeUpdate() > 0;
        }
    }

    /** Whether it was deleted; false if its revision is another or there is no such entry. */
    boolean delete(Connection connection, EntryKey key, long expectedRevision) throws SQLException {
        try (PreparedStatement statement = prepare(connection, "delete from " + table + OF_REVISION)) {
            statement.setLong(setKey(statement, 1, key), expectedRevision);
            return statement.executeUpdate() > 0;
        }
    }

    Optional<Row> read(Connection connection, EntryKey key) throws SQLException {
        try (PreparedStatement statement = prepare(connection, ROW + table + OF_KEY)) {
            setKey(statement, 1, key);
            return rows(statement).stream().findFirst();
        }
    }

    /**
     * Rows of a kind in the order of their ids.
     *
     * @param after only ids beyond this one
     * @param atMost how many
     */
    ImmutableList<Row> list(Connection connection, EntryKind kind, Optional<String> after, int atMost)
            throws SQLException {
        String sql = ROW + table + OF_KIND + (after.isPresent() ? " and id > ?" : "") + " order by id limit ?";
        try (PreparedStatement statement = prepare(connection, sql)) {
            statement.setString(1, application);
            statement.setString(2, kind.name());
            int next = 3;
            if (after.isPresent()) {
                statement.setString(next++, after.get());
            }
            statement.setInt(next, atMost);
            return rows(statement);
        }
    }

    /** Does all that a store does, to no row: fails where a column, the key or a permission is missing. */
    void checkUsable(Connection connection) throws SQLException {
        String nothing = " where 1 = 0";
        ImmutableList<String> statements = ImmutableList.of(
                ROW + table + nothing,
                "insert into " + table + COLUMNS + "select application, kind, id, revision, layout, fields from "
                        + table + nothing + UNLESS_THERE,
                "update " + table + " set revision = revision + 1, layout = layout, fields = fields" + nothing,
                "delete from " + table + nothing);
        for (String sql : statements) {
            try (PreparedStatement statement = prepare(connection, sql)) {
                statement.execute();
            }
        }
    }

    /**
     * @throws RefusedException when a text in it is none in UTF-8; the drivers would put a question mark in its place, and
     *     the entry would read back as another
     */
    private String json(Entry entry) {
        String json = JsonFields.write(EntryFields.write(entry));
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(json)) {
            throw new RefusedException("The entry " + entry.entryKey() + " of application '" + application
                    + "' is not written: a text in it holds half of a surrogate pair, and no database can store that."
                    + " Change what the worker is called, or the state that goes with the checkpoint.");
        }
        return json;
    }

    private PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        if (timeoutSeconds > 0) {
            statement.setQueryTimeout(timeoutSeconds);
        }
        return statement;
    }

    /** Returns the number of the parameter behind the key. */
    private int setKey(PreparedStatement statement, int first, EntryKey key) throws SQLException {
        statement.setString(first, application);
        statement.setString(first + 1, key.kind().name());
        statement.setString(first + 2, key.id());
        return first + 3;
    }

    private static ImmutableList<Row> rows(PreparedStatement statement) throws SQLException {
        ImmutableList.Builder<Row> rows = ImmutableList.builder();
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                rows.add(new Row(found.getString(1), found.getLong(2), found.getLong(3), found.getString(4)));
            }
        }
        return rows.build();
    }
}
