package io.millrace.simulation.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.engine.KinesisConsumer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsumerSettingsTest {
    private static final Map<String, String> EXAMPLES = new TreeMap<>(Map.ofEntries(
            Map.entry("initialPosition", "LATEST"),
            Map.entry("failoverTime", "6s"),
            Map.entry("capacity", "1.5"),
            Map.entry("coordinationInterval", "500ms"),
            Map.entry("shardSyncInterval", "PT30S"),
            Map.entry("handOffTimeout", "1m30s"),
            Map.entry("hungAfter", "2m"),
            Map.entry("checkpointPolicy", "10s"),
            Map.entry("failurePolicy", "deadLetter 3"),
            Map.entry("memoryBudgetBytes", "100000000"),
            Map.entry("processorThreads", "4"),
            Map.entry("order", "KEY"),
            Map.entry("parallelism", "4"),
            Map.entry("fanOut", "reader"),
            Map.entry("fanOutRenewAfter", "90s"),
            Map.entry("batchMaxRecords", "500"),
            Map.entry("batchMaxBytes", "100000"),
            Map.entry("batchMaxWait", "0s"),
            Map.entry("pollingMaxRecordsPerRead", "1000"),
            Map.entry("pollingReadsPerSecond", "2"),
            Map.entry("pollingBytesPerSecond", "1000000"),
            Map.entry("pollingIdleMinimum", "200ms"),
            Map.entry("pollingIdleMaximum", "1s"),
            Map.entry("pollingIteratorLife", "4m"),
            Map.entry("pollingBackoffInitial", "100ms"),
            Map.entry("pollingBackoffMaximum", "5s"),
            Map.entry("planningDeadBand", "0.1"),
            Map.entry("planningMoveBudget", "100")));

    @Test
    void knowsEverySettingThatItHasAnExampleOf() {
        assertThat(ConsumerSettings.keys()).containsExactlyElementsOf(EXAMPLES.keySet());
        assertThat(ConsumerSettings.of(EXAMPLES).problems()).isEmpty();
        assertThat(ConsumerSettings.of(EXAMPLES).processorThreads()).hasValue(4);
    }

    @Test
    void tellsAllProblemsAtOnceEachWithAWayOut() {
        ConsumerSettings settings = ConsumerSettings.of(Map.of(
                "failovertime", "6s",
                "hungAfter", "soon",
                "coordinationInterval", "2h",
                "batchMaxRecords", "0",
                "checkpointPolicy", "sometimes",
                "processorThreads", "0"));
        assertThat(settings.problems())
                .hasSize(6)
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("failovertime: '6s'").contains("failoverTime?"))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("hungAfter: 'soon'").contains("500ms"))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("coordinationInterval").contains("from"))
                .anySatisfy(problem -> assertThat(problem).contains("maxRecords = 0: give at least 1"))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("checkpointPolicy").contains("manual"))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("processorThreads").contains("from 1"));
        assertThatThrownBy(() -> settings.applyTo(KinesisConsumer.builder()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(settings.problems().toArray(String[]::new));
    }

    @Test
    void readsAPropertiesFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("fleet.properties"), "# ours\nfailoverTime = 10s\nhungAfter=5s\n");
        assertThat(ConsumerSettings.read(file))
                .isEqualTo(ConsumerSettings.of(Map.of("failoverTime", "10s", "hungAfter", "5s")));
    }

    @Test
    void aScenarioTakesItsFailoverTimeFromItsSettings() {
        Scenario scenario = Scenario.quiet(1, 2, 3, Duration.ofMinutes(1))
                .withSettings(Map.of("failoverTime", "7s", "hungAfter", "5s"))
                .withWorkerSettings(Map.of("w2", Map.of("failoverTime", "20s")));
        assertThat(scenario.failoverTime()).isEqualTo(Duration.ofSeconds(7));
        assertThat(scenario.settings()).containsOnlyKeys("hungAfter");
        assertThat(scenario.failoverTimeOf("w1")).isEqualTo(Duration.ofSeconds(7));
        assertThat(scenario.failoverTimeOf("w2")).isEqualTo(Duration.ofSeconds(20));
        assertThat(scenario.longestFailoverTime()).isEqualTo(Duration.ofSeconds(20));
        assertThat(ScenarioJson.read(scenario.toString())).isEqualTo(scenario);
    }

    @Test
    void aScenarioWithoutSettingsAndEnvironmentIsRead() {
        Scenario scenario = Scenario.quiet(1, 2, 3, Duration.ofMinutes(1));
        String old = "{\"seed\":1,\"workers\":2,\"shards\":3,\"duration\":\"PT1M\",\"recordsPerSecond\":20.0,"
                + "\"failoverTime\":\"PT8S\",\"longestBatch\":\"PT0.5S\",\"actions\":[]}";
        assertThat(ScenarioJson.read(old)).isEqualTo(scenario);
    }
}
