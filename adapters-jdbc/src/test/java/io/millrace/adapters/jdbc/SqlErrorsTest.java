package io.millrace.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.StoreFailure.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a call for every failure that is known, and for those that are not. */
class SqlErrorsTest {
    private final SqlErrors postgreSql =
            new SqlErrors(Dialect.POSTGRESQL, "table 'leases' (PostgreSQL db:5432/main) for application 'words'");
    private final SqlErrors sqlite =
            new SqlErrors(Dialect.SQLITE, "table 'leases' (SQLite file /var/leases.db) for application 'words'");

    @ParameterizedTest
    @CsvSource({
        "08000, UNAVAILABLE, UNKNOWN, connection to the server broke",
        "08001, UNAVAILABLE, UNAVAILABLE, no connection to the server",
        "08003, UNAVAILABLE, UNKNOWN, connection to the server broke",
        "08004, REFUSED, REFUSED, rejects the connection",
        "08006, UNAVAILABLE, UNKNOWN, connection to the server broke",
        "08P01, UNAVAILABLE, UNKNOWN, connection to the server broke",
        "0A000, REFUSED, REFUSED, PostgreSQL 9.6 or later",
        "22P05, REFUSED, REFUSED, U+0000",
        "23502, REFUSED, REFUSED, not as Millrace makes it",
        "25006, REFUSED, REFUSED, Connect to the primary server",
        "28000, REFUSED, REFUSED, does not accept the user or the password",
        "28P01, REFUSED, REFUSED, does not accept the user or the password",
        "3D000, REFUSED, REFUSED, no such database",
        "3F000, REFUSED, REFUSED, no such schema",
        "40001, UNAVAILABLE, UNAVAILABLE, It will pass",
        "40002, UNAVAILABLE, UNAVAILABLE, It will pass",
        "40003, UNAVAILABLE, UNKNOWN, connection to the server broke",
        "40P01, UNAVAILABLE, UNAVAILABLE, deadlock",
        "42501, REFUSED, REFUSED, 'Grant it select, insert, update and delete'",
        "42601, REFUSED, REFUSED, does not accept the statement",
        "42703, REFUSED, REFUSED, another program's",
        "42P01, REFUSED, REFUSED, the table does not exist",
        "42P10, REFUSED, REFUSED, primary key",
        "53100, UNAVAILABLE, UNAVAILABLE, disk is full",
        "53200, UNAVAILABLE, UNAVAILABLE, out of memory",
        "53300, THROTTLED, THROTTLED, max_connections",
        "54000, REFUSED, REFUSED, shorter name",
        "55P03, UNAVAILABLE, UNAVAILABLE, a lock that is held",
        "57014, UNAVAILABLE, UNKNOWN, took too long",
        "57P01, UNAVAILABLE, UNKNOWN, stopped or restarted",
        "57P02, UNAVAILABLE, UNKNOWN, stopped or restarted",
        "57P03, UNAVAILABLE, UNAVAILABLE, starting or stopping",
        "57P04, REFUSED, REFUSED, was dropped",
        "58030, UNAVAILABLE, UNKNOWN, fault of its system",
        "XX000, UNAVAILABLE, UNKNOWN, internal fault",
        "99999, UNAVAILABLE, UNKNOWN, does not know",
        "    , UNAVAILABLE, UNKNOWN, does not know",
    })
    void tellsStatesOfPostgreSqlApart(String state, Kind reading, Kind writing, String said) {
        SQLException problem = new SQLException("the words of the server", state);

        assertThat(postgreSql.reading("Reading", problem).kind()).isEqualTo(reading);
        assertThat(postgreSql.writing("Writing", problem).kind()).isEqualTo(writing);
        assertThat(postgreSql.writing("Writing", problem).explanation())
                .startsWith("Writing in table 'leases' (PostgreSQL db:5432/main) for application 'words' ")
                .contains(said, "the words of the server");
    }

