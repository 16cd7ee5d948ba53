package example.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.adapters.jdbc.JdbcLeaseStore;
import io.millrace.adapters.jdbc.TransactionalProcessor;
import io.millrace.adapters.jdbc.TransactionalProcessors;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.consumer.BatchLimits;
import io.millrace.engine.KinesisConsumer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The processor under the real engine, on a stream in memory and a file of SQLite: no account, no server. */
class TurnoverTest {
    private static final int ORDERS = 20;

    @TempDir
    private Path directory;

    private final InMemoryStream stream = InMemoryStream.create("orders", 2);

    /** Every second call fails when all of its orders are added. */
    @Test
    void addsEachOrderOnceAlthoughBatchesFail() throws Exception {
        String url = "jdbc:sqlite:" + directory.resolve("orders.db");
        Turnover turnover = new Turnover(url);
        AtomicInteger calls = new AtomicInteger();
        TransactionalProcessor failing = (connection, batch) -> {
            turnover.process(connection, batch);
            if (calls.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("this shows that nothing is added twice");
            }
        };
        for (int order = 0; order < ORDERS; order++) {
            stream.put("key-" + order, order % 2 == 0 ? "ada;250" : "grace;100");
        }

        try (JdbcLeaseStore leases =
                        JdbcLeaseStore.builder().application("orders").url(url).build();
                KinesisConsumer consumer = KinesisConsumer.builder()
                        .leaseStore(leases)
                        .recordSource(stream.source())
                        .checkpointPolicy(CheckpointPolicy.manual())
                        .batchLimits(new BatchLimits(4, 1 << 20, Duration.ZERO))
                        .processorFactory(TransactionalProcessors.of(leases, failing))
                        .build()) {
            consumer.start();
            await().untilAsserted(() -> assertThat(turnover.cents()).isEqualTo(Map.of("ada", 2_500L, "grace", 1_000L)));
        }
        assertThat(calls.get()).as("calls, of which every second failed").isGreaterThan(2);
    }
}
