package io.millrace.adapters.jdbc;

import static io.millrace.adapters.jdbc.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.domain.lease.EntryKind;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.StoreFailure.Kind;
import io.millrace.ports.store.WriteAnswer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that the server holds up, because somebody has locked a row of the table. */
class PostgreSqlLocksTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int THREADS = 3;

    private final String application = "locks-" + UUID.randomUUID();
    private Connection other;
    private JdbcLeaseStore store;

    @BeforeEach
    void lockARow() throws SQLException {
        open(LONG);
        answer(WriteAnswer.Applied.class, store.create(Samples.LEASE));
        other = LocalPostgreSql.connect();
        other.setAutoCommit(false);
        try (Statement statement = other.createStatement()) {
            statement.execute("select * from locks where application = '" + application + "' for update");
        }
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
        store.close();
    }

    @Test
    void sessionsDoNotWaitBehindOtherCalls() {
        List<CompletionStage<WriteAnswer>> held = IntStream.range(0, 5 * THREADS)
                .mapToObj(i -> store.replace(Samples.LEASE, 1))
                .toList();
        await().untilAsserted(() -> assertThat(blockedCalls()).hasSize(THREADS));

        answer(WriteAnswer.Applied.class, store.create(Samples.session("s", 1)));
        answer(WriteAnswer.Applied.class, store.replace(Samples.session("s", 2), 1));
        ListAnswer.Page sessions = answer(ListAnswer.Page.class, store.list(EntryKind.SESSION, Optional.empty()));

        assertThat(sessions.entries()).hasSize(1);
        assertThat(held).noneMatch(stage -> stage.toCompletableFuture().isDone());
    }

    @Test
    void aWriteThatTakesTooLongMayHaveBeenApplied() {
        store.close();
        open(Duration.ofMillis(1500));
        await().untilAsserted(() -> answer(ListAnswer.Page.class, store.list(EntryKind.LEASE, Optional.empty())));

        StoreFailure failure = Samples.notWritten(store.replace(Samples.LEASE, 1));

        assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(failure.explanation()).contains("57014", "took too long", "may have been applied or not");
    }

    @Test
    void aWriteWhoseConnectionTheServerEndsMayHaveBeenApplied() {
        CompletionStage<WriteAnswer> held = store.replace(Samples.LEASE, 1);
        await().untilAsserted(() -> assertThat(blockedCalls()).hasSize(1));
        LocalPostgreSql.run("select pg_terminate_backend(" + blockedCalls().get(0) + ")");

        StoreFailure failure = Samples.notWritten(held);

        assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(failure.explanation()).contains("57P01", "connection to the server broke");
        answer(ListAnswer.Page.class, store.list(EntryKind.LEASE, Optional.empty()));
    }

    @Test
    void aServerThatFallsSilentIsGivenUp() throws Exception {
        store.close();
        open(Duration.ofMillis(1500));
        CompletionStage<WriteAnswer> held = store.replace(Samples.LEASE, 1);
        await().untilAsserted(() -> assertThat(blockedCalls()).hasSize(1));
        int silent = blockedCalls().get(0);
        signal("-STOP", silent);
        try {
            StoreFailure failure = Samples.notWritten(held);

            assertThat(failure.kind()).isEqualTo(Kind.UNKNOWN);
            assertThat(failure.explanation()).contains("connection to the server broke", "Read timed out");
            answer(ListAnswer.Page.class, store.list(EntryKind.LEASE, Optional.empty()));
        } finally {
            signal("-CONT", silent);
        }
    }

    private static void signal(String name, int process) throws Exception {
        Process kill = new ProcessBuilder("kill", name, Integer.toString(process)).start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void closingBreaksOffWhatIsUnderWay() {
        CompletionStage<WriteAnswer> held = store.replace(Samples.LEASE, 1);
        await().untilAsserted(() -> assertThat(blockedCalls()).hasSize(1));

        store.close();

        assertThat(Samples.notWritten(held).kind()).isEqualTo(Kind.UNKNOWN);
    }

    private void open(Duration callTimeout) {
        store = LocalPostgreSql.store(application)
                .table("locks")
                .threads(THREADS)
                .callTimeout(callTimeout)
                .build();
        answer(OpenAnswer.Ready.class, store.open());
    }

    /** The server's processes that wait to write the row. */
    private static List<Integer> blockedCalls() {
        List<Integer> found = new ArrayList<>();
        try (Connection connection = LocalPostgreSql.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select pid from pg_stat_activity where application_name = 'millrace'"
                                + " and wait_event_type = 'Lock' and query like 'update \"locks\"%'")) {
            while (rows.next()) {
                found.add(rows.getInt(1));
            }
            return found;
        } catch (SQLException problem) {
            throw new IllegalStateException(problem);
        }
    }
}
