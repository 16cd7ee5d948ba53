package io.millrace.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.scenario.ScenarioJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is told of a simulation, and above all of one in which a bug was planted. */
class SimulateTest {
    private static final UnaryOperator<FleetSimulation> SOUND = UnaryOperator.identity();
    private static final UnaryOperator<FleetSimulation> UNSAFE =
            simulation -> simulation.stores(VersionBlindStore::new);
    private static final UnaryOperator<FleetSimulation> STUCK = simulation -> simulation.processor(shard -> batch -> {
        throw new IllegalStateException("this processor always throws");
    });

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private Path scenario = Path.of("");

    @BeforeEach
    void writeScenario() throws IOException {
        scenario = folder.resolve("given.json");
        Files.writeString(
                scenario,
                Scenario.quiet(7, 4, 6, Duration.ofMinutes(2))
                        .withActions(
                                new Action.Split(Duration.ofSeconds(15), 2),
                                new Action.Pause(Duration.ofSeconds(30), "w1", Duration.ofSeconds(25)),
                                new Action.Pause(Duration.ofSeconds(60), "w2", Duration.ofSeconds(25)),
                                new Action.Join(Duration.ofSeconds(40), "w5"))
                        .toString());
    }

    @Test
    void aPassedRunEndsWithItsFiguresInAtMostAHundredColumns() throws Exception {
        Outcome outcome = simulate(SOUND, false, 1).play(new PrintWriter(out), io.millrace.app.terminal.Look.PLAIN);
        assertThat(outcome.verdict()).isEqualTo(Outcome.Verdict.PASSED);
        assertThat(out.toString().lines())
                .anyMatch(line -> line.startsWith("Passed: every law held"))
                .anyMatch(line -> line.startsWith("time to recover"))
                .anyMatch(line -> line.matches("trace hash +" + outcome.traceHash()))
                .allMatch(line -> line.length() <= 100);
    }

    @Test
    void aBrokenLawOfSafetyIsExplainedAndCanBeReplayed() throws Exception {
        Outcome outcome = simulate(UNSAFE, false, 1).play(new PrintWriter(out), io.millrace.app.terminal.Look.PLAIN);
        assertThat(outcome.verdict()).isEqualTo(Outcome.Verdict.SAFETY);
        assertThat(out.toString())
                .containsSubsequence(
                        "Failed: a law of safety was broken, with seed 7.",
                        outcome.report().violations().get(0).id(),
                        " of virtual time",
                        "scenario    " + scenario,
                        "replay      millrace simulate --scenario " + scenario,
                        "lines of the trace about shardId-",
                        "trace hash  " + outcome.report().traceHash());
    }

    @Test
    void aMinimisedScenarioIsSmallerAndBreaksTheSameLaw() throws Exception {
        String law = simulate(UNSAFE, false, 1)
                .playInJson(new PrintWriter(out))
                .report()
                .violations()
                .get(0)
                .id();
        Outcome outcome = simulate(UNSAFE, true, 1).play(new PrintWriter(out), io.millrace.app.terminal.Look.PLAIN);
        Path file = folder.resolve("millrace-scenario-7.json");
        assertThat(out.toString()).contains("scenario    " + file + " (made smaller: ");
        Scenario smaller = ScenarioJson.read(Files.readString(file));
        assertThat(smaller.actions()).hasSizeLessThan(3);
        assertThat(UNSAFE.apply(FleetSimulation.of(smaller))
                        .run()
                        .violations()
                        .get(0)
                        .id())
                .isEqualTo(law);
        assertThat(outcome.report().scenario()).isEqualTo(smaller);
    }

    @Test
    void whatDoesNotHappenInTimeIsALawOfLiveness() throws Exception {
        Outcome outcome = simulate(STUCK, false, 1).playInJson(new PrintWriter(out));
        assertThat(outcome.verdict()).isEqualTo(Outcome.Verdict.LIVENESS);
        JsonNode line = JsonMapper.builder().build().readTree(out.toString());
        assertThat(line.path("verdict").asString()).isEqualTo("liveness");
        assertThat(line.path("violations").get(0).path("id").asString()).startsWith("L");
        assertThat(line.path("violations").get(0).path("at").asDouble()).isGreaterThan(120);
        assertThat(line.path("replay").asString()).endsWith("--scenario " + scenario);
    }

    @Test
    void severalRunsAreOfSeveralSeedsAndEndAtTheFirstThatFails() throws Exception {
        Outcome passed = drawn(SOUND, 4).playInJson(new PrintWriter(out));
        assertThat(passed.runs()).isEqualTo(4);
        assertThat(passed.figures().shardHours()).isGreaterThan(4 * 3 * 0.02);
        Outcome failed = drawn(STUCK, 50).play(new PrintWriter(out), io.millrace.app.terminal.Look.PLAIN);
        assertThat(failed.report().scenario().seed()).isEqualTo(11);
        assertThat(failed.runs()).isLessThan(50);
        assertThat(folder.resolve("millrace-scenario-11.json")).exists();
    }

    @Test
    void whatTheSimulatorCannotDoIsAnError() throws Exception {
        JsonNode line = JsonMapper.builder().build().readTree(Simulate.errorLine("out of memory"));
        assertThat(line.path("verdict").asString()).isEqualTo("error");
        assertThat(line.path("error").asString()).isEqualTo("out of memory");
    }

    private Simulate simulate(UnaryOperator<FleetSimulation> setting, boolean minimise, int runs) {
        SimulateSettings settings = new SimulateSettings(
                7, 4, 6, 0.05, "swarm", runs, Optional.of(scenario), Optional.empty(), Optional.empty());
        assertThat(settings.problems()).isEmpty();
        return new Simulate(
                settings, minimise, folder, setting, progress -> ProgressDisplay.inLines(silent(), progress));
    }

    private Simulate drawn(UnaryOperator<FleetSimulation> setting, int runs) {
        SimulateSettings settings = new SimulateSettings(
                11, 2, 3, 0.02, "processes", runs, Optional.empty(), Optional.empty(), Optional.empty());
        return new Simulate(settings, false, folder, setting, progress -> ProgressDisplay.inLines(silent(), progress));
    }

    private static PrintWriter silent() {
        return new PrintWriter(new StringWriter());
    }
}
