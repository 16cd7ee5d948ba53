package io.millrace.adapters.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections that a data source keeps. */
final class PooledConnections implements Connections {
    private static final Logger LOG = LoggerFactory.getLogger(PooledConnections.class);

    private final DataSource source;
    private final Runnable release;

    /** @param release closes the data source, if it is the store's own */
    PooledConnections(DataSource source, Runnable release) {
        this.source = source;
        this.release = release;
    }

    @Override
    public <A> A call(SqlCall<A> call) throws SQLException {
        Connection connection = borrow();
        try {
            return call.on(connection);
        } finally {
            giveBack(connection);
        }
    }

    private Connection borrow() {
        Connection connection;
        try {
            connection = source.getConnection();
        } catch (SQLException | RuntimeException problem) {
            throw new NotConnectedException(problem);
        }
        try {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true);
            }
            return connection;
        } catch (SQLException problem) {
            giveBack(connection);
            throw new NotConnectedException(problem);
        }
    }

    /** What the call has answered stands, whatever becomes of the connection. */
    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException problem) {
            LOG.warn("A connection of the lease store could not be given back to its pool", problem);
        }
    }

    @Override
    public void close() {
        release.run();
    }
}
