package io.millrace.simulation.scenario;

import io.millrace.simulation.kernel.KeyedRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Draws scenarios from seeds. Each draws first which kinds of fault it has at all, and leaves the others out (a "swarm"):
 * a run in which only one thing goes wrong goes deeper into that than a run in which everything does.
 */
public final class ScenarioGenerator {
    private static final double SHARE_OF_KINDS = 0.3;

    private final Limits limits;

    /**
     * How large the scenarios are.
     *
     * @param workers at most so many at the beginning, from 1
     * @param shards at most so many at the beginning, from 1
     * @param duration of the first phase, always
     * @param actions at most so many
     */
    public record Limits(int workers, int shards, Duration duration, int actions) {
        /** Small enough to run hundreds of them in a build. */
        public static final Limits SMALL = new Limits(4, 8, Duration.ofMinutes(3), 10);

        public Limits {
            Objects.requireNonNull(duration, "duration");
            if (workers < 1 || shards < 1 || actions < 0) {
                throw new IllegalArgumentException("no limits: " + workers + ", " + shards + ", " + actions);
            }
        }
    }

    public ScenarioGenerator(Limits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /** The scenario of a seed, which is also the seed of its run. */
    public Scenario generate(long seed) {
        KeyedRandom random = new KeyedRandom(seed, "scenario");
        int workers = 1 + (int) random.nextLong("workers", limits.workers());
        int shards = 1 + (int) random.nextLong("shards", limits.shards());
        List<FaultKind> kinds = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            if (random.nextDouble("kind " + kind) < SHARE_OF_KINDS) {
                kinds.add(kind);
            }
        }
        List<Action> actions = new ArrayList<>();
        long count = random.nextLong("actions", limits.actions() + 1L);
        for (int i = 0; i < count; i++) {
            actions.add(action(random, workers, kinds));
        }
        return new Scenario(
                seed,
                workers,
                shards,
                limits.duration(),
                5 + random.nextLong("rate", 60),
                Duration.ofSeconds(4 + random.nextLong("failover", 7)),
                Duration.ofMillis(10 + random.nextLong("batch", 3_000)),
                actions);
    }

    private Action action(KeyedRandom random, int workers, List<FaultKind> kinds) {
        Duration at = millis(random, "at", limits.duration().toMillis() * 9 / 10);
        // two names more than there are workers, so that some join under a new name and some return
        String worker = "w" + (1 + random.nextLong("worker", workers + 2L));
        int choice = (int) random.nextLong("choice", 1_000);
        return switch ((int) random.nextLong("what", kinds.isEmpty() ? 8 : 12)) {
            case 0, 1 -> new Action.Crash(at, worker);
            case 2, 3 -> new Action.Join(at, worker);
            case 4 -> new Action.GracefulStop(at, worker);
            case 5 -> new Action.Pause(at, worker, millis(random, "pause", 30_000));
            case 6 -> new Action.Split(at, choice);
            case 7 -> new Action.Merge(at, choice);
            default ->
                new Action.Faults(
                        at,
                        millis(random, "lasts", 40_000),
                        kinds.get((int) random.nextLong("kind", kinds.size())),
                        random.nextDouble("share"),
                        random.nextDouble("everybody") < 0.5 ? Optional.empty() : Optional.of(worker));
        };
    }

    private static Duration millis(KeyedRandom random, String purpose, long bound) {
        return Duration.ofMillis(random.nextLong(purpose, bound));
    }
}
