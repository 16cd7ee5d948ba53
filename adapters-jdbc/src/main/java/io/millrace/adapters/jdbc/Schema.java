package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableList;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that the tables are there, are of this version and may be written. Blocks. */
final class Schema {
    /** The version of the tables that this store reads and writes. */
    static final int VERSION = 1;

    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    /** Two that create the same table at once: a table, a type or a row of that name is there now. */
    private static final ImmutableList<String> CREATED_MEANWHILE = ImmutableList.of("23505", "42P07", "42710");

    private final TableName table;
    private final Dialect dialect;
    private final EntryTable entries;
    private final String place;
    private final boolean creationAllowed;

    /** @param place where the tables are, for people */
    Schema(TableName table, Dialect dialect, EntryTable entries, String place, boolean creationAllowed) {
        this.table = table;
        this.dialect = dialect;
        this.entries = entries;
        this.place = place;
        this.creationAllowed = creationAllowed;
    }

    /**
     * @throws RefusedException when the tables are missing and not to be created, or of another version
     * @throws SQLException when a statement fails, also for want of a permission or a column
     */
    void makeReady(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        if (!dialect.product().equals(product)) {
            throw new RefusedException("The data source leads to " + product + ", and this store works on "
                    + dialect.product() + ". Give a data source for " + dialect.product() + ".");
        }
        boolean entriesThere = exists(connection, table.entries());
        if (entriesThere) {
            // Before anything is created beside a table that may be another program's.
            entries.checkUsable(connection);
        }
        if (!entriesThere
                || !exists(connection, table.version())
                || version(connection).isEmpty()) {
            create(connection);
            entries.checkUsable(connection);
        }
        checkVersion(connection);
    }

    private void checkVersion(Connection connection) throws SQLException {
        OptionalInt found = version(connection);
        if (found.isEmpty() || found.getAsInt() != VERSION) {
            String said = found.isEmpty() ? "no version" : "version " + found.getAsInt();
            throw new RefusedException("The tables of the lease store, " + place + ", are of " + said
                    + ", and this Millrace needs version " + VERSION
                    + ". They are left as they are. Run the Millrace that"
                    + " made them, or choose another table name.");
        }
    }

    private OptionalInt version(Connection connection) throws SQLException {
        String sql = "select version from " + table.version() + " where id = 1";
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next() ? OptionalInt.of(found.getInt(1)) : OptionalInt.empty();
        }
    }

    private boolean exists(Connection connection, String quotedName) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(dialect.existence())) {
            statement.setString(1, quotedName);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() && found.getBoolean(1);
            }
        }
    }

    private void create(Connection connection) throws SQLException {
        if (!creationAllowed) {
            throw new RefusedException("The tables of the lease store, " + place + ", do not exist or are not"
                    + " complete, and creating them is switched off. " + remedy());
        }
        LOG.info("Creating the tables of the lease store, {}", place);
        for (String sql : dialect.creation(table)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException problem) {
                judgeCreation(problem);
            }
        }
    }

    private void judgeCreation(SQLException problem) throws SQLException {
        if ("42501".equals(problem.getSQLState())) {
            throw new RefusedException("The tables of the lease store, " + place + ", do not exist or are not"
                    + " complete, and creating them was denied (" + problem.getMessage() + "). " + remedy());
        }
        if (dialect != Dialect.POSTGRESQL || !CREATED_MEANWHILE.contains(problem.getSQLState())) {
            throw problem;
        }
        LOG.debug("Another worker is creating the tables of the lease store, {}", place, problem);
    }

    private String remedy() {
        return "Create them with " + dialect.resource()
                + " of this module's jar, allow it, or correct the table's name or" + " the database.";
    }
}
