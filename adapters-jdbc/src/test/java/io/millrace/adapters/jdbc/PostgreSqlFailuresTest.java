package io.millrace.adapters.jdbc;

import static io.millrace.adapters.jdbc.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.EntryKind;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.StoreFailure.Kind;
import io.millrace.ports.store.WriteAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a real server refuses, and one that is not there. */
class PostgreSqlFailuresTest {
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final List<JdbcLeaseStore> stores = new ArrayList<>();

    @BeforeAll
    static void makeRolesAndTables() throws Exception {
        LocalPostgreSql.run(
                "create role guarded login password 'right-SECRET'",
                "create role reader login",
                "create role stranger login",
                "create role nowriter login",
                "create role crowd login connection limit 0",
                "alter role nowriter set default_transaction_read_only = on",
                "grant create on schema public to nowriter");
        askForPasswords("guarded");
        JdbcLeaseStore owner =
                LocalPostgreSql.store("failures").table("failures").build();
        answer(OpenAnswer.Ready.class, owner.open());
        owner.close();
        LocalPostgreSql.run(
                "grant select on failures, failures_version to reader",
                "grant select, insert, update, delete on failures to nowriter",
                "grant select on failures_version to nowriter");
    }

    private static void askForPasswords(String role) throws SQLException, IOException {
        Path rules;
        try (Connection connection = LocalPostgreSql.connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("show hba_file")) {
            found.next();
            rules = Path.of(found.getString(1));
        }
        Files.writeString(rules, "host all " + role + " all scram-sha-256\n" + Files.readString(rules));
        LocalPostgreSql.run("select pg_reload_conf()");
    }

    @AfterEach
    void close() {
        stores.forEach(JdbcLeaseStore::close);
    }

    @Test
    void aWrongPasswordIsRefusedAndNotRepeated() {
        StoreFailure failure = Samples.notOpened(
                made(builder("guarded").password("wrong-SECRET")).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation())
                .contains("localhost:", "/postgres", "table 'failures'", "application 'failures'", "28P01", "guarded")
                .contains("does not accept the user or the password")
                .doesNotContain("SECRET");
    }

