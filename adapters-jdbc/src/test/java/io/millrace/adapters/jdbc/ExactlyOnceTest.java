package io.millrace.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are halted at every step of a transaction, one after the other, until one gets through. */
@DisplayName("Results of processes that are halted at every step of a transaction")
class ExactlyOnceTest {
    private static final NumberedRecords RECORDS = new NumberedRecords(2, 1);
    /** Begin, two statements for each of two records, checkpoint, before and behind the commit. */
    private static final int STEPS_OF_A_BATCH = 8;

    private static final int MOST_RUNS = 60;

    @TempDir
    private Path directory;

    /** On both databases at once: most of the time is the start of processes. */
    @Test
    @DisplayName("are there once, on SQLite and on PostgreSQL")
    void areThereOnce() {
        Results onPostgreSql = Results.onPostgreSql("exactly_once");
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> assertExactlyOnce(onPostgreSql));
        assertExactlyOnce(Results.inFile(directory));
        other.join();
    }

    private void assertExactlyOnce(Results results) {
        List<Integer> rows = new ArrayList<>();
        int step = 1;
        while (runsUntilHalted(results, step)) {
            rows.add(results.rows());
            declareDead(results);
            assertThat(++step).isLessThan(MOST_RUNS);
        }
        assertThat(step).as("steps at which a process was halted").isGreaterThan(STEPS_OF_A_BATCH);
        assertThat(rows.subList(0, STEPS_OF_A_BATCH))
                .as("rows after each: none before the commit of the first batch, its two behind that")
                .containsExactly(0, 0, 0, 0, 0, 0, 0, 2);
        results.assertOfEachRecordOnce(RECORDS);
    }

    private boolean runsUntilHalted(Results results, int step) {
        try {
            return run(results, step) == HaltedWorker.HALTED;
        } catch (IOException | InterruptedException problem) {
            throw new AssertionError(problem);
        }
    }

    private int run(Results results, int step) throws IOException, InterruptedException {
        File output = directory
                .resolve(results.isSqlite() ? "sqlite.log" : "postgresql.log")
                .toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HaltedWorker.class.getName(),
                        results.url(),
                        Integer.toString(RECORDS.recordsOf(0)),
                        Integer.toString(RECORDS.recordsOf(1)),
                        Integer.toString(step))
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(output.toPath())).isIn(0, HaltedWorker.HALTED);
        return process.exitValue();
    }

    /** The process is known to be dead, so nobody has to wait for the failover time. */
    private static void declareDead(Results results) {
        JdbcLeaseStore store = results.store().build();
        Stages.answer(OpenAnswer.Ready.class, store.open());
        ListAnswer.Page sessions =
                Stages.answer(ListAnswer.Page.class, store.list(EntryKind.SESSION, Optional.empty()));
        for (Versioned<?> session : sessions.entries()) {
            Stages.answer(
                    WriteAnswer.Applied.class, store.delete(session.entry().entryKey(), session.revision()));
        }
        store.close();
    }
}
