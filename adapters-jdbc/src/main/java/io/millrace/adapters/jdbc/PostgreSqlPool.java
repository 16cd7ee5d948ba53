package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableMap;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
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
        // The server gives up first and says so; the socket's limit is for a server that has gone silent.
        HikariDataSource pool =
                pool(name, source(url, user, password, callTimeout, callTimeout.plusSeconds(1)), callTimeout);
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(callTimeout.toMillis());
        pool.setConnectionInitSql("set statement_timeout = " + callTimeout.toMillis());
        return new PooledConnections(pool, pool::close);
    }

    /**
     * Makes a pool for the transactions of processors; connects when the first begins.
     *
     * @param timeLimit after which the server ends a statement, and a transaction of a client that has gone silent, so that
     *     the locks of a worker that is frozen or cut off are let go of
     */
    static TransactionConnections transactions(
            String url,
            Optional<String> user,
            Optional<String> password,
            int connections,
            Duration callTimeout,
            Duration timeLimit,
            UnaryOperator<Connection> between) {
        HikariDataSource pool = pool(
                "millrace-jdbc-transactions",
                source(url, user, password, callTimeout, timeLimit.plusSeconds(1)),
                callTimeout);
        pool.setMaximumPoolSize(connections);
        pool.setMinimumIdle(0);
        pool.setConnectionTimeout(TransactionSource.LONGEST_WAIT.toMillis());
        pool.setConnectionInitSql("set statement_timeout = " + timeLimit.toMillis()
                + "; set idle_in_transaction_session_timeout = " + timeLimit.toMillis());
        return new PooledTransactions(pool, between, pool::close);
    }

    private static HikariDataSource pool(String name, PGSimpleDataSource source, Duration callTimeout) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName(name);
        pool.setDataSource(source);
        pool.setIdleTimeout(IDLE_AT_MOST.toMillis());
        pool.setValidationTimeout(Math.max(SHORTEST_WAIT.toMillis(), callTimeout.toMillis() / 2));
        pool.setInitializationFailTimeout(-1);
        return pool;
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
