package io.millrace.adapters.jdbc;

import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.time.Duration;

/** Counts a session's heartbeat up, in a process of its own: arguments are the file and how often. */
final class CountingWorker {
    static final EntryKey COUNTER = Samples.session("counter", 1).entryKey();

    private CountingWorker() {}

    static JdbcLeaseStore store(String file) {
        return JdbcLeaseStore.builder()
                .application("counting")
                .url("jdbc:sqlite:" + file)
                .callTimeout(Duration.ofSeconds(20))
                .build();
    }

    public static void main(String[] arguments) {
        JdbcLeaseStore store = store(arguments[0]);
        Stages.answer(OpenAnswer.Ready.class, store.open());
        count(store, Integer.parseInt(arguments[1]));
        store.close();
    }

    static void count(JdbcLeaseStore store, int times) {
        for (int i = 0; i < times; i++) {
            while (!countOnce(store)) {
                Thread.onSpinWait();
            }
        }
    }

    private static boolean countOnce(JdbcLeaseStore store) {
        Versioned<?> current =
                Stages.answer(ReadAnswer.Found.class, store.read(COUNTER)).found();
        long next = ((WorkerSession) current.entry()).heartbeat() + 1;
        WriteAnswer answer =
                Stages.answer(WriteAnswer.class, store.replace(Samples.session("counter", next), current.revision()));
        if (answer instanceof WriteAnswer.Failed failed) {
            throw new AssertionError(failed);
        }
        return answer instanceof WriteAnswer.Applied;
    }
}
