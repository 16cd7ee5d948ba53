package io.millrace.simulation.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.scenario.Profile;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.scenario.ScenarioGenerator;
import io.millrace.simulation.scenario.ScenarioGenerator.Limits;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** About a thousand scenarios of every kind in every build: no law is broken, and every coincidence has come about. */
class EnsembleTest {
    private static final int SEEDS = 67;
    private static final Limits SMALL = new Limits(4, 8, Duration.ofMinutes(3));

    @Test
    void everyLawHoldsInAThousandScenariosAndEveryCoincidenceComesAbout() {
        Ensemble ensemble = new Ensemble();
        ScenarioGenerator generator = new ScenarioGenerator(SMALL);
        scenarios(generator).parallel().map(EnsembleTest::run).forEach(ensemble::add);
        System.out.println(ensemble.table());
        assertThat(ensemble.failed().stream().map(SimulationReport::text)).isEmpty();
        assertThat(ensemble.missed()).isEmpty();
    }

    private static Stream<Scenario> scenarios(ScenarioGenerator generator) {
        return LongStream.rangeClosed(1, SEEDS)
                .boxed()
                .flatMap(seed -> Arrays.stream(Profile.values()).map(profile -> generator.generate(seed, profile)));
    }

    private static SimulationReport run(Scenario scenario) {
        return FleetSimulation.of(scenario).run();
    }
}
