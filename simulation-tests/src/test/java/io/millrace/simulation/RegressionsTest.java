package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.scenario.ScenarioJson;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario in which something once went wrong, each in a file that is named after what that was. */
@Execution(ExecutionMode.CONCURRENT)
class RegressionsTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void holds(String name, Path file) throws IOException {
        SimulationReport report =
                FleetSimulation.of(ScenarioJson.read(Files.readString(file))).run();
        assertThat(report.passed()).as(name + "\n" + report.text()).isTrue();
    }

    static Stream<Object[]> scenarios() throws IOException, URISyntaxException {
        Path folder = Path.of(RegressionsTest.class.getResource("/regressions").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> sorted = files.sorted().toList();
            assertThat(sorted).isNotEmpty();
            return sorted.stream().map(file -> new Object[] {
                file.getFileName().toString().replace(".json", "").replace('-', ' '), file
            });
        }
    }
}
