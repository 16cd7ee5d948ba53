package io.millrace.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.scenario.Environment;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CircumstancesTextTest {
    private static final Scenario QUIET = Scenario.quiet(1, 2, 3, Duration.ofMinutes(1));

    @Test
    void saysNothingOfWhatIsUsual() {
        assertThat(CircumstancesText.of(QUIET)).isEmpty();
    }

    @Test
    void namesWhatIsNot() {
        Scenario unusual = QUIET.withSettings(Map.of("checkpointPolicy", "manual"))
                .withWorkerSettings(Map.of("w1", Map.of("failoverTime", "9s")))
                .withEnvironment(Environment.USUAL
                        .withPages(4, 3)
                        .withRetention(Duration.ofSeconds(79))
                        .withClocks(100, Duration.ZERO)
                        .withHotKeyShare(0.25)
                        .withStoreReadyAfter(Duration.ofSeconds(5)));
        assertThat(CircumstancesText.of(unusual))
                .isEqualTo(
                        "With checkpointPolicy=manual, 1 worker with settings of their own, records kept for 0:01:19,"
                                + " listings in pages of 4 leases and 3 shards, clocks that drift by up to 100 parts a million,"
                                + " 25 % of the records under one key, a lease table that is ready after 0:00:05.");
    }
}
