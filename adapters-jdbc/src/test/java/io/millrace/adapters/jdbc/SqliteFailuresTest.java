package io.millrace.adapters.jdbc;

import static io.millrace.adapters.jdbc.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.CorruptEntry;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.StoreFailure.Kind;
import io.millrace.ports.store.WriteAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with a real file. */
class SqliteFailuresTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path directory;

    private final List<JdbcLeaseStore> stores = new ArrayList<>();

    @AfterEach
    void close() {
        stores.forEach(JdbcLeaseStore::close);
    }

    @Test
    void aDirectoryInPlaceOfTheFileIsRefused() throws IOException {
        Files.createDirectory(file());

        StoreFailure failure = Samples.notOpened(made(builder()).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation())
                .contains("cannot be opened", "Give a file, not a directory", file().toString());
    }

    @Test
    void aDirectoryThatDoesNotExistIsRefused() {
        JdbcLeaseStore store = made(builder().url("jdbc:sqlite:" + directory.resolve("nowhere/leases.db")));

        StoreFailure failure = Samples.notOpened(store.open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("cannot be opened", "nowhere");
        assertThat(Samples.notWritten(store.create(Samples.LEASE)).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
        String text = "this is the diary of somebody\n".repeat(100);
        Files.writeString(file(), text);

        StoreFailure failure = Samples.notOpened(made(builder()).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("no database");
        assertThat(file()).hasContent(text);
    }

    @Test
    void aReadOnlyFileIsRefused() {
        opened(builder());

        StoreFailure failure = Samples.notOpened(made(builder().statementOnConnecting("pragma query_only = true"))
                .open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("read-only");
    }

    @Test
    void aMissingTableIsRefusedIfItIsNotToBeCreated() {
        StoreFailure failure =
                Samples.notOpened(made(builder().createTableIfMissing(false)).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("switched off", "io/millrace/adapters/jdbc/sqlite.sql");
    }

    @Test
    void tablesOfAnotherVersionAreRefused() throws SQLException {
        opened(builder());
        run("update millrace_entries_version set version = 7");

        StoreFailure failure = Samples.notOpened(made(builder()).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("are of version 7", "needs version 1", file().toString());
    }

    @Test
    void aTableOfAnotherProgramIsRefusedAndNothingIsPutBesideIt() throws SQLException {
        run("create table millrace_entries (id integer primary key, diary text)");

        StoreFailure failure = Samples.notOpened(made(builder()).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("another program's");
        run("create table millrace_entries_version (id integer)");
    }

    @Test
    void aTableWithoutItsPrimaryKeyIsRefused() throws SQLException {
        run("create table millrace_entries (application, kind, id, revision, layout, fields)");

        StoreFailure failure = Samples.notOpened(made(builder()).open());

        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.explanation()).contains("ON CONFLICT");
    }

    @Test
    void aLockedFileIsUnavailableUntilItIsFree() throws SQLException {
        JdbcLeaseStore store = opened(builder());
        try (Connection other = connect();
                Statement statement = other.createStatement()) {
            statement.execute("begin exclusive");

            StoreFailure failure = Samples.notWritten(store.create(Samples.LEASE));
            assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failure.explanation()).contains("holds the file locked", file().toString());
            answer(ReadAnswer.Absent.class, store.read(Samples.LEASE.entryKey()));
            assertThat(Samples.notOpened(store.open()).kind()).isEqualTo(Kind.UNAVAILABLE);

            statement.execute("rollback");
        }
        answer(WriteAnswer.Applied.class, store.create(Samples.LEASE));
    }

    @Test
    void aFullDiskIsUnavailableAndWhatStandsThereStays() {
        JdbcLeaseStore store = opened(builder().statementOnConnecting("pragma max_page_count = 8"));
        int written = 0;
        WriteAnswer answer = new WriteAnswer.Applied(1);
        while (answer instanceof WriteAnswer.Applied && written < 10_000) {
            answer = answer(WriteAnswer.class, store.create(Samples.lease(written)));
            written++;
        }

        assertThat(answer).isInstanceOf(WriteAnswer.Failed.class);
        StoreFailure failure = ((WriteAnswer.Failed) answer).failure();
        assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(failure.explanation()).contains("disk is full", "Make room");
        answer(ReadAnswer.Absent.class, store.read(Samples.lease(written - 1).entryKey()));
        answer(WriteAnswer.Applied.class, store.delete(Samples.lease(0).entryKey(), 1));
        answer(WriteAnswer.Applied.class, store.create(Samples.lease(0)));
    }

    @Test
    void aDamagedRowIsReportedAndLeftAlone() throws SQLException {
        JdbcLeaseStore store = opened(builder());
        answer(WriteAnswer.Applied.class, store.create(Samples.LEASE));
        run("update millrace_entries set fields = '{\"stream\": '");

        CorruptEntry read = answer(ReadAnswer.Corrupt.class, store.read(Samples.LEASE.entryKey()))
                .problem();

        assertThat(read.problem()).contains("column 'fields' is no JSON object");
        assertThat(answer(ListAnswer.Page.class, store.list(EntryKind.LEASE, Optional.empty()))
                        .corrupt())
                .containsExactly(read);
        assertThat(Samples.notWritten(store.replace(Samples.LEASE, 9)).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void aStoreFindsWhatAnotherHasWrittenAfterItIsClosed() {
        JdbcLeaseStore first = opened(builder());
        answer(WriteAnswer.Applied.class, first.create(Samples.LEASE));
        first.close();

        Versioned<?> found = answer(ReadAnswer.Found.class, opened(builder()).read(Samples.LEASE.entryKey()))
                .found();

        assertThat(found).isEqualTo(new Versioned<>(Samples.LEASE, 1));
        assertThat(Samples.notWritten(first.create(Samples.LEASE)).explanation())
                .contains("the store is closed");
    }

    @Test
    void aTextThatIsNoneInUtf8IsRefused() {
        JdbcLeaseStore store = opened(builder());
        StoreFailure failure = Samples.notWritten(store.create(Samples.session("a\ud83d", 1)));

        assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.REFUSED);
        assertThat(failure.explanation()).contains("half of a surrogate pair");
    }

    private Path file() {
        return directory.resolve("leases.db");
    }

    private JdbcLeaseStoreBuilder builder() {
        return JdbcLeaseStore.builder()
                .application("failures")
                .url("jdbc:sqlite:" + file())
                .callTimeout(SHORT);
    }

    private JdbcLeaseStore made(JdbcLeaseStoreBuilder builder) {
        JdbcLeaseStore store = builder.build();
        stores.add(store);
        return store;
    }

    private JdbcLeaseStore opened(JdbcLeaseStoreBuilder builder) {
        JdbcLeaseStore store = made(builder);
        answer(OpenAnswer.Ready.class, store.open());
        return store;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