    @ParameterizedTest
    @CsvSource({
        "1, REFUSED, REFUSED, does not accept the statement",
        "3, REFUSED, REFUSED, access to the file is denied",
        "5, UNAVAILABLE, UNAVAILABLE, holds the file locked",
        "517, UNAVAILABLE, UNAVAILABLE, holds the file locked",
        "6, UNAVAILABLE, UNAVAILABLE, holds the file locked",
        "7, UNAVAILABLE, UNAVAILABLE, memory",
        "8, REFUSED, REFUSED, read-only",
        "9, UNAVAILABLE, UNAVAILABLE, interrupted",
        "10, UNAVAILABLE, UNKNOWN, disk failed",
        "778, UNAVAILABLE, UNKNOWN, disk failed",
        "11, REFUSED, REFUSED, damaged",
        "13, UNAVAILABLE, UNAVAILABLE, disk is full",
        "14, REFUSED, REFUSED, cannot be opened",
        "15, UNAVAILABLE, UNAVAILABLE, changing the file",
        "17, UNAVAILABLE, UNAVAILABLE, changing the file",
        "18, REFUSED, REFUSED, too long",
        "19, REFUSED, REFUSED, does not accept a value",
        "22, REFUSED, REFUSED, too large for its file system",
        "23, REFUSED, REFUSED, access to the file is denied",
        "26, REFUSED, REFUSED, no database",
        "0, UNAVAILABLE, UNKNOWN, does not know",
        "99, UNAVAILABLE, UNKNOWN, does not know",
    })
    void tellsCodesOfSqliteApart(int code, Kind reading, Kind writing, String said) {
        SQLException problem = new SQLException("the words of SQLite", null, code);

        assertThat(sqlite.reading("Reading", problem).kind()).isEqualTo(reading);
        assertThat(sqlite.writing("Writing", problem).kind()).isEqualTo(writing);
        assertThat(sqlite.writing("Writing", problem).explanation()).contains(said, "the words of SQLite");
    }

    @ParameterizedTest
    @CsvSource({
        "08006, UNAVAILABLE",
        "57P01, UNAVAILABLE",
        "28P01, REFUSED",
        "53300, THROTTLED",
        "99999, UNAVAILABLE",
    })
    void aWriteWithoutAConnectionWasNotSent(String state, Kind kind) {
        SQLException told = new SQLException("the words of the server", state);
        SQLException timeout = new SQLTransientConnectionException("pool - Connection is not available", state, told);

        StoreFailure failure = postgreSql.writing("Writing", new NotConnectedException(timeout));

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.explanation()).contains("was not done", "the words of the server");
    }

    @Test
    void aServerThatIsDownIsUnavailable() {
        SQLException problem = new SQLException("Connection refused", "08001", new ConnectException("refused"));

        StoreFailure failure = postgreSql.writing("Writing", new NotConnectedException(problem));

        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.explanation()).contains("no connection", "ConnectException", "check its address");
    }

    @Test
    void aFileThatCannotBeOpenedIsRefusedWhateverTheDriverSays() {
        StoreFailure failure =
                sqlite.writing("Writing", new NotConnectedException(new SQLException("path to nowhere")));

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("cannot be opened", "path to nowhere");
    }

    @Test
    void aCallOnAClosedStoreWasNotMade() {
        assertThat(sqlite.writing("Writing", new CallPool.ClosedException()))
                .isEqualTo(new StoreFailure(
                        Kind.UNAVAILABLE,
                        "Writing in table 'leases' (SQLite file /var/leases.db) for application 'words' was not done: the"
                                + " store is closed."));
    }

    @Test
    void whatNobodyForesawMayHaveBeenApplied() {
        StoreFailure failure = postgreSql.writing("Writing", new IllegalStateException(new IOException("broken pipe")));

        assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(failure.explanation()).contains("may have been applied or not", "broken pipe");
    }
}
