package io.millrace.adapters.jdbc;

import java.sql.SQLException;

/** Gives each call a connection that commits every statement by itself. */
interface Connections extends AutoCloseable {
    /**
     * Makes a call. Blocks.
     *
     * @throws NotConnectedException when there is no connection; the call was not made then
     * @throws SQLException what the call threw
     */
    <A> A call(SqlCall<A> call) throws SQLException;

    /** Closes the connections that are its own. May wait a few seconds. Idempotent. */
    @Override
    void close();
}
