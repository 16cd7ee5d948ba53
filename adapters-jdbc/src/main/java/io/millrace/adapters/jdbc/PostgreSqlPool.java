package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableMap;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;

/** Pools of connections to a PostgreSQL server. */
final class PostgreSqlPool {
    private static final Duration IDLE_AT_MOST = Duration.ofMinutes(1);
    /** HikariCP accepts no shorter times. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);

    private PostgreSqlPool() {}

    /**
     * Makes a pool that connects when it is first asked to, so it does not matter whether the server is up.
     *
     * @param url checked before; its parameters prevail over what is set here
     * @param connections at most so many
     * @param callTimeout how long to wait for a connection, and how long a statement may take
     */
    static Connections connect(
            String name,
            String url,
            Optional<String> user,
            Optional<String> password,
            int connections,
            Duration callTimeout) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName(name);
        pool.setDataSource(source(url, user, password, callTimeout, callTimeout.plusSeconds(1)));
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(1);
        pool.setIdleTimeout(IDLE_AT_MOST.toMillis());
        pool.setConnectionTimeout(callTimeout.toMillis());
        pool.setValidationTimeout(Math.max(SHORTEST_WAIT.toMillis(), callTimeout.toMillis() / 2));
        pool.setInitializationFailTimeout(-1);
        // The server gives up first and says so; the socket's limit is for a server that has gone silent.
        pool.setConnectionInitSql("set statement_timeout = " + callTimeout.toMillis());
        return new PooledConnections(pool, pool::close);
    }

    /**
     * A connection for each call, without a pool: what the server says to somebody who connects is told at once, and a wrong
     * password is not tried over and over.
     *
     * @param timeout how long connecting may take, and how long the server may be silent
     */
    static Connections connectOnce(String url, Optional<String> user, Optional<String> password, Duration timeout) {
        PGSimpleDataSource source = source(url, user, password, timeout, timeout);
        source.setLoginTimeout(Math.toIntExact(wholeSeconds(timeout)));
        return new PooledConnections(source, () -> {});
    }

    private static PGSimpleDataSource source(
            String url,
            Optional<String> user,
            Optional<String> password,
            Duration connectTimeout,
            Duration socketTimeout) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        Properties given = Driver.parseURL(url, null);
        defaults(connectTimeout, socketTimeout).forEach((name, value) -> {
            if (given == null || !given.containsKey(name)) {
                setProperty(source, name, value);
            }
        });
        user.ifPresent(source::setUser);
        password.ifPresent(source::setPassword);
        return source;
    }

    private static ImmutableMap<String, String> defaults(Duration connectTimeout, Duration socketTimeout) {
        return ImmutableMap.of(
                "connectTimeout",
                Long.toString(wholeSeconds(connectTimeout)),
                "socketTimeout",
                Long.toString(wholeSeconds(socketTimeout)),
                "tcpKeepAlive",
                "true",
                "ApplicationName",
                "millrace");
    }

    /** Rounded up. */
    static long wholeSeconds(Duration time) {
        return time.plusSeconds(1).minusNanos(1).toSeconds();
    }

    private static void setProperty(PGSimpleDataSource source, String name, String value) {
        try {
            source.setProperty(name, value);
        } catch (SQLException impossible) {
            throw new IllegalStateException("the driver does not know its property " + name, impossible);
        }
    }
}