    @Test
    void aMissingPasswordIsRefused() {
        StoreFailure failure = Samples.notOpened(made(builder("guarded")).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("Give the user, the password");
    }

    @Test
    void aMissingDatabaseIsRefused() {
        StoreFailure failure = Samples.notOpened(
                made(builder("postgres").url(LocalPostgreSql.url("nowhere"))).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("no such database", "/nowhere");
    }

    @Test
    void aMissingTableIsRefusedIfItIsNotToBeCreated() {
        JdbcLeaseStore store = made(builder("postgres").table("absent").createTableIfMissing(false));

        StoreFailure failure = Samples.notOpened(store.open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation())
                .contains("table 'absent'", "switched off", "io/millrace/adapters/jdbc/postgresql.sql");
        assertThat(Samples.notRead(store.read(Samples.LEASE.entryKey())).kind()).isEqualTo(Kind.REFUSED);
        assertThat(Samples.notWritten(store.create(Samples.LEASE)).explanation())
                .contains("the table does not exist");
    }

    @Test
    void aRoleThatMayNotCreateTablesIsToldWhoCan() {
        StoreFailure failure =
                Samples.notOpened(made(builder("stranger").table("forbidden")).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation())
                .contains("creating them was denied", "io/millrace/adapters/jdbc/postgresql.sql");
    }

    @Test
    void aMissingSchemaIsRefused() {
        StoreFailure failure = Samples.notOpened(
                made(builder("postgres").table("nowhere.leases")).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("no such schema");
    }

    @Test
    void aRoleThatMayNotInsertIsRefusedAtOnce() {
        JdbcLeaseStore store = made(builder("reader"));

        StoreFailure opening = Samples.notOpened(store.open());
        StoreFailure writing = Samples.notWritten(store.create(Samples.LEASE));

        assertThat(List.of(opening, writing)).allSatisfy(failure -> {
            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure.explanation()).contains("42501", "Grant it select, insert, update and delete");
        });
        answer(ReadAnswer.Absent.class, store.read(Samples.LEASE.entryKey()));
    }

    @Test
    void aReadOnlyDatabaseIsRefusedAtOnce() {
        JdbcLeaseStore store = made(builder("nowriter"));

        assertThat(Samples.notOpened(store.open()).kind()).isEqualTo(Kind.REFUSED);
        assertThat(Samples.notOpened(store.open()).explanation()).contains("25006", "primary");
        assertThat(Samples.notOpened(
                                made(builder("nowriter").table("to_create")).open())
                        .explanation())
                .contains("25006");
    }

    @Test
    void tablesOfAnotherVersionAreRefused() {
        answer(OpenAnswer.Ready.class, made(builder("postgres").table("later")).open());
        LocalPostgreSql.run("update later_version set version = 2");

        StoreFailure failure =
                Samples.notOpened(made(builder("postgres").table("later")).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("table 'later'", "are of version 2", "needs version 1");
    }

    @Test
    void aTableOfAnotherProgramIsRefusedAndNothingIsPutBesideIt() throws Exception {
        LocalPostgreSql.run("create table foreign_one (id text primary key, fields jsonb)");

        StoreFailure failure =
                Samples.notOpened(made(builder("postgres").table("foreign_one")).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("another program's");
        LocalPostgreSql.run("create table foreign_one_version (id integer)");
    }

    @Test
    void aTableWithoutItsPrimaryKeyIsRefused() {
        answer(
                OpenAnswer.Ready.class,
                made(builder("postgres").table("keyless")).open());
        LocalPostgreSql.run("alter table keyless drop constraint keyless_pkey");

        StoreFailure failure =
                Samples.notOpened(made(builder("postgres").table("keyless")).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("primary key");
    }

    @Test
    void whatIsLeftHalfCreatedIsCompleted() {
        answer(OpenAnswer.Ready.class, made(builder("postgres").table("half")).open());
        LocalPostgreSql.run("delete from half_version");
        answer(OpenAnswer.Ready.class, made(builder("postgres").table("half")).open());
        LocalPostgreSql.run("drop table half_version");
        answer(OpenAnswer.Ready.class, made(builder("postgres").table("half")).open());
    }

    @Test
    void tooManyConnectionsThrottle() {
        StoreFailure failure = Samples.notOpened(made(builder("crowd")).open());

        assertThat(failure.kind()).isEqualTo(Kind.THROTTLED);
        assertThat(failure.explanation()).contains("too many connections", "max_connections");
    }

    @Test
    void aServerThatIsNotThereIsUnavailable() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        JdbcLeaseStore store = made(builder("postgres")
                .url("jdbc:postgresql://localhost:" + port + "/postgres")
                .callTimeout(SHORT));

        assertThat(Samples.notOpened(store.open()).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(Samples.notListed(store.list(EntryKind.LEASE, Optional.empty()))
                        .kind())
                .isEqualTo(Kind.UNAVAILABLE);
        StoreFailure writing = Samples.notWritten(store.create(Samples.LEASE));
        assertThat(writing.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(writing.explanation()).contains("no connection", "localhost:" + port);
    }

    @Test
    void aServerThatSaysNothingIsUnavailable() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String url = "jdbc:postgresql://localhost:" + silent.getLocalPort() + "/postgres";

            JdbcLeaseStore store =
                    made(builder("postgres").url(url).callTimeout(SHORT).openTimeout(SHORT));

            assertThat(Samples.notOpened(store.open()).kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(Samples.notWritten(store.create(Samples.LEASE)).kind()).isEqualTo(Kind.UNAVAILABLE);
        }
    }

    @Test
    void aDataSourceOfAnotherDatabaseIsRefused() {
        org.sqlite.SQLiteDataSource other = new org.sqlite.SQLiteDataSource();
        other.setUrl("jdbc:sqlite::memory:");
        JdbcLeaseStore store =
                made(JdbcLeaseStore.builder().application("failures").dataSource(other));

        StoreFailure failure = Samples.notOpened(store.open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("leads to SQLite");
    }

    @Test
    void afterTheCloseEveryCallIsAnswered() {
        JdbcLeaseStore store = made(builder("postgres"));
        answer(OpenAnswer.Ready.class, store.open());
        store.close();

        assertThat(Samples.notWritten(store.create(Samples.LEASE)).explanation())
                .contains("the store is closed");
        assertThat(Samples.notRead(store.read(Samples.LEASE.entryKey())).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(Samples.notOpened(store.open()).kind()).isEqualTo(Kind.UNAVAILABLE);
        answer(WriteAnswer.Failed.class, store.delete(Samples.LEASE.entryKey(), 1));
    }

    private static JdbcLeaseStoreBuilder builder(String user) {
        return JdbcLeaseStore.builder()
                .application("failures")
                .table("failures")
                .url(LocalPostgreSql.url())
                .user(user)
                .callTimeout(LONG);
    }

    private JdbcLeaseStore made(JdbcLeaseStoreBuilder builder) {
        JdbcLeaseStore store = builder.build();
        stores.add(store);
        return store;
    }
}
