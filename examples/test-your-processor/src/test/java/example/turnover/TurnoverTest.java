package example.turnover;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Two minutes of a fleet that loses one worker to a crash and another to a long pause, in less than a second. */
class TurnoverTest {
    @Test
    void everyOrderIsBookedOnceAlthoughWorkersDie() {
        Map<String, Long> ledger = new ConcurrentHashMap<>();
        Scenario failover = Scenario.quiet(42, 3, 6, Duration.ofMinutes(2))
                .withActions(
                        new Action.Crash(Duration.ofSeconds(40), "w1"),
                        new Action.Pause(Duration.ofSeconds(70), "w2", Duration.ofSeconds(20)));
        SimulationReport report = FleetSimulation.of(failover)
                .records(number -> "order-" + number + ";5")
                .processor(shard -> new Turnover(ledger))
                .run()
                .assertPassed();
        assertThat(report.duplicates()).as("orders that were handed over again").isPositive();
        assertThat(ledger.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(5 * report.records());
    }
}
