package io.millrace.simulation.scenario;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.collect.ImmutableSortedMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A whole run as data. Together with the code it is run on it determines every event.
 *
 * <p>A run has two phases. In the first, of the given duration, everything the scenario says happens. Then it ends: no
 * faults any more, pauses are over, at least one worker lives, nobody joins or leaves and no record is put. From there on
 * the fleet has to finish what is left, share the shards evenly, and then keep still.
 *
 * @param seed where all fine chance comes from: latencies, jitter, hash keys, how long work takes
 * @param workers how many workers start at the beginning, named w1, w2, ...
 * @param shards how many shards the stream is created with, from 1
 * @param duration of the first phase
 * @param recordsPerSecond how many records are put, on average, in the whole stream
 * @param failoverTime how long a worker may be silent, as every worker is configured that has no other of its own
 * @param longestBatch the longest time that processing a batch takes; most are much shorter
 * @param environment what the services and the machines are like
 * @param settings of every worker, by their keys ({@link ConsumerSettings}); a failoverTime among them becomes this
 *     scenario's
 * @param workerSettings what is different for some workers, by the worker's name
 * @param actions what happens, in any order; sorted here by time
 */
public record Scenario(
        long seed,
        int workers,
        int shards,
        Duration duration,
        double recordsPerSecond,
        Duration failoverTime,
        Duration longestBatch,
        Environment environment,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) ImmutableSortedMap<String, String> settings,

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        ImmutableSortedMap<String, ImmutableSortedMap<String, String>> workerSettings,

        List<Action> actions) {
    public Scenario {
        Objects.requireNonNull(duration, "duration");
        Objects.requireNonNull(longestBatch, "longestBatch");
        Objects.requireNonNull(environment, "environment");
        Objects.requireNonNull(workerSettings, "workerSettings");
        failoverTime = ConsumerSettings.failoverTime(settings).orElse(Objects.requireNonNull(failoverTime));
        settings = ConsumerSettings.withoutFailoverTime(settings);
        actions = actions.stream()
                .sorted((one, other) -> one.at().compareTo(other.at()))
                .toList();
        if (workers < 0 || shards < 1 || !(recordsPerSecond >= 0)) {
            throw new IllegalArgumentException(
                    "no scenario: " + workers + " workers, " + shards + " shards, " + recordsPerSecond + " records/s");
        }
        if (duration.isNegative() || failoverTime.isNegative() || failoverTime.isZero() || longestBatch.isNegative()) {
            throw new IllegalArgumentException("no scenario: duration " + duration + ", failover time " + failoverTime
                    + ", longest batch " + longestBatch);
        }
    }

    /** In the usual environment, with the engine's own settings. */
    public Scenario(
            long seed,
            int workers,
            int shards,
            Duration duration,
            double recordsPerSecond,
            Duration failoverTime,
            Duration longestBatch,
            List<Action> actions) {
        this(
                seed,
                workers,
                shards,
                duration,
                recordsPerSecond,
                failoverTime,
                longestBatch,
                Environment.USUAL,
                ImmutableSortedMap.of(),
                ImmutableSortedMap.of(),
                actions);
    }

    /** From JSON, in which environment and settings may be left out. */
    @JsonCreator
    static Scenario read(
            @JsonProperty("seed") long seed,
            @JsonProperty("workers") int workers,
            @JsonProperty("shards") int shards,
            @JsonProperty("duration") Duration duration,
            @JsonProperty("recordsPerSecond") double recordsPerSecond,
            @JsonProperty("failoverTime") Duration failoverTime,
            @JsonProperty("longestBatch") Duration longestBatch,
            @JsonProperty("environment") @Nullable Environment environment,
            @JsonProperty("settings") @Nullable Map<String, String> settings,
            @JsonProperty("workerSettings") @Nullable Map<String, Map<String, String>> workerSettings,
            @JsonProperty("actions") List<Action> actions) {
        return new Scenario(
                seed,
                workers,
                shards,
                duration,
                recordsPerSecond,
                failoverTime,
                longestBatch,
                environment == null ? Environment.USUAL : environment,
                settings == null ? ImmutableSortedMap.of() : ImmutableSortedMap.copyOf(settings),
                workerSettings == null ? ImmutableSortedMap.of() : copy(workerSettings),
                actions);
    }

    /** A quiet run, to which actions are added. */
    public static Scenario quiet(long seed, int workers, int shards, Duration duration) {
        return new Scenario(
                seed, workers, shards, duration, 20, Duration.ofSeconds(8), Duration.ofMillis(500), List.of());
    }

    public Scenario withActions(Action... next) {
        return withActions(List.of(next));
    }

    public Scenario withActions(List<Action> next) {
        return with(seed, environment, settings, workerSettings, next);
    }

    public Scenario withSeed(long next) {
        return with(next, environment, settings, workerSettings, actions);
    }

    public Scenario withEnvironment(Environment next) {
        return with(seed, next, settings, workerSettings, actions);
    }

    /** With these settings of every worker, and no others. */
    public Scenario withSettings(Map<String, String> next) {
        return with(seed, environment, ImmutableSortedMap.copyOf(next), workerSettings, actions);
    }

    /** With these differences of some workers, by worker, and no others. */
    public Scenario withWorkerSettings(Map<String, ? extends Map<String, String>> next) {
        return with(seed, environment, settings, copy(next), actions);
    }

    /** With another size, all else as it is. */
    public Scenario resized(int nextWorkers, int nextShards, Duration nextDuration) {
        return new Scenario(
                seed,
                nextWorkers,
                nextShards,
                nextDuration,
                recordsPerSecond,
                failoverTime,
                longestBatch,
                environment,
                settings,
                workerSettings,
                actions);
    }

    /** With other work to do. */
    public Scenario withLoad(double nextRecordsPerSecond, Duration nextLongestBatch) {
        return new Scenario(
                seed,
                workers,
                shards,
                duration,
                nextRecordsPerSecond,
                failoverTime,
                nextLongestBatch,
                environment,
                settings,
                workerSettings,
                actions);
    }

    /** How long this worker may be silent. */
    public Duration failoverTimeOf(String worker) {
        return ConsumerSettings.failoverTime(workerSettings.getOrDefault(worker, ImmutableSortedMap.of()))
                .orElse(failoverTime);
    }

    /** The longest time for which any of the workers may be silent. */
    public Duration longestFailoverTime() {
        return workerSettings.keySet().stream()
                .map(this::failoverTimeOf)
                .filter(time -> time.compareTo(failoverTime) > 0)
                .max(Duration::compareTo)
                .orElse(failoverTime);
    }

    /** All settings of this worker. */
    public ConsumerSettings settingsOf(String worker) {
        return ConsumerSettings.of(settings)
                .with(ConsumerSettings.FAILOVER_TIME, failoverTime.toString())
                .with(workerSettings.getOrDefault(worker, ImmutableSortedMap.of()));
    }

    /** Whether more goes wrong in it than that processes end: crashes, joins, stops and reshards are no faults in this sense. */
    public boolean hasFaults() {
        return actions.stream().anyMatch(Action::breaksSomething) || environment.clockDriftPartsPerMillion() > 0;
    }

    private Scenario with(
            long nextSeed,
            Environment nextEnvironment,
            ImmutableSortedMap<String, String> nextSettings,
            ImmutableSortedMap<String, ImmutableSortedMap<String, String>> nextWorkerSettings,
            List<Action> nextActions) {
        return new Scenario(
                nextSeed,
                workers,
                shards,
                duration,
                recordsPerSecond,
                failoverTime,
                longestBatch,
                nextEnvironment,
                nextSettings,
                nextWorkerSettings,
                nextActions);
    }

    private static ImmutableSortedMap<String, ImmutableSortedMap<String, String>> copy(
            Map<String, ? extends Map<String, String>> given) {
        ImmutableSortedMap.Builder<String, ImmutableSortedMap<String, String>> all = ImmutableSortedMap.naturalOrder();
        given.forEach((worker, ofWorker) -> all.put(worker, ImmutableSortedMap.copyOf(ofWorker)));
        return all.build();
    }

    /** As JSON, one action a line. */
    @Override
    public String toString() {
        return ScenarioJson.write(this);
    }
}
