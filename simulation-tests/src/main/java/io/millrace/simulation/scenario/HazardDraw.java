package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.kernel.KeyedRandom;
import java.time.Duration;
import java.util.Optional;

/** The chance of one time that something goes wrong: when, to whom, for how long, how badly. */
final class HazardDraw {
    private final KeyedRandom random;
    private final Scenario scenario;

    HazardDraw(KeyedRandom random, Scenario scenario) {
        this.random = random;
        this.scenario = scenario;
    }

    Duration failoverTime() {
        return scenario.failoverTime();
    }

    /** A moment in the first nine tenths of the first phase, so that what happens then still shows in it. */
    Duration at() {
        return Duration.ofMillis(below("at", Math.max(1, scenario.duration().toMillis() * 9 / 10)));
    }

    /** One of the workers of the beginning. */
    String worker() {
        return "w" + (1 + below("worker", Math.max(1, scenario.workers())));
    }

    /** One of the workers of the beginning, or everybody. */
    Optional<String> workerOrAll() {
        return chance("everybody", 0.5) ? Optional.empty() : Optional.of(worker());
    }

    /** Some of the workers of the beginning: one at least, and not more than half of them if there are several. */
    ImmutableList<String> someWorkers() {
        int all = Math.max(1, scenario.workers());
        long count = 1 + below("how many", Math.max(1, all / 2));
        long first = below("first", all);
        ImmutableList.Builder<String> some = ImmutableList.builder();
        for (long i = 0; i < count; i++) {
            some.add("w" + (1 + (first + i) % all));
        }
        return some.build();
    }

    /** All workers of the beginning. */
    ImmutableList<String> allWorkers() {
        ImmutableList.Builder<String> all = ImmutableList.builder();
        for (int i = 1; i <= scenario.workers(); i++) {
            all.add("w" + i);
        }
        return all.build();
    }

    /** A worker that there was not at the beginning. */
    String newcomer() {
        return "w" + (scenario.workers() + 1 + below("newcomer", 3));
    }

    int choice() {
        return (int) below("choice", 1_000);
    }

    /** Evenly between the two, to the millisecond. */
    Duration between(Duration least, Duration most) {
        long span = Math.max(1, most.minus(least).toMillis());
        return least.plusMillis(below("duration", span));
    }

    /** From a hundredth to ten times the failover time, the short ones as likely as the long ones. */
    Duration aroundFailover() {
        double[] factors = {0.01, 0.1, 0.3, 0.6, 0.8, 1, 1.3, 2, 5, 10};
        double factor = factors[(int) below("factor", factors.length)];
        return Duration.ofMillis(Math.max(10, (long) (failoverTime().toMillis() * factor)));
    }

    /** How long calls go wrong: long enough for each kind to happen, from 2 s to a minute. */
    Duration spell() {
        return between(Duration.ofSeconds(2), Duration.ofSeconds(chance("long spell", 0.2) ? 60 : 20));
    }

    /** Rarely, often, nearly always, or always. */
    double share() {
        double[] shares = {0.05, 0.3, 0.8, 1};
        return shares[(int) below("share", shares.length)];
    }

    boolean chance(String purpose, double probability) {
        return random.nextDouble(purpose) < probability;
    }

    /** Evenly from 0 (included) to the bound (excluded). */
    long below(String purpose, long bound) {
        return random.nextLong(purpose, bound);
    }
}
