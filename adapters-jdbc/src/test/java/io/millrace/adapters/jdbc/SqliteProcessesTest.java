package io.millrace.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one file. */
class SqliteProcessesTest {
    private static final int TIMES = 200;

    @TempDir
    private Path directory;

    @Test
    void processesThatCountOnOneFileLoseNoCount() throws Exception {
        String file = directory.resolve("leases.db").toString();
        JdbcLeaseStore store = CountingWorker.store(file);
        Stages.answer(OpenAnswer.Ready.class, store.open());
        Stages.answer(WriteAnswer.Applied.class, store.create(Samples.session("counter", 1)));

        List<Process> others = Stream.of(start(file), start(file)).toList();
        CountingWorker.count(store, TIMES);
        for (Process other : others) {
            assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).isZero();
        }

        int written = 1 + 3 * TIMES;
        Versioned<?> expected = new Versioned<>(Samples.session("counter", written), written);
        assertThat(Stages.answer(ReadAnswer.Found.class, store.read(CountingWorker.COUNTER))
                        .found())
                .isEqualTo(expected);
        store.close();
    }

    private Process start(String file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        CountingWorker.class.getName(),
                        file,
                        Integer.toString(TIMES))
                .inheritIO()
                .start();
    }
}
