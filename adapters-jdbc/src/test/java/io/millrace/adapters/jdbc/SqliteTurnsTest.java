package io.millrace.adapters.jdbc;

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
    private static final int HEARTBEATS = 10;

    @TempDir
    private Path directory;

    @Test
    void transactionsRightBehindOneAnotherDoNotStarveHeartbeats() {
        Results results = Results.inFile(directory);
        JdbcLeaseStore first = results.store().build();
        JdbcLeaseStore second = results.store().application("other words").build();
        JdbcLeaseStore beating =
                results.store().callTimeout(Duration.ofMillis(1_500)).build();
        Stages.answer(OpenAnswer.Ready.class, beating.open());
        Stages.answer(WriteAnswer.Applied.class, beating.create(Samples.session("s", 1)));
        CountDownLatch enough = new CountDownLatch(1);
        CompletableFuture<Void> one = busy(first, enough);
        CompletableFuture<Void> other = busy(second, enough);

        for (int beat = 1; beat <= HEARTBEATS; beat++) {
            Stages.answer(WriteAnswer.Applied.class, beating.replace(Samples.session("s", beat + 1), beat));
        }

        enough.countDown();
        CompletableFuture.allOf(one, other).join();
        first.close();
        second.close();
        beating.close();
    }

    private static CompletableFuture<Void> busy(JdbcLeaseStore store, CountDownLatch enough) {
        LeaseInHand lease = new LeaseInHand(store);
        return CompletableFuture.runAsync(() -> {
            try {
                RecordProcessor processor = TransactionalProcessors.of(store, (connection, batch) -> {
                            Results.write(connection, batch);
                            enough.await(60, TimeUnit.MILLISECONDS);
                        })
                        .create(lease.shard());
                processor.initialize(lease.shard());
                for (int number = 1; enough.getCount() > 0; number++) {
                    processor.processRecords(lease.batch(number, number));
                }
            } catch (Exception problem) {
                throw new AssertionError(problem);
            }
        });
    }
}
