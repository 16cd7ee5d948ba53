package io.millrace.adapters.jdbc;

import static org.awaitility.Awaitility.await;

import io.millrace.engine.KinesisConsumer;
import java.time.Duration;

/**
 * Counts words in a process of its own, which is halted in the middle of a transaction, or ends when all records are
 * counted. Arguments: the database, how many records the shards have, and at which step to halt.
 */
final class HaltedWorker {
    /** The exit status of a process that was halted. */
    static final int HALTED = 9;

    private HaltedWorker() {}

    public static void main(String[] arguments) {
        Results results = new Results(arguments[0]);
        NumberedRecords records = new NumberedRecords(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        Steps steps = new Steps(
                Integer.parseInt(arguments[3]), () -> Runtime.getRuntime().halt(HALTED));
        JdbcLeaseStore store = results.store().betweenTransactions(steps::watch).build();
        KinesisConsumer consumer = Consumers.of(store, records)
                .processorFactory(TransactionalProcessors.of(store, Results::write))
                .build();
        consumer.start();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> results.rows() >= records.size());
        consumer.close();
        store.close();
    }
}
