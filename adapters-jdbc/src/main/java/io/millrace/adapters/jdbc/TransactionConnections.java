package io.millrace.adapters.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Lends each transaction a connection that is its own until the transaction has ended. Safe for use from several threads. */
interface TransactionConnections extends AutoCloseable {
    /** Takes a connection and begins a transaction on it. Blocks until there is one. */
    Connection begin() throws SQLException;

    /**
     * Commits. Blocks.
     *
     * @throws SQLException when that failed or its outcome is not known; the connection is still to be given back by
     *     {@link #rollBack}
     */
    void commit(Connection connection) throws SQLException;

    /** Takes back a connection whose transaction is committed. */
    void giveBack(Connection connection);

    /** Rolls back what is open and takes the connection back; one on which that fails is closed. Blocks. */
    void rollBack(Connection connection);

    /** Ends what another thread is doing on the connection, which is rolled back and given back afterwards. */
    void breakOff(Connection connection);

    /** Closes the connections that are not lent, and those that are when they come back. Idempotent. */
    @Override
    void close();
}
