package io.millrace.adapters.jdbc;

import static io.millrace.adapters.jdbc.Stages.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.store.StoreFailure.Kind;
import io.millrace.ports.store.WriteAnswer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** One transaction after the other, checkpointed by the test in place of an engine. */
class TransactionsByHandTest {
    private static int databases;

    @TempDir
    private Path directory;

    private final List<JdbcLeaseStore> stores = new ArrayList<>();
    private Results results = new Results("");

    @AfterEach
    void close() {
        stores.forEach(JdbcLeaseStore::close);
    }

    private JdbcLeaseStore store(String database, UnaryOperator<Connection> between) {
        results =
                database.equals("SQLite") ? Results.inFile(directory) : Results.onPostgreSql("by_hand_" + ++databases);
        JdbcLeaseStore store = results.store().betweenTransactions(between).build();
        stores.add(store);
        return store;
    }

    private JdbcLeaseStore store(String database) {
        return store(database, UnaryOperator.identity());
    }

    private static RecordProcessor started(JdbcLeaseStore store, LeaseInHand lease, TransactionalProcessor processor)
            throws Exception {
        RecordProcessor started = TransactionalProcessors.of(store, processor).create(lease.shard());
        started.initialize(lease.shard());
        return started;
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void resultsAreCommittedWithTheCheckpointAndNotBefore(String database) throws Exception {
        JdbcLeaseStore store = store(database);
        LeaseInHand lease = new LeaseInHand(store);
        List<Integer> seenByOthers = new ArrayList<>();
        RecordProcessor processor = started(store, lease, (connection, batch) -> {
            Results.write(connection, batch);
            seenByOthers.add(results.rows());
        });

        processor.processRecords(lease.batch(1, 2));
        processor.processRecords(lease.batch(3, 3));

        assertThat(seenByOthers).containsExactly(0, 2);
        assertThat(results.rows()).isEqualTo(3);
        assertThat(lease.lease().checkpoint()).isEqualTo(lease.at(3).checkpoint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void aBatchWithoutResultsIsCheckpointedAlone(String database) throws Exception {
        Steps steps = new Steps(0, () -> {});
        JdbcLeaseStore store = store(database, steps::watch);
        LeaseInHand lease = new LeaseInHand(store);

        started(store, lease, (connection, batch) -> {}).processRecords(lease.batch(1, 2));

        assertThat(lease.lease().checkpoint()).isEqualTo(lease.at(2).checkpoint());
        assertThat(steps.taken()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void whatTheProcessorThrowsRollsBack(String database) throws Exception {
        JdbcLeaseStore store = store(database);
        LeaseInHand lease = new LeaseInHand(store);
        RecordProcessor processor = started(store, lease, (connection, batch) -> {
            Results.write(connection, batch);
            throw new IllegalArgumentException("poison");
        });

        assertThatThrownBy(() -> processor.processRecords(lease.batch(1, 2))).hasMessage("poison");

        assertThat(results.rows()).isZero();
        assertThat(answer(WriteAnswer.Failed.class, lease.send(lease.at(2)))
                        .failure()
                        .kind())
                .isEqualTo(Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void aCheckpointWithoutItsResultsIsRefusedButAReleaseAndTheEndOfTheShardAreNot(String database) {
        JdbcLeaseStore store = store(database);
        LeaseInHand lease = new LeaseInHand(store);
        TransactionalProcessors.of(store, Results::write);

        WriteAnswer.Failed refused = answer(WriteAnswer.Failed.class, lease.send(lease.at(2)));
        assertThat(refused.failure().kind()).isEqualTo(Kind.REFUSED);
        assertThat(refused.failure().explanation()).contains("AT(2)", "no open transaction with its results");

        Lease ended = lease.lease().withCheckpoint(Checkpoint.SHARD_END, Optional.empty());
        answer(WriteAnswer.Applied.class, lease.send(ended));
        Lease released = lease.lease().withOwnership(lease.lease().ownership().released());
        WriteAnswer.Conflict conflict = answer(WriteAnswer.Conflict.class, lease.send(released));
        assertThat(conflict.current().orElseThrow().entry()).isEqualTo(ended);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void aReleaseGoesItsWayWhileATransactionIsOpen(String database) throws Exception {
        JdbcLeaseStore store = store(database);
        LeaseInHand lease = new LeaseInHand(store);
        RecordProcessor processor = started(store, lease, (connection, batch) -> {
            assertThat(connection.isClosed()).isFalse();
            answer(
                    WriteAnswer.Applied.class,
                    lease.send(lease.lease()
                            .withOwnership(lease.lease().ownership().released())));
            Results.write(connection, batch);
        });

        assertThatThrownBy(() -> processor.processRecords(lease.batch(1, 2)))
                .isInstanceOf(TransactionRolledBackException.class)
                .hasMessageContainingAll("words", "rolled back", "the lease has changed in the store");
        assertThat(results.rows()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void aCheckpointThatIsRepeatedWhileItIsCommittedSeesWhatCameOfThat(String database) throws Exception {
        List<CompletionStage<WriteAnswer>> repeated = new ArrayList<>();
        List<LeaseInHand> hand = new ArrayList<>();
        int beforeCommit = 5;
        Steps steps = new Steps(beforeCommit, () -> {
            LeaseInHand lease = hand.get(0);
            repeated.add(lease.send(lease.at(1)));
            assertThat(repeated.get(0).toCompletableFuture()).isNotDone();
        });
        JdbcLeaseStore store = store(database, steps::watch);
        LeaseInHand lease = new LeaseInHand(store);
        hand.add(lease);

        started(store, lease, Results::write).processRecords(lease.batch(1, 1));

        WriteAnswer.Conflict conflict = answer(WriteAnswer.Conflict.class, repeated.get(0));
        assertThat(conflict.current().orElseThrow().entry()).isEqualTo(lease.lease());
        assertThat(results.rows()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void theConnectionHasNoPowerOverTheEndOfItsTransaction(String database) throws Exception {
        JdbcLeaseStore store = store(database);
        LeaseInHand lease = new LeaseInHand(store);
        RecordProcessor processor = started(store, lease, (connection, batch) -> {
            Results.write(connection, batch);
            assertRefused("commit", connection::commit);
            assertRefused("rollback", connection::rollback);
            assertRefused("setAutoCommit", () -> connection.setAutoCommit(true));
            assertRefused("abort", () -> connection.abort(Runnable::run));
            try (Statement statement = connection.createStatement()) {
                assertThat(statement.getConnection()).isSameAs(connection);
                assertRefused("'Commit'", () -> statement.execute(" Commit"));
                assertRefused("end", () -> statement.execute("-- now\n /* we */ end"));
                assertRefused("ROLLBACK", () -> connection.prepareStatement("ROLLBACK"));
                try (ResultSet found = statement.executeQuery("select 1 as \"commit\"")) {
                    found.next();
                    assertThat(found.getInt("commit")).isEqualTo(1);
                    assertThat(found.getStatement()).isSameAs(statement);
                }
            }
            Savepoint before = connection.setSavepoint("before");
            Results.write(connection, batch);
            connection.rollback(before);
            connection.setAutoCommit(false);
            assertThat(connection.getAutoCommit()).isFalse();
            connection.close();
            assertThat(connection.isClosed()).isFalse();
        });

        processor.processRecords(lease.batch(1, 2));

        assertThat(results.rows()).isEqualTo(2);
    }

    private static void assertRefused(String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(SQLException.class).hasMessageContainingAll(what, "is refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void theConnectionIsOfNoUseOnceTheProcessorHasReturned(String database) throws Exception {
        JdbcLeaseStore store = store(database);
        LeaseInHand lease = new LeaseInHand(store);
        List<Connection> kept = new ArrayList<>();
        List<Statement> keptStatements = new ArrayList<>();
        started(store, lease, (connection, batch) -> {
                    kept.add(connection);
                    keptStatements.add(connection.createStatement());
                    assertThatThrownBy(() -> batch.checkpointer().checkpoint())
                            .isInstanceOf(UnsupportedOperationException.class);
                })
                .processRecords(lease.batch(1, 2));

        assertThatThrownBy(() -> kept.get(0).createStatement()).hasMessageContaining("has ended");
        assertThatThrownBy(() -> keptStatements.get(0).execute("select 1")).hasMessageContaining("has ended");
        assertThat(kept.get(0).isClosed()).isTrue();
        assertThat(keptStatements.get(0).isClosed()).isTrue();
        keptStatements.get(0).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void aResultThatIsLeftOpenIsClosedForTheProcessor(String database) throws Exception {
        JdbcLeaseStore store = store(database);
        LeaseInHand lease = new LeaseInHand(store);
        RecordProcessor processor = started(store, lease, (connection, batch) -> {
            Results.write(connection, batch);
            connection
                    .createStatement()
                    .executeQuery("select place from results")
                    .next();
        });

        processor.processRecords(lease.batch(1, 3));
        results.run("delete from results where place like '%/1'");
        processor.processRecords(lease.batch(4, 4));

        assertThat(results.rows()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void aTransactionThatStaysOpenForTooLongIsRolledBackAndSetsTheDatabaseFree(String database) throws Exception {
        JdbcLeaseStore store = store(database);
        LeaseInHand lease = new LeaseInHand(store);
        TransactionalProcessors processors = TransactionalProcessors.builder(store)
                .timeLimit(Duration.ofMillis(100))
                .processor((connection, batch) -> {
                    Results.write(connection, batch);
                    if (batch.records().size() > 1) {
                        await().until(connection::isClosed);
                    }
                })
                .build();
        RecordProcessor processor = processors.create(lease.shard());
        processor.initialize(lease.shard());

        assertThatThrownBy(() -> processor.processRecords(lease.batch(1, 2)))
                .isInstanceOf(TransactionRolledBackException.class)
                .hasMessageContaining("longer than its time limit, PT0.1S");
        assertThat(results.rows()).isZero();

        processor.processRecords(lease.batch(1, 1));
        assertThat(results.rows()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void aStatementThatTakesTooLongIsBrokenOff(String database) throws Exception {
        JdbcLeaseStore store = store(database);
        LeaseInHand lease = new LeaseInHand(store);
        String forever = "with recursive numbers(n) as (select 1 union all select n + 1 from numbers)"
                + " select count(*) from numbers";
        TransactionalProcessors processors = TransactionalProcessors.builder(store)
                .timeLimit(Duration.ofMillis(100))
                .processor((connection, batch) -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(forever);
                    }
                })
                .build();
        RecordProcessor processor = processors.create(lease.shard());
        processor.initialize(lease.shard());

        assertThatThrownBy(() -> processor.processRecords(lease.batch(1, 2))).isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SQLite", "PostgreSQL"})
    void aLeaseOfAnotherStoreIsNotProcessed(String database) {
        LeaseInHand elsewhere = new LeaseInHand(store(database));
        JdbcLeaseStore other = results.store().build();
        stores.add(other);

        assertThatThrownBy(() -> started(other, elsewhere, Results::write))
                .hasMessageContainingAll("was not taken through the lease store", "Give the consumer that very store");
    }

    @Test
    void transactionsTakeTheirConnectionsFromADataSource() throws Exception {
        results = Results.onPostgreSql("by_hand_of_a_data_source");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(results.url());
        source.setUser("postgres");
        JdbcLeaseStore store =
                JdbcLeaseStore.builder().application("words").dataSource(source).build();
        stores.add(store);
        LeaseInHand lease = new LeaseInHand(store);
        RecordProcessor processor = started(store, lease, Results::write);

        processor.processRecords(lease.batch(1, 2));
        processor.processRecords(lease.batch(3, 3));

        assertThat(results.rows()).isEqualTo(3);
    }

    @Test
    void settingsThatAreWrongAreNamedAllAtOnce() {
        TransactionalProcessorsBuilder builder =
                TransactionalProcessors.builder(store("SQLite")).connections(0).timeLimit(Duration.ofSeconds(3));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "processor: is not set",
                        "connections: 0 is not 1 to 256",
                        "timeLimit: PT3S is not PT0.1S to PT2S");
    }
}
