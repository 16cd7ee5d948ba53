package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Makes a {@link JdbcLeaseStore}. Not safe for use from several threads. */
public final class JdbcLeaseStoreBuilder {
    /** The table's name, if none is set. */
    public static final String DEFAULT_TABLE = "millrace_entries";

    /** The number of calls at once on PostgreSQL, beside those for sessions, if none is set. */
    public static final int DEFAULT_THREADS = 4;

    /**
     * The time a call may take, if none is set. A heartbeat must be answered, or given up and sent again, well within the
     * failover time.
     */
    public static final Duration DEFAULT_CALL_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration SHORTEST_CALL_TIMEOUT = Duration.ofMillis(250);
    private static final Duration LONGEST_CALL_TIMEOUT = Duration.ofMinutes(5);
    /** Opening also loads classes, connects and creates the tables. */
    private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(15);

    /** How often they look whether a file of SQLite is free: a heartbeat goes before what can wait. */
    private static final Duration SESSIONS_LOOK = Duration.ofMillis(2);

    private static final Duration LEASES_LOOK = Duration.ofMillis(5);
    private static final Duration TRANSACTIONS_LOOK = Duration.ofMillis(10);

    private static final int URGENT_THREADS = 2;
    private static final int MOST_THREADS = 64;
    private static final int ENTRIES_PER_PAGE = 1_000;
    /** Of the 2,704 bytes that a row of PostgreSQL's index may have; the id needs the others. */
    private static final int APPLICATION_BYTES = 512;

    private String application = "";
    private Optional<String> url = Optional.empty();
    private Optional<DataSource> dataSource = Optional.empty();
    private Optional<String> user = Optional.empty();
    private Optional<String> password = Optional.empty();
    private String table = DEFAULT_TABLE;
    private boolean creationAllowed = true;
    private int threads = DEFAULT_THREADS;
    private Duration callTimeout = DEFAULT_CALL_TIMEOUT;
    private Duration openTimeout = OPEN_TIMEOUT;
    private int entriesPerPage = ENTRIES_PER_PAGE;
    private UnaryOperator<Connection> betweenTransactions = UnaryOperator.identity();
    private final ImmutableList.Builder<String> statementsOnConnecting = ImmutableList.builder();

    JdbcLeaseStoreBuilder() {}

    /** The application's name: whoever uses the same name and table works on the same leases. */
    public JdbcLeaseStoreBuilder application(String value) {
        application = value;
        return this;
    }

    /**
     * The database: {@code jdbc:postgresql://host:5432/database}, with the driver's parameters if any, or
     * {@code jdbc:sqlite:/directory/file}. Without a password; that is given by {@link #password}.
     */
    public JdbcLeaseStoreBuilder url(String value) {
        url = Optional.of(value);
        return this;
    }

    /**
     * In place of a URL, a data source for PostgreSQL, a pool as a rule. It should hold two connections more than there are
     * threads, and one for each transaction of {@link TransactionalProcessors} that is to be open at a time; and its limits of time count beside the call timeout. The store does not close it.
     */
    public JdbcLeaseStoreBuilder dataSource(DataSource value) {
        dataSource = Optional.of(value);
        return this;
    }

    /** The role on PostgreSQL; that of the URL or of the operating system if not set. */
    public JdbcLeaseStoreBuilder user(String value) {
        user = Optional.of(value);
        return this;
    }

    /** The role's password; it is in no message and no log. */
    public JdbcLeaseStoreBuilder password(String value) {
        password = Optional.of(value);
        return this;
    }

    /** The table, for PostgreSQL with its schema and a dot before it if need be; {@value #DEFAULT_TABLE} if not set. */
    public JdbcLeaseStoreBuilder table(String value) {
        table = value;
        return this;
    }

    /** Whether missing tables are created. Yes if not set. */
    public JdbcLeaseStoreBuilder createTableIfMissing(boolean value) {
        creationAllowed = value;
        return this;
    }

    /**
     * How many calls for leases and assignments may be made at once on PostgreSQL, 1 to 64; 4 if not set. Two more serve
     * sessions. On SQLite it is always one and one.
     */
    public JdbcLeaseStoreBuilder threads(int value) {
        threads = value;
        return this;
    }

    /**
     * How long a call may wait for a connection, and how long its statement may then take, 250 milliseconds to 5 minutes; 2
     * seconds if not set. A server that has gone silent is given up a second or two later. On SQLite, how long a call waits
     * for other processes.
     */
    public JdbcLeaseStoreBuilder callTimeout(Duration value) {
        callTimeout = value;
        return this;
    }

    /** How long {@code open} may take to connect to PostgreSQL, and how long the server may be silent; 15 s if not set. */
    JdbcLeaseStoreBuilder openTimeout(Duration value) {
        openTimeout = value;
        return this;
    }

    /** The most entries a page of a listing holds; 1,000 if not set. */
    JdbcLeaseStoreBuilder entriesPerPage(int value) {
        entriesPerPage = value;
        return this;
    }

    /** A statement for each new connection to a file of SQLite. */
    JdbcLeaseStoreBuilder statementOnConnecting(String value) {
        statementsOnConnecting.add(value);
        return this;
    }

    /** What stands between the transactions of processors and their connections. */
    JdbcLeaseStoreBuilder betweenTransactions(UnaryOperator<Connection> value) {
        betweenTransactions = value;
        return this;
    }

