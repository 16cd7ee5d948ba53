package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.scenario.Profile;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.scenario.ScenarioGenerator;
import io.millrace.simulation.scenario.ScenarioGenerator.Limits;
import io.millrace.simulation.scenario.ScenarioJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** S20: a run depends on its scenario and on the code, and on nothing else. */
class DeterminismTest {
    private static final List<Long> SEEDS = List.of(11L, 20L, 36L);

    @Test
    void theSameScenarioGivesTheSameTraceInTwoVirtualMachines() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Hashes.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<String> here = hashes();
        List<String> there = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(other.waitFor()).isZero();
        assertThat(there).isEqualTo(here).doesNotHaveDuplicates().hasSize(2 * SEEDS.size());
        assertThat(hashes()).isEqualTo(here);
    }

    @Test
    void anotherSeedGivesAnotherTraceOfTheSameScenario() {
        Scenario scenario = Scenario.quiet(1, 2, 3, Duration.ofSeconds(30));
        assertThat(hash(scenario)).isEqualTo(hash(ScenarioJson.read(scenario.toString())));
        assertThat(hash(scenario)).isNotEqualTo(hash(scenario.withSeed(2)));
    }

    private static List<String> hashes() {
        ScenarioGenerator generator = new ScenarioGenerator(Limits.SMALL);
        return SEEDS.stream()
                .flatMap(seed -> Stream.of(generator.generate(seed), generator.generate(seed, Profile.FAN_OUT)))
                .map(DeterminismTest::hash)
                .toList();
    }

    private static String hash(Scenario scenario) {
        return FleetSimulation.of(scenario).run().traceHash();
    }

    /** Prints the hashes, in a virtual machine of its own. */
    static final class Hashes {
        private Hashes() {}

        public static void main(String[] arguments) {
            try {
                System.out.write(String.join("\n", hashes()).getBytes(StandardCharsets.UTF_8));
                System.out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
