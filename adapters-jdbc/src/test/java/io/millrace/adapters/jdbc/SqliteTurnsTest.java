package io.millrace.adapters.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transactions of two processes that keep a file busy all the time, and heartbeats between them. */
class SqliteTurnsTest {
    /** Of each process; about two seconds in all. */
    private static final int TRANSACTIONS = 16;

    private static final Duration OPEN = Duration.ofMillis(60);
    /** Far longer than one of them, and far shorter than all. */
    private static final Duration PATIENCE = Duration.ofMillis(750);

    @TempDir
    private Path directory;

    @Test
    void transactionsRightBehindOneAnotherDoNotStarveHeartbeats() {
        Results results = Results.inFile(directory);
        JdbcLeaseStore first = results.store().build();
        JdbcLeaseStore second = results.store().application("other words").build();
        JdbcLeaseStore beating = results.store().callTimeout(PATIENCE).build();
        Stages.answer(OpenAnswer.Ready.class, beating.open());
        Stages.answer(WriteAnswer.Applied.class, beating.create(Samples.session("s", 1)));
        CompletableFuture<Void> busy = CompletableFuture.allOf(busy(first), busy(second));

        int beat = 1;
        while (!busy.isDone()) {
            Stages.answer(WriteAnswer.Applied.class, beating.replace(Samples.session("s", beat + 1), beat));
            beat++;
        }

        busy.join();
        assertThat(beat).isGreaterThan(TRANSACTIONS);
        first.close();
        second.close();
        beating.close();
    }

    private static CompletableFuture<Void> busy(JdbcLeaseStore store) {
        LeaseInHand lease = new LeaseInHand(store);
        return CompletableFuture.runAsync(() -> {
            try {
                RecordProcessor processor = TransactionalProcessors.of(store, (connection, batch) -> {
                            Results.write(connection, batch);
                            new CountDownLatch(1).await(OPEN.toMillis(), TimeUnit.MILLISECONDS);
                        })
                        .create(lease.shard());
                processor.initialize(lease.shard());
                for (int number = 1; number <= TRANSACTIONS; number++) {
                    processor.processRecords(lease.batch(number, number));
                }
            } catch (Exception problem) {
                throw new AssertionError(problem);
            }
        });
    }
}
