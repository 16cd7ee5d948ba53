package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.scenario.Profile;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.scenario.ScenarioGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fleets in which one shard has nearly all the work, as long as it takes until loads are planned for. */
class LoadInFleetsTest {
    private static final int SEEDS = 1;

    private final List<String> plansForLoad = new ArrayList<>();

    @Test
    void everyLawHoldsWhereShardsAreMovedForLoad() {
        for (Profile profile : new Profile[] {Profile.CALM, Profile.FLEET, Profile.RESHARD_STORM}) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                run(ScenarioGenerator.generate(seed, profile, 2, 7, Duration.ofMinutes(18)))
                        .assertPassed();
            }
        }
        assertThat(plansForLoad).as("it is not that nothing ever moved").isNotEmpty();
    }

    private SimulationReport run(Scenario drawn) {
        Scenario hot = drawn.withLoad(3, Duration.ofSeconds(2))
                .withEnvironment(drawn.environment().withCpuShare(1).withHotKeyShare(0.8));
        return FleetSimulation.of(hot)
                .trace(line -> {
                    if (line.contains("Planned[") && !line.contains("forLoad=[]")) {
                        plansForLoad.add(line);
                    }
                })
                .run();
    }
}
