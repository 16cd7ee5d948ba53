package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.BusyHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Connects to a file of SQLite. Write-ahead log, so that readers and the writer do not wait for each other; every commit is
 * on the disk before it is answered.
 */
final class SqliteFile {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int KIND = 0xff;
    private static final int BUSY = 5;
    /** Failures after which the connection is as good as before: busy, locked, full, a constraint. */
    private static final ImmutableList<Integer> HARMLESS = ImmutableList.of(BUSY, 6, 13, 19);

    private final SQLiteDataSource source;
    private final Duration patience;
    private final Duration lookAgain;
    private final ImmutableList<String> statementsOnConnecting;

    /**
     * @param patience how long a statement waits for those of other connections and processes
     * @param lookAgain how often it looks meanwhile whether the file is free: who looks more often goes first
     * @param statementsOnConnecting run on each new connection
     */
    SqliteFile(Path file, Duration patience, Duration lookAgain, ImmutableList<String> statementsOnConnecting) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(Math.toIntExact(patience.toMillis()));
        this.source = new SQLiteDataSource(config);
        this.source.setUrl("jdbc:sqlite:" + file);
        this.patience = patience;
        this.lookAgain = lookAgain;
        this.statementsOnConnecting = statementsOnConnecting;
    }

    /** SQLite does not wait by itself for a file that others are just turning to write-ahead logging. */
    Connection connect() throws SQLException {
        long start = System.nanoTime();
        while (true) {
            try {
                return prepared(source.getConnection());
            } catch (SQLException problem) {
                if (kind(problem) != BUSY || System.nanoTime() - start >= patience.toNanos()) {
                    throw problem;
                }
            }
            pause();
        }
    }

    private Connection prepared(Connection connection) throws SQLException {
        try {
            BusyHandler.setHandler(connection, new Wait(patience, lookAgain));
            for (String sql : statementsOnConnecting) {
                execute(connection, sql);
            }
            return connection;
        } catch (SQLException problem) {
            closeQuietly(connection);
            throw problem;
        }
    }

    /** In place of SQLite's own wait, which looks again ever more seldom. */
    private static final class Wait extends BusyHandler {
        private final Duration patience;
        private final Duration lookAgain;
        private long sinceNanos;

        Wait(Duration patience, Duration lookAgain) {
            this.patience = patience;
            this.lookAgain = lookAgain;
        }

        /** Whether to look again; 0 gives up. */
        @Override
        protected int callback(int looksBefore) {
            long now = System.nanoTime();
            if (looksBefore == 0) {
                sinceNanos = now;
            }
            if (now - sinceNanos >= patience.toNanos()) {
                return 0;
            }
            try {
                Thread.sleep(lookAgain.toMillis());
                return 1;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return 0;
            }
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

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Whether the connection on which this happened is as good as before. */
    static boolean isHarmless(SQLException problem) {
        return HARMLESS.contains(kind(problem));
    }

    private static int kind(SQLException problem) {
        return problem.getErrorCode() & KIND;
    }

    /** What a call has answered or thrown counts, not what becomes of its connection. */
    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException problem) {
            LOG.warn("A connection of the lease store to its file could not be closed", problem);
        }
    }
}
