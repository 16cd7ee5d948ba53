package io.millrace.adapters.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConnection;

/**
 * One connection to a file of SQLite, on which the transactions of this process take turns, in order: the file has one
 * writer at a time in any case. A transaction has the right to write from its beginning, so that none that has read first
 * fails because somebody else has written meanwhile.
 */
final class SqliteTransactions implements TransactionConnections {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteTransactions.class);
    /** Who waits for the file is not served in order, but looks every few milliseconds whether it is free. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
    /** A transaction as short as this leaves enough room by itself. */
    private static final Duration SHORT = Duration.ofMillis(20);

    private final SqliteFile file;
    private final UnaryOperator<Connection> between;
    private final Duration patience;
    private final Semaphore turn = new Semaphore(1, true);
    private volatile boolean closed;
    /** These three are touched only by whoever has the turn. */
    private @Nullable Connection idle;

    private long begunAtNanos = System.nanoTime();
    private long notBeforeNanos = begunAtNanos;

    /**
     * @param between what stands between a transaction and its connection
     * @param patience how long a transaction waits for its turn
     */
    SqliteTransactions(SqliteFile file, UnaryOperator<Connection> between, Duration patience) {
        this.file = file;
        this.between = between;
        this.patience = patience;
    }

    @Override
    public Connection begin() throws SQLException {
        awaitTurn();
        Connection connection = null;
        boolean begun = false;
        try {
            pause();
            connection = connected();
            SqliteFile.execute(connection, "begin immediate");
            begunAtNanos = System.nanoTime();
            begun = true;
            return connection;
        } finally {
            if (!begun) {
                if (connection != null) {
                    SqliteFile.closeQuietly(connection);
                }
                turn.release();
            }
        }
    }

    /**
     * Leaves the file to others, for as long as the transaction before has kept it from them: else one transaction right
     * behind the other would starve the heartbeats of all workers on this file.
     */
    private void pause() throws SQLException {
        long nanos = notBeforeNanos - System.nanoTime();
        if (nanos > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(nanos);
            } catch (InterruptedException interrupted) {
                throw interrupted(interrupted);
            }
        }
    }

    private static SQLException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new SQLException("interrupted while it waited for other transactions on the file", interrupted);
    }

    private void awaitTurn() throws SQLException {
        try {
            if (!turn.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLException("the transactions of other shards of this process have held the file for "
                        + patience.toSeconds() + " s");
            }
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private Connection connected() throws SQLException {
        if (closed) {
            throw new SQLException("the lease store is closed");
        }
        Connection known = idle;
        idle = null;
        return known == null ? between.apply(file.connect()) : known;
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        SqliteFile.execute(connection, "commit");
    }

    @Override
    public void giveBack(Connection connection) {
        idle = connection;
        endTurn();
    }

    private void endTurn() {
        long now = System.nanoTime();
        long open = now - begunAtNanos;
        notBeforeNanos = open < SHORT.toNanos() ? now : now + Math.min(open, LONGEST_PAUSE.toNanos());
        turn.release();
        if (closed) {
            close();
        }
    }

    @Override
    public void rollBack(Connection connection) {
        try {
            SqliteFile.execute(connection, "rollback");
            giveBack(connection);
        } catch (SQLException problem) {
            // SQLite has rolled back by itself after some failures; closing does it in any case.
            LOG.debug("A transaction could not be rolled back; its connection is closed, which does it", problem);
            SqliteFile.closeQuietly(connection);
            endTurn();
        }
    }

    @Override
    public void breakOff(Connection connection) {
        try {
            connection.unwrap(SQLiteConnection.class).getDatabase().interrupt();
        } catch (SQLException problem) {
            LOG.warn("A statement of a transaction could not be interrupted", problem);
        }
    }

    @Override
    public void close() {
        closed = true;
        if (turn.tryAcquire()) {
            Connection known = idle;
            idle = null;
            if (known != null) {
                SqliteFile.closeQuietly(known);
            }
            turn.release();
        }
    }
}
