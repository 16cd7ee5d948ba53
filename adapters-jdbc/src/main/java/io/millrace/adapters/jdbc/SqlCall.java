package io.millrace.adapters.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

/** Something to do on a connection; blocks. */
interface SqlCall<A> {
    A on(Connection connection) throws SQLException;
}
