package io.millrace.adapters.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a file of SQLite, made when the first call needs it and again after a failure that may have been its
 * own.
 */
final class SqliteConnections implements Connections {
    private final SqliteFile file;
    private @Nullable Connection current;
    private boolean closed;

    SqliteConnections(SqliteFile file) {
        this.file = file;
    }

    @Override
    public synchronized <A> A call(SqlCall<A> call) throws SQLException {
        Connection connection = connected();
        try {
            return call.on(connection);
        } catch (SQLException problem) {
            if (!SqliteFile.isHarmless(problem)) {
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
            Connection made = file.connect();
            current = made;
            return made;
        } catch (SQLException problem) {
            throw new NotConnectedException(problem);
        }
    }

    private void disconnect() {
        Connection known = current;
        current = null;
        if (known != null) {
            SqliteFile.closeQuietly(known);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        disconnect();
    }
}
