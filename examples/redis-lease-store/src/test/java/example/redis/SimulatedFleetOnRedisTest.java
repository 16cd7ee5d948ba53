package example.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.EntryKind;
import io.millrace.ports.store.LeaseStore;
import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulated fleet with crashes, a split, lost answers and an operator's hand, whose leases are on a real server. */
class SimulatedFleetOnRedisTest {
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
    private Path directory;

    @AfterEach
    void close() {
        stores.forEach(LeaseStore::close);
    }

    @Test
    void theFleetDoesOnRedisWhatItDoesInMemory() throws Exception {
        try (LocalRedis server = LocalRedis.start(directory)) {
            SimulationReport onRedis = FleetSimulation.of(SCENARIO)
                    .withRealLeaseStore(() -> kept(server.store("simulated")))
                    .run()
                    .assertPassed();
            SimulationReport inMemory = FleetSimulation.of(SCENARIO).run().assertPassed();
            assertThat(onRedis.faults()).containsKey(FaultKind.STORE_RESPONSE_LOST);
            assertThat(onRedis.traceHash()).isEqualTo(inMemory.traceHash());
        }
    }

    private LeaseStore kept(LeaseStore store) {
        stores.add(store);
        return store;
    }
}
