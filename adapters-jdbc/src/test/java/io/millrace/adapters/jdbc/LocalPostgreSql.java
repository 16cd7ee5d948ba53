package io.millrace.adapters.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL server on this machine, started once for all tests that do not stop it; it ends with the process. */
final class LocalPostgreSql {
    private static final EmbeddedPostgres SERVER = start();

    private LocalPostgreSql() {}

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "200")
                    .start();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    static String url() {
        return url("postgres");
    }

    static String url(String database) {
        return "jdbc:postgresql://localhost:" + SERVER.getPort() + "/" + database;
    }

    /** A store's builder as the superuser. */
    static JdbcLeaseStoreBuilder store(String application) {
        return JdbcLeaseStore.builder().application(application).url(url()).user("postgres");
    }

    static Connection connect() throws SQLException {
        return SERVER.getPostgresDatabase().getConnection();
    }

    /** Runs statements as the superuser. */
    static void run(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException problem) {
            throw new IllegalStateException(problem);
        }
    }

    static EmbeddedPostgres server() {
        return SERVER;
    }
}
