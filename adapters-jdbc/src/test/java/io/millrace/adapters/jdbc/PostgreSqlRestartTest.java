package io.millrace.adapters.jdbc;

import static io.millrace.adapters.jdbc.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.StoreFailure.Kind;
import io.millrace.ports.store.WriteAnswer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped and started again under a store that goes on working. */
class PostgreSqlRestartTest {
    @TempDir
    private Path directory;

    @Test
    void aStoreOutlivesARestartOfTheServer() throws Exception {
        EmbeddedPostgres server = start(0);
        int port = server.getPort();
        JdbcLeaseStore store = JdbcLeaseStore.builder()
                .application("restart")
                .url("jdbc:postgresql://localhost:" + port + "/postgres")
                .user("postgres")
                .callTimeout(Duration.ofSeconds(1))
                .build();
        try {
            answer(OpenAnswer.Ready.class, store.open());
            answer(WriteAnswer.Applied.class, store.create(Samples.session("s", 1)));
            server.close();

            StoreFailure first = Samples.notWritten(store.replace(Samples.session("s", 2), 1));
            assertThat(first.kind()).isIn(Kind.UNKNOWN, Kind.UNAVAILABLE);
            StoreFailure later = Samples.notWritten(store.replace(Samples.session("s", 2), 1));
            assertThat(later.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(later.explanation()).contains("no connection", "localhost:" + port);
            assertThat(Samples.notRead(store.read(Samples.LEASE.entryKey())).kind())
                    .isEqualTo(Kind.UNAVAILABLE);

            server = start(port);
            await().untilAsserted(() -> answer(OpenAnswer.Ready.class, store.open()));
            await().untilAsserted(() -> answer(
                    ReadAnswer.Found.class, store.read(Samples.session("s", 1).entryKey())));
            Versioned<?> kept = answer(
                            ReadAnswer.Found.class,
                            store.read(Samples.session("s", 1).entryKey()))
                    .found();
            assertThat(kept).isEqualTo(new Versioned<>(Samples.session("s", 1), 1));
            answer(WriteAnswer.Applied.class, store.replace(Samples.session("s", 2), 1));
        } finally {
            store.close();
            server.close();
        }
    }

    private EmbeddedPostgres start(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false);
        return (port == 0 ? builder : builder.setPort(port)).start();
    }
}
