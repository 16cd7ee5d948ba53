package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * One connection to a file of SQLite, made when the first call needs it and again after a failure that may have been its
 * own. Write-ahead log, so that readers and the writer do not wait for each other; every commit is on the disk before it
 * is answered.
 */
final class SqliteConnections implements Connections {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteConnections.class);
    private static final Duration PAUSE = Duration.ofMillis(20);
    /** Failures after which the connection is as good as before: busy, locked, full, a constraint. */
    private static final ImmutableList<Integer> HARMLESS = ImmutableList.of(5, 6, 13, 19);

    private final SQLiteDataSource source;
    private final Duration patience;
    private final ImmutableList<String> statementsOnConnecting;
    private @Nullable Connection current;
    private boolean closed;

    /**
     * @param patience how long a call waits for those of other connections and processes
     * @param statementsOnConnecting run on each new connection
     */
    SqliteConnections(Path file, Duration patience, ImmutableList<String> statementsOnConnecting) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(Math.toIntExact(patience.toMillis()));
        this.source = new SQLiteDataSource(config);
        this.source.setUrl("jdbc:sqlite:" + file);
        this.patience = patience;
        this.statementsOnConnecting = statementsOnConnecting;
    }

    @Override
    public synchronized <A> A call(SqlCall<A> call) throws SQLException {
        Connection connection = connected();
        try {
            return call.on(connection);
        } catch (SQLException problem) {
            if (!HARMLESS.contains(problem.getErrorCode() & 0xff)) {
                disconnect();
            }
            throw problem;
        }
    }

    private Connection connected() {
        Connection known = current;
        if (known != null) {
            return known;
        }
        if (closed) {
            throw new CallPool.ClosedException();
        }
        try {
            Connection made = connect();
            current = made;
            return made;
        } catch (SQLException problem) {
            throw new NotConnectedException(problem);
        }
    }

    /** SQLite does not wait by itself for a file that others are just turning to write-ahead logging. */
    private Connection connect() throws SQLException {
        long start = System.nanoTime();
        while (true) {
            try {
                return prepared(source.getConnection());
            } catch (SQLException problem) {
                boolean busy = (problem.getErrorCode() & 0xff) == 5;
                if (!busy || System.nanoTime() - start >= patience.toNanos()) {
                    throw problem;
                }
            }
            pause();
        }
    }

    private Connection prepared(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statementsOnConnecting) {
                statement.execute(sql);
            }
            return connection;
        } catch (SQLException problem) {
            closeQuietly(connection);
            throw problem;
        }
    }

    private static void pause() throws SQLException {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLException("the store was closed while it waited for the file", interrupted);
        }
    }

    private void disconnect() {
        Connection known = current;
        current = null;
        if (known != null) {
            closeQuietly(known);
        }
    }

    /** What the call has answered or thrown counts, not what becomes of the connection. */
    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException problem) {
            LOG.warn("A connection of the lease store to its file could not be closed", problem);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        disconnect();
    }
}
