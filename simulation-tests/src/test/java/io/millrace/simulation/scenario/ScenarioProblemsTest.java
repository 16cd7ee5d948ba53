package io.millrace.simulation.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mistakes in a scenario that was written by hand. */
class ScenarioProblemsTest {
    @ParameterizedTest
    @EnumSource
    void aScenarioHasNone(Profile profile) {
        Scenario scenario = ScenarioGenerator.generate(3, profile, 5, 9, Duration.ofMinutes(30));
        assertThat(ScenarioProblems.of(scenario.toString())).isEmpty();
    }

    @Test
    void textThatIsNoJsonIsToldWithItsPlace() {
        assertThat(ScenarioProblems.of("{\n  \"seed\" 1}"))
                .singleElement()
                .asString()
                .startsWith("line 2, column 10: this is not JSON: ");
    }

    @Test
    void allMistakesAreToldAtOnceWithKeyValueAndRemedy() {
        assertThat(
                        ScenarioProblems.of(
                                "{\"seed\": 1, \"wrokers\": 3, \"shards\": \"x\", \"duration\": \"1h\","
                                        + " \"recordsPerSecond\": 5, \"failoverTime\": \"PT6S\", \"longestBatch\": \"PT1S\","
                                        + " \"environment\": {\"retention\": 5.5, \"leasesPerPages\": 1},"
                                        + " \"actions\": [{\"do\": \"crsh\"}, {\"do\": \"crash\", \"at\": \"PT1S\"},"
                                        + " {\"do\": \"pause\", \"at\": \"PT-1S\", \"worker\": \"w1\", \"lasts\": \"PT1S\"},"
                                        + " {\"do\": \"faults\", \"at\": \"PT1S\", \"lasts\": \"PT1S\", \"kind\": \"STORE_SLO\", \"share\": 1}]}"))
                .anyMatch(problem -> problem.equals("workers: missing; give a whole number such as 10"))
                .anyMatch(problem -> problem.equals("wrokers: there is no such key; do you mean workers?"))
                .anyMatch(problem -> problem.equals("shards: \"x\" is not a whole number such as 10"))
                .anyMatch(problem -> problem.startsWith("duration: \"1h\" is not a time such as \"PT1H\""))
                .anyMatch(problem ->
                        problem.equals("environment.leasesPerPages: there is no such key; do you mean leasesPerPage?"))
                .anyMatch(problem -> problem.startsWith("actions[0].do: 'crsh' is none of crash, "))
                .anyMatch(problem -> problem.equals("actions[1].worker: missing; give a text such as \"w1\""))
                .anyMatch(problem -> problem.startsWith("actions[2]: {\"do\":\"pause\"")
                        && problem.endsWith("does not do: no time of a scenario: PT-1S"))
                .anyMatch(problem -> problem.endsWith("do you mean STORE_SLOW?"));
    }

    @Test
    void settingsAreLookedAtToo() {
        String text = Scenario.quiet(1, 2, 3, Duration.ofMinutes(1))
                .toString()
                .replace("\"actions\"", "\"settings\":{\"batchMaxRecord\":\"5\"},\"actions\"");
        assertThat(ScenarioProblems.of(text)).singleElement().asString().contains("batchMaxRecord", "batchMaxRecords");
    }
}
