package io.millrace.app.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.AwsSettings;
import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.KclLeaseStore;
import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.adapters.jdbc.JdbcLeaseStore;
import io.millrace.domain.lease.EntryKind;
import io.millrace.ports.store.LeaseStore;
import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The lease stores on databases, under a simulated fleet: crashes, a split, lost answers, an operator's hand. */
@ExtendWith(LocalServers.class)
class SimulatedFleetOnDatabasesTest {
    private static final Scenario SCENARIO = Scenario.quiet(7, 3, 6, Duration.ofSeconds(90))
            .withActions(
                    new Action.Split(Duration.ofSeconds(20), 1),
                    new Action.Faults(
                            Duration.ofSeconds(25),
                            Duration.ofSeconds(15),
                            FaultKind.STORE_RESPONSE_LOST,
                            0.4,
                            Optional.empty()),
                    new Action.Crash(Duration.ofSeconds(45), "w2"),
                    new Action.RemoveEntry(Duration.ofSeconds(60), EntryKind.ASSIGNMENT, 1));

    private final List<LeaseStore> stores = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        stores.forEach(LeaseStore::close);
    }

    @Test
    void aFileGivesTheSameRunAsTheTableInMemory() {
        assertSameRun("jdbc:sqlite:" + folder.resolve("leases.db"));
    }

    @Test
    void postgreSqlGivesTheSameRunAsTheTableInMemory() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
            assertSameRun("jdbc:postgresql://localhost:" + server.getPort() + "/postgres");
            close();
            stores.clear();
        }
    }

    @Test
    void dynamoDbGivesTheSameRunAsTheTableInMemory(LocalDynamoDb dynamoDb) {
        assertSameRun(() -> {
            LeaseStore store = DynamoDbLeaseStore.builder()
                    .application("simulated")
                    .table("simulated")
                    .aws(dynamoDb.settings())
                    .build();
            stores.add(store);
            return store;
        });
    }

    /** Not the same run: each lease is renewed by itself, and the leader looks at all of them. */
    @Test
    void kclsTableKeepsEveryLawToo(LocalDynamoDb dynamoDb) {
        Supplier<LeaseStore> fleetsStore = () -> {
            AwsSettings aws = dynamoDb.settings();
            LeaseStore store = KclLeaseStore.builder()
                    .companion(DynamoDbLeaseStore.builder()
                            .application("simulated")
                            .table("millrace-simulated")
                            .aws(aws)
                            .build())
                    .table("kcl-simulated")
                    .stream(FleetSimulation.STREAM)
                    .aws(aws)
                    .build();
            stores.add(store);
            return store;
        };

        SimulationReport report = FleetSimulation.of(SCENARIO)
                .withRealLeaseStore(fleetsStore)
                .run()
                .assertPassed();

        assertThat(report.faults()).containsKey(FaultKind.STORE_RESPONSE_LOST);
    }

    private void assertSameRun(String url) {
        assertSameRun(() -> {
            LeaseStore store = (url.startsWith("jdbc:sqlite:")
                            ? JdbcLeaseStore.builder()
                            : JdbcLeaseStore.builder().user("postgres"))
                    .application("simulated")
                    .url(url)
                    .callTimeout(Duration.ofSeconds(30))
                    .build();
            stores.add(store);
            return store;
        });
    }

    private void assertSameRun(Supplier<LeaseStore> fleetsStore) {
        SimulationReport other = FleetSimulation.of(SCENARIO)
                .withRealLeaseStore(fleetsStore)
                .run()
                .assertPassed();

        assertThat(other.faults()).containsKey(FaultKind.STORE_RESPONSE_LOST);
        SimulationReport own = FleetSimulation.of(SCENARIO).run().assertPassed();
        assertThat(other.traceHash()).isEqualTo(own.traceHash());
    }
}
