package io.millrace.simulation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.simulation.scenario.ScenarioGenerator.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ScenarioPropertyTest {
    private final ScenarioGenerator generator = new ScenarioGenerator(Limits.SMALL);

    @Property(tries = 200)
    void whatIsWrittenIsReadBack(@ForAll long seed) {
        Scenario scenario = generator.generate(seed);
        assertThat(ScenarioJson.read(ScenarioJson.write(scenario))).isEqualTo(scenario);
    }

    @Property(tries = 200)
    void aSeedGivesOneScenarioWithinTheLimits(@ForAll long seed) {
        Scenario scenario = generator.generate(seed);
        assertThat(generator.generate(seed)).isEqualTo(scenario);
        assertThat(scenario.workers()).isBetween(1, Limits.SMALL.workers());
        assertThat(scenario.shards()).isBetween(1, Limits.SMALL.shards());
        assertThat(scenario.actions()).isSortedAccordingTo(Comparator.comparing(Action::at));
        assertThat(scenario.actions())
                .allSatisfy(action -> assertThat(action.at()).isLessThan(scenario.duration()));
    }

    @Example
    void allKindsOfActionsAndFaultsAreDrawnButNotAllInOneScenario() {
        Set<Class<?>> actions = new HashSet<>();
        Set<FaultKind> faults = EnumSet.noneOf(FaultKind.class);
        for (int seed = 0; seed < 1_000; seed++) {
            Set<FaultKind> ofOne = EnumSet.noneOf(FaultKind.class);
            generator.generate(seed, Profile.STREAMS).actions().forEach(action -> actions.add(action.getClass()));
            for (Action action : generator.generate(seed).actions()) {
                actions.add(action.getClass());
                if (action instanceof Action.Faults window) {
                    ofOne.add(window.kind());
                }
            }
            faults.addAll(ofOne);
            assertThat(ofOne).hasSizeLessThan(FaultKind.values().length);
        }
        // a crash at a given event and a fault of a given call are for trying all of them, not for chance
        assertThat(actions).hasSize(Action.class.getPermittedSubclasses().length - 2);
        assertThat(faults)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(FaultKind.values())
                        .filter(kind -> !kind.ofSubscription())
                        .toList());
    }

    @Example
    void writesOneActionALine() {
        Scenario scenario = Scenario.quiet(7, 2, 3, Duration.ofMinutes(1))
                .withActions(
                        new Action.Crash(Duration.ofSeconds(20), "w1"), new Action.Split(Duration.ofSeconds(10), 4));
        assertThat(scenario.toString().lines())
                .hasSize(4)
                .element(1)
                .asString()
                .isEqualTo("  {\"do\":\"split\",\"at\":\"PT10S\",\"choice\":4},");
    }

    @Example
    void refusesWhatIsNoScenario() {
        assertThatThrownBy(() -> ScenarioJson.read("{")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Scenario.quiet(1, 1, 0, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        List<Action> bad = new ArrayList<>();
        assertThatThrownBy(() -> bad.add(new Action.Split(Duration.ofSeconds(-1), 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
