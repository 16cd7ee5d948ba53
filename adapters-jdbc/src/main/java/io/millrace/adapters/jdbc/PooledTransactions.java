package io.millrace.adapters.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections for transactions from a pool. */
final class PooledTransactions implements TransactionConnections {
    private static final Logger LOG = LoggerFactory.getLogger(PooledTransactions.class);

    private final DataSource source;
    private final UnaryOperator<Connection> between;
    private final Runnable release;

    /**
     * @param between what stands between a transaction and its connection
     * @param release closes the data source, if it is the store's own
     */
    PooledTransactions(DataSource source, UnaryOperator<Connection> between, Runnable release) {
        this.source = source;
        this.between = between;
        this.release = release;
    }

    @Override
    public Connection begin() throws SQLException {
        Connection connection = between.apply(source.getConnection());
        try {
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException problem) {
            close(connection);
            throw problem;
        }
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        connection.commit();
    }

    @Override
    public void giveBack(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException problem) {
            breakOff(connection);
        }
        close(connection);
    }

    @Override
    public void rollBack(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException problem) {
            LOG.debug(
                    "A transaction could not be rolled back; its connection is dropped, and the server does it",
                    problem);
            breakOff(connection);
        }
        close(connection);
    }

    @Override
    public void breakOff(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException problem) {
            LOG.warn("A connection of a transaction could not be broken off", problem);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException problem) {
            LOG.debug("A connection of a transaction could not be given back to its pool", problem);
        }
    }

    @Override
    public void close() {
        release.run();
    }
}
