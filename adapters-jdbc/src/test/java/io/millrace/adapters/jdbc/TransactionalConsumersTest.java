package io.millrace.adapters.jdbc;

import static io.millrace.adapters.jdbc.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.engine.ConfigurationException;
import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.KinesisConsumerBuilder;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactional processors under the real engine, on a shard that was split and its children. */
class TransactionalConsumersTest {
    private static final NumberedRecords RECORDS = new NumberedRecords(6, 4);
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static int databases;

    @TempDir
    private Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<WorkerEvent> told = new CopyOnWriteArrayList<>();
    private Results results = new Results("");

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private JdbcLeaseStore store(String database, Steps steps) {
        results = database.equals("SQLite")
                ? Results.inFile(directory)
                : Results.onPostgreSql("consumers_" + ++databases);
        return more(steps);
    }

    private JdbcLeaseStore more(Steps steps) {
        JdbcLeaseStore store = results.store().betweenTransactions(steps::watch).build();
        open.add(store);
        return store;
    }

    private void start(
            JdbcLeaseStore store, TransactionalProcessor processor, UnaryOperator<KinesisConsumerBuilder> settings) {
        KinesisConsumer consumer = settings.apply(Consumers.of(store, RECORDS))
                .listener(told::add)
                .processorFactory(TransactionalProcessors.of(store, processor))
                .build();
        open.add(consumer);
        consumer.start();
    }

    private void start(JdbcLeaseStore store, TransactionalProcessor processor) {
        start(store, processor, UnaryOperator.identity());
    }

