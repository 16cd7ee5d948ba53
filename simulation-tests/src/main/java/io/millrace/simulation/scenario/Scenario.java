package io.millrace.simulation.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

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
 * @param failoverTime how long a worker may be silent, as every worker is configured
 * @param longestBatch the longest time that processing a batch takes; most are much shorter
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
        List<Action> actions) {
    public Scenario {
        Objects.requireNonNull(duration, "duration");
        Objects.requireNonNull(failoverTime, "failoverTime");
        Objects.requireNonNull(longestBatch, "longestBatch");
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

    /** A quiet run, to which actions are added. */
    public static Scenario quiet(long seed, int workers, int shards, Duration duration) {
        return new Scenario(
                seed, workers, shards, duration, 20, Duration.ofSeconds(8), Duration.ofMillis(500), List.of());
    }

    public Scenario withActions(Action... next) {
        return withActions(List.of(next));
    }

    public Scenario withActions(List<Action> next) {
        return new Scenario(seed, workers, shards, duration, recordsPerSecond, failoverTime, longestBatch, next);
    }

    public Scenario withSeed(long next) {
        return new Scenario(next, workers, shards, duration, recordsPerSecond, failoverTime, longestBatch, actions);
    }

    /** Whether calls fail or processes stand still in it; crashes, joins and stops are no faults in this sense. */
    public boolean hasFaults() {
        return actions.stream().anyMatch(action -> action instanceof Action.Faults || action instanceof Action.Pause);
    }

    /** As JSON, one action a line. */
    @Override
    public String toString() {
        return ScenarioJson.write(this);
    }
}
