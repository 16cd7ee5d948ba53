package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableSortedMap;
import io.millrace.simulation.kernel.KeyedRandom;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Draws what the world of a generated scenario is like from the beginning, and how its workers are configured. */
final class Circumstances {
    private static final double SHARE_IN_SWARM = 0.2;

    private final Scenario scenario;
    private final Profile profile;
    private final KeyedRandom random;

    private Circumstances(Scenario scenario, Profile profile) {
        this.scenario = scenario;
        this.profile = profile;
        this.random = new KeyedRandom(scenario.seed(), "circumstances");
    }

    /** The same scenario under circumstances that the profile allows. */
    static Scenario around(Scenario scenario, Profile profile) {
        return new Circumstances(scenario, profile).draw();
    }

    private Scenario draw() {
        Environment environment = Environment.USUAL;
        if (isDrawn(FaultGroup.CLOCKS, "drift")) {
            environment = environment.withClocks(drift(), Duration.ofSeconds(1 + random.nextLong("error", 120)));
        }
        if (isDrawn(FaultGroup.STORE, "small pages") || isDrawn(FaultGroup.KINESIS, "small pages")) {
            environment = environment.withPages(
                    2 + (int) random.nextLong("leases a page", 5), 2 + (int) random.nextLong("shards a page", 5));
        }
        if (isDrawn(FaultGroup.STORE, "store is created")) {
            environment = environment.withStoreReadyAfter(Duration.ofSeconds(1 + random.nextLong("ready after", 15)));
        }
        if (isDrawn(FaultGroup.KINESIS, "short retention")) {
            // long enough for records to be read, short enough to overtake a reader that is held up
            environment = environment.withRetention(Duration.ofSeconds(30 + random.nextLong("retention", 60)));
        }
        if (isDrawn(FaultGroup.KINESIS, "hot key")) {
            environment = environment.withHotKeyShare(0.1 + 0.6 * random.nextDouble("hot key share"));
        }
        if (profile == Profile.PARALLEL) {
            return parallel(environment);
        }
        if (profile == Profile.FAN_OUT) {
            return fanOut(environment);
        }
        if (profile == Profile.STREAMS) {
            return scenario.withEnvironment(environment.withStreams(2 + (int) random.nextLong("streams", 2)));
        }
        return scenario.withEnvironment(environment).withSettings(settings()).withWorkerSettings(workerSettings());
    }

    /** Each order is drawn, that of the shard too: it has aggregates as well. Of some fleets the workers do not agree. */
    private Scenario parallel(Environment environment) {
        Environment around = environment
                .withHotKeyShare(0.3 * random.nextDouble("hot key share"))
                .withAggregates((int) random.nextLong("records an aggregate", 8));
        if (random.nextDouble("short retention") < SHARE_IN_SWARM) {
            around = around.withRetention(Duration.ofSeconds(30 + random.nextLong("retention", 60)));
        }
        String[] orders = {"KEY", "KEY", "KEY", "NONE", "SHARD"};
        String[] policies = {"1s", "3s", "10s"};
        Map<String, Map<String, String>> own = new TreeMap<>();
        if (random.nextDouble("orders that differ") < 0.3) {
            for (int i = 1; i <= scenario.workers(); i++) {
                int order = (int) random.nextLong("own order", orders.length);
                own.put("w" + i, Map.of(ConsumerSettings.ORDER, orders[order]));
            }
        }
        return scenario.withEnvironment(around)
                .withLoad(scenario.recordsPerSecond(), scenario.longestBatch().dividedBy(3))
                .withWorkerSettings(own)
                .withSettings(ImmutableSortedMap.of(
                        ConsumerSettings.ORDER,
                        orders[(int) random.nextLong("order", orders.length)],
                        "parallelism",
                        String.valueOf(1 + random.nextLong("parallelism", 12)),
                        "batchMaxRecords",
                        String.valueOf(15 + random.nextLong("batch", 40)),
                        "checkpointPolicy",
                        policies[(int) random.nextLong("policy", policies.length)]));
    }

    /**
     * Half of them process the records of a key in order and all others side by side, and have aggregates. Subscriptions grow
     * as old as they do in five minutes, or are replaced sooner, so that it happens at all.
     */
    private Scenario fanOut(Environment environment) {
        Environment around = environment;
        if (random.nextDouble("short retention") < SHARE_IN_SWARM) {
            around = around.withRetention(Duration.ofSeconds(30 + random.nextLong("retention", 60)));
        }
        String[] ages = {"21s", "40s", "90s", "285s"};
        Map<String, String> settings = new TreeMap<>();
        settings.put(ConsumerSettings.FAN_OUT, "reader");
        settings.put(ConsumerSettings.FAN_OUT_RENEW_AFTER, ages[(int) random.nextLong("age", ages.length)]);
        if (random.nextDouble("side by side") < 0.5) {
            around = around.withAggregates(2 + (int) random.nextLong("records an aggregate", 6));
            settings.put(ConsumerSettings.ORDER, "KEY");
            settings.put("parallelism", String.valueOf(1 + random.nextLong("parallelism", 12)));
        }
        return scenario.withEnvironment(around).withSettings(settings);
    }

    private boolean isDrawn(FaultGroup group, String what) {
        return profile == Profile.SWARM
                ? random.nextDouble(what) < SHARE_IN_SWARM
                : profile.name().equals(group.name()) && random.nextDouble(what) < 0.5;
    }

    /** From one part in a million to the most that is allowed, each order of magnitude as likely as another. */
    private int drift() {
        int[] orders = {1, 10, 100, 1_000, 10_000, Environment.MOST_DRIFT};
        return orders[(int) random.nextLong("drift", orders.length)];
    }

    private Map<String, String> settings() {
        if (!isDrawn(FaultGroup.USER_CODE, "checkpoints")) {
            return Map.of();
        }
        String[] policies = {"manual", "afterEachBatch", "3s"};
        return Map.of("checkpointPolicy", policies[(int) random.nextLong("policy", policies.length)]);
    }

    /** About half of the workers with settings of their own. */
    private Map<String, Map<String, String>> workerSettings() {
        Map<String, Map<String, String>> all = new TreeMap<>();
        if (isDrawn(FaultGroup.FLEET, "mixed settings")) {
            for (int i = 1; i <= scenario.workers(); i++) {
                if (random.nextDouble("own settings") < 0.5) {
                    all.put("w" + i, ownSettings());
                }
            }
        }
        return all;
    }

    private ImmutableSortedMap<String, String> ownSettings() {
        return ImmutableSortedMap.of(
                ConsumerSettings.FAILOVER_TIME,
                (3 + random.nextLong("own failover time", 12)) + "s",
                "coordinationInterval",
                (200 + 100 * random.nextLong("own coordination interval", 15)) + "ms",
                "shardSyncInterval",
                (10 + random.nextLong("own sync interval", 50)) + "s");
    }
}