    /**
     * Makes the store without a call to the database.
     *
     * @throws IllegalArgumentException naming every setting that is wrong, its value and the remedy
     */
    public JdbcLeaseStore build() {
        List<String> faults = new ArrayList<>();
        if (application.isBlank()) {
            faults.add("application: is not set; give the name that all workers of this application share");
        } else if (application.getBytes(StandardCharsets.UTF_8).length > APPLICATION_BYTES) {
            faults.add("application: is longer than " + APPLICATION_BYTES + " bytes; give a shorter name");
        }
        Optional<JdbcAddress> address = address(faults);
        Optional<TableName> name = TableName.parse(table);
        if (name.isEmpty()) {
            faults.add("table: '" + table
                    + "' is no name of a table; give one of up to 55 small letters, digits and _, with"
                    + " a schema and a dot before it if need be");
        }
        if (threads < 1 || threads > MOST_THREADS) {
            faults.add("threads: " + threads + " is not 1 to " + MOST_THREADS);
        }
        if (callTimeout.compareTo(SHORTEST_CALL_TIMEOUT) < 0 || callTimeout.compareTo(LONGEST_CALL_TIMEOUT) > 0) {
            faults.add(
                    "callTimeout: " + callTimeout + " is not " + SHORTEST_CALL_TIMEOUT + " to " + LONGEST_CALL_TIMEOUT);
        }
        if (address.isPresent() && address.get().dialect() == Dialect.SQLITE) {
            collectSqliteFaults(name, faults);
        }
        Faults.refuseIfAny("JDBC lease store", faults);
        return make(address.orElseThrow(), name.orElseThrow());
    }

    private Optional<JdbcAddress> address(List<String> faults) {
        if (url.isPresent() == dataSource.isPresent()) {
            faults.add(
                    url.isPresent()
                            ? "dataSource: is given beside a url; give one of them"
                            : "url: is not set; give jdbc:postgresql://host:5432/database or jdbc:sqlite:/directory/file,"
                                    + " or a dataSource");
        }
        if (dataSource.isPresent() && (user.isPresent() || password.isPresent())) {
            faults.add("user, password: are given beside a dataSource, which has its own; leave them out");
        }
        if (url.isPresent()) {
            return JdbcAddress.parse(url.get(), faults);
        }
        return Optional.of(
                new JdbcAddress(Dialect.POSTGRESQL, "PostgreSQL by the given data source", Optional.empty()));
    }

    private void collectSqliteFaults(Optional<TableName> name, List<String> faults) {
        if (user.isPresent() || password.isPresent()) {
            faults.add("user, password: a file of SQLite has none; leave them out");
        }
        if (name.isPresent() && name.get().schema().isPresent()) {
            faults.add("table: '" + table + "' has a schema, and a file of SQLite has none; leave it out");
        }
    }

    private JdbcLeaseStore make(JdbcAddress address, TableName name) {
        String place = "table '" + name + "' (" + address.place() + ")";
        int timeoutSeconds = dataSource.isPresent() ? Math.toIntExact(PostgreSqlPool.wholeSeconds(callTimeout)) : 0;
        EntryTable entries = new EntryTable(application, name, address.dialect(), timeoutSeconds);
        boolean sqlite = address.dialect() == Dialect.SQLITE;
        Lane lane = lane("millrace-jdbc", address, sqlite ? 1 : threads, LEASES_LOOK);
        return new JdbcLeaseStore(
                application,
                entries,
                new Schema(name, address.dialect(), entries, place, creationAllowed),
                new SqlErrors(address.dialect(), place + " for application '" + application + "'"),
                sqlite || dataSource.isPresent() ? lane : openingLane(),
                lane,
                lane("millrace-jdbc-session", address, sqlite ? 1 : URGENT_THREADS, SESSIONS_LOOK),
                entriesPerPage,
                new Transactions(transactionSource(address)));
    }

    private TransactionSource transactionSource(JdbcAddress address) {
        if (address.file().isPresent()) {
            SqliteFile file = file(address.file().get(), TRANSACTIONS_LOOK);
            return new TransactionSource(
                    callTimeout.dividedBy(2),
                    callTimeout,
                    (connections, timeLimit) ->
                            new SqliteTransactions(file, betweenTransactions, TransactionSource.LONGEST_WAIT));
        }
        return new TransactionSource(
                TransactionSource.USUAL_TIME_LIMIT,
                TransactionSource.LONGEST_TIME_LIMIT,
                (connections, timeLimit) -> dataSource.isPresent()
                        ? new PooledTransactions(dataSource.get(), betweenTransactions, () -> {})
                        : PostgreSqlPool.transactions(
                                url.orElseThrow(),
                                user,
                                password,
                                connections,
                                callTimeout,
                                timeLimit,
                                betweenTransactions));
    }

    private Lane lane(String name, JdbcAddress address, int calls, Duration lookAgain) {
        return new Lane(new CallPool(name, calls), connections(name, address, calls, lookAgain));
    }

    private Lane openingLane() {
        Duration timeout = openTimeout.compareTo(callTimeout) > 0 ? openTimeout : callTimeout;
        return new Lane(
                new CallPool("millrace-jdbc-open", 1),
                PostgreSqlPool.connectOnce(url.orElseThrow(), user, password, timeout));
    }

    private Connections connections(String name, JdbcAddress address, int calls, Duration lookAgain) {
        if (dataSource.isPresent()) {
            return new PooledConnections(dataSource.get(), () -> {});
        }
        if (address.file().isPresent()) {
            return new SqliteConnections(file(address.file().get(), lookAgain));
        }
        return PostgreSqlPool.connect(name, url.orElseThrow(), user, password, calls, callTimeout);
    }

    private SqliteFile file(Path path, Duration lookAgain) {
        return new SqliteFile(path, callTimeout, lookAgain, statementsOnConnecting.build());
    }
}
