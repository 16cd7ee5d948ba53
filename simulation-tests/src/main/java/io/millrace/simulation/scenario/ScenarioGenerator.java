package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.kernel.KeyedRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Draws scenarios from seeds. In a swarm each draws first which kinds of trouble it has at all, and leaves the others out: a
 * run in which only one thing goes wrong goes deeper into that than a run in which everything does.
 */
public final class ScenarioGenerator {
    private static final double SHARE_OF_HAZARDS = 0.25;
    private static final int MOST_BUSY_SHARDS = 10;
    private static final double USUAL_WORKERS = 10;
    private static final double NANOS_PER_HOUR = Duration.ofHours(1).toNanos();

    private final Limits limits;

    /**
     * How large the scenarios are.
     *
     * @param workers at most so many at the beginning, from 1
     * @param shards at most so many at the beginning, from 1
     * @param duration of the first phase, always
     */
    public record Limits(int workers, int shards, Duration duration) {
        /** Small enough to run hundreds of them in a build. */
        public static final Limits SMALL = new Limits(4, 8, Duration.ofMinutes(3));

        public Limits {
            Objects.requireNonNull(duration, "duration");
            if (workers < 1 || shards < 1) {
                throw new IllegalArgumentException("no limits: " + workers + ", " + shards);
            }
        }
    }

    public ScenarioGenerator(Limits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /** The swarm's scenario of a seed, which is also the seed of its run; its size is drawn too. */
    public Scenario generate(long seed) {
        return generate(seed, Profile.SWARM);
    }

    /** The profile's scenario of a seed, of a size that is drawn too. */
    public Scenario generate(long seed, Profile profile) {
        KeyedRandom random = new KeyedRandom(seed, "size");
        return generate(
                seed,
                profile,
                1 + (int) random.nextLong("workers", limits.workers()),
                1 + (int) random.nextLong("shards", limits.shards()),
                limits.duration());
    }

    /**
     * The profile's scenario of a seed, which is also the seed of its run.
     *
     * @param workers how many there are at the beginning; in {@link Profile#SCALE}, at the height
     * @param duration of the first phase
     */
    public static Scenario generate(long seed, Profile profile, int workers, int shards, Duration duration) {
        Scenario base = base(seed, profile, workers, shards, duration);
        List<Action> actions = new ArrayList<>(Plans.of(profile, base));
        KeyedRandom random = new KeyedRandom(seed, "hazards");
        for (Hazard hazard : profile.hazards()) {
            boolean drawn = random.nextDouble(hazard.name()) < SHARE_OF_HAZARDS;
            if (profile.drawsKinds() && !drawn) {
                continue;
            }
            long times = times(random, hazard, base);
            for (int n = 0; n < times; n++) {
                hazard.make().apply(draw(base, hazard.name(), n)).stream()
                        .filter(action -> action.at().compareTo(duration) < 0)
                        .forEach(actions::add);
            }
        }
        int atTheBeginning = profile == Profile.SCALE ? 1 : workers;
        return base.resized(atTheBeginning, shards, duration).withActions(actions);
    }

    /** The chance of the n-th time of a hazard, which no other one has to do with. */
    static HazardDraw draw(Scenario scenario, String hazard, int n) {
        return new HazardDraw(new KeyedRandom(scenario.seed(), hazard + " " + n), scenario);
    }

    private static Scenario base(long seed, Profile profile, int workers, int shards, Duration duration) {
        KeyedRandom random = new KeyedRandom(seed, "scenario");
        Scenario plain = new Scenario(
                seed,
                workers,
                shards,
                duration,
                recordsPerSecond(shards, random.nextDouble("rate")),
                Duration.ofSeconds(profile == Profile.CALM ? 6 : 4 + random.nextLong("failover", 7)),
                Duration.ofMillis(10 + random.nextLong("batch", 3_000)),
                ImmutableList.of());
        return Circumstances.around(plain, profile);
    }

    /** Some shards are busy; in a large stream most are nearly idle, which costs the least and hides the most. */
    private static double recordsPerSecond(int shards, double draw) {
        int busy = Math.min(shards, MOST_BUSY_SHARDS);
        return busy * (0.5 + 4 * draw) + (shards - busy) * 0.1;
    }

    /** How often it happens: as often as it does in an hour, but in a short run more often than its share. */
    private static long times(KeyedRandom random, Hazard hazard, Scenario scenario) {
        double hours = scenario.duration().toNanos() / NANOS_PER_HOUR;
        double times = hazard.perHour()
                * Math.max(hours, StrictMath.cbrt(hours))
                * Math.max(1, scenario.workers() / USUAL_WORKERS);
        // evenly from none to twice the mean, and what is left of a whole number with that chance
        String name = hazard.name();
        return (long) (2 * times * random.nextDouble("times of " + name) + random.nextDouble("rest of " + name));
    }
}