    private <E extends WorkerEvent> List<E> told(Class<E> type) {
        return told.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static Steps none() {
        return new Steps(0, () -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void batchesThatFailWhenTheirResultsAreWrittenHaveThemOnce(String database) {
        Map<String, Integer> attempts = new ConcurrentHashMap<>();
        start(store(database, none()), (connection, batch) -> {
            Results.write(connection, batch);
            if (attempts.merge(place(batch), 1, Integer::sum) < 3) {
                throw new IllegalStateException("not yet");
            }
        });
        await().atMost(PATIENCE).untilAsserted(() -> results.assertOfEachRecordOnce(RECORDS));
        assertThat(told(WorkerEvent.BatchFailed.class)).hasSizeGreaterThanOrEqualTo(2 * attempts.size());
    }

    private static String place(RecordBatch batch) {
        return batch.shard().shardId() + "/" + batch.records().get(0).position();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void aPoisonRecordIsBisectedOutOfItsBatch(String database) {
        List<String> parked = new CopyOnWriteArrayList<>();
        start(
                store(database, none()),
                (connection, batch) -> {
                    Results.write(connection, batch);
                    if (batch.records().stream()
                            .anyMatch(record -> isPoison(batch.shard(), record.sequenceNumber() + ""))) {
                        throw new IllegalStateException("poison");
                    }
                },
                settings -> settings.failurePolicy(new FailurePolicy.DeadLetter(1, Consumers.BACKOFF))
                        .deadLetterSink((shard, record, cause, tries) -> parked.add(record.sequenceNumber() + "")));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(results.rows()).isEqualTo(RECORDS.size() - 1));
        assertThat(results.places()).doesNotHaveDuplicates().doesNotContain(NumberedRecords.id(0) + "/4");
        assertThat(parked).containsExactly("4");
    }

    private static boolean isPoison(ShardContext shard, String number) {
        return shard.shardId().equals(NumberedRecords.id(0)) && number.equals("4");
    }

    /** At the steps of the first batches, begin and rollback among them. */
    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void aConnectionThatBreaksAtAnyStepCostsNoResultAndRepeatsNone(String database) {
        NumberedRecords few = new NumberedRecords(2, 1);
        for (int step = 1; step <= 10; step++) {
            Steps steps = new Steps(step, () -> {
                throw new SQLException("broken", "08006", 10);
            });
            if (step == 1) {
                store(database, none());
            } else {
                results.run("delete from results");
                results.run("delete from counts");
                results.run("delete from millrace_entries");
            }
            JdbcLeaseStore store = more(steps);
            KinesisConsumer consumer = Consumers.of(store, few)
                    .processorFactory(TransactionalProcessors.of(store, Results::write))
                    .build();
            consumer.start();
            await().atMost(PATIENCE).untilAsserted(() -> results.assertOfEachRecordOnce(few));
            consumer.close();
            store.close();
            assertThat(steps.taken()).isGreaterThanOrEqualTo(step);
        }
    }

    @Test
    void aServerThatEndsTheConnectionBeforeTheCommitCostsNoResultAndRepeatsNone() {
        int beforeCommit = 7;
        Steps steps = new Steps(
                beforeCommit,
                () -> results.run("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and state = 'idle in transaction'"));
        start(store("PostgreSQL", steps), Results::write);
        await().atMost(PATIENCE).untilAsserted(() -> results.assertOfEachRecordOnce(RECORDS));
        assertThat(told(WorkerEvent.BatchFailed.class))
                .hasSize(1)
                .allSatisfy(failed -> assertThat(failed.cause())
                        .isInstanceOf(TransactionRolledBackException.class)
                        .hasMessageContaining("the commit failed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void aLeaseThatAnotherTakesMeanwhileLosesItsResults(String database) {
        JdbcLeaseStore store = store(database, none());
        JdbcLeaseStore other = results.store().build();
        open.add(other);
        List<Integer> calls = new CopyOnWriteArrayList<>();
        List<ShardContext> lost = new CopyOnWriteArrayList<>();
        TransactionalProcessors processors = TransactionalProcessors.builder(store)
                .processorFactory(shard -> new TransactionalProcessor() {
                    @Override
                    public void process(java.sql.Connection connection, RecordBatch batch) throws SQLException {
                        calls.add(batch.records().size());
                        if (calls.size() == 1) {
                            take(other, batch.shard().lease());
                        }
                        Results.write(connection, batch);
                    }

                    @Override
                    public void leaseLost() {
                        lost.add(shard);
                    }
                })
                .build();
        KinesisConsumer consumer = Consumers.of(store, RECORDS)
                .listener(told::add)
                .processorFactory(processors)
                .build();
        open.add(consumer);
        consumer.start();

        await().atMost(PATIENCE).untilAsserted(() -> results.assertOfEachRecordOnce(RECORDS));
        assertThat(lost).hasSize(1);
        assertThat(told(WorkerEvent.BatchFailed.class).get(0).cause())
                .isInstanceOf(TransactionRolledBackException.class)
                .hasMessageContaining("Another worker owns");
    }

    /** By a worker that is gone by the time that anybody looks. */
    private static void take(JdbcLeaseStore store, LeaseKey key) {
        Versioned<?> found =
                answer(ReadAnswer.Found.class, store.read(EntryKey.of(key))).found();
        Lease lease = (Lease) found.entry();
        answer(
                WriteAnswer.Applied.class,
                store.replace(lease.withOwnership(lease.ownership().takenBy(new SessionId("gone"))), found.revision()));
    }

    @Test
    void aPolicyThatStoresProgressByItselfIsRefused() {
        JdbcLeaseStore store = store("SQLite", none());
        KinesisConsumerBuilder builder = Consumers.of(store, RECORDS)
                .checkpointPolicy(CheckpointPolicy.every(Duration.ofSeconds(10)))
                .processorFactory(TransactionalProcessors.of(store, Results::write));
        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("checkpointPolicy: Every", "give CheckpointPolicy.manual()");
    }

    @Test
    void aConsumerOnAnotherStoreIsToldSo() {
        JdbcLeaseStore store = store("SQLite", none());
        KinesisConsumer consumer = Consumers.of(more(none()), RECORDS)
                .listener(told::add)
                .processorFactory(TransactionalProcessors.of(store, Results::write))
                .build();
        open.add(consumer);
        consumer.start();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(told(WorkerEvent.Trouble.class))
                        .anySatisfy(trouble ->
                                assertThat(trouble.what()).contains("was not taken through the lease store")));
        assertThat(results.rows()).isZero();
    }
}
