package io.millrace.simulation.mutants;

import static io.millrace.simulation.mutants.PlantedBug.source;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.scenario.Profile;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;

/** Planted bugs of balancing by load. */
final class LoadBugs {
    private static final String ENGINE = "engine/src/main/java/io/millrace/engine/";
    private static final String DOMAIN = "domain/src/main/java/io/millrace/domain/";
    private static final String LOAD_BOOK = DOMAIN + "load/LoadBook.java";

    static final ImmutableList<PlantedBug> ALL = ImmutableList.of(
            source(
                            "M61",
                            "next to no load counts, and no difference is too small for a move",
                            "L13",
                            Profile.CALM,
                            DOMAIN + "load/LoadLevels.java",
                            "FIRST_BOUND = 2;",
                            "FIRST_BOUND = 0.002;")
                    .and(
                            DOMAIN + "assignment/WeightBalancer.java",
                            "> settings.leastImbalance() + ROUNDING;",
                            "> ROUNDING;")
                    .and(DOMAIN + "load/LoadLevels.java", "return 1 + bound(level);", "return 1 + level;")
                    .in(scenario -> withOneHotShard(scenario)
                            .withEnvironment(scenario.environment().withHotKeyShare(0.8))),
            source(
                            "M62",
                            "a new leader moves leases for load at once",
                            "L13",
                            Profile.FLEET,
                            LOAD_BOOK,
                            "return nowNanos - beganAtNanos >= REST.toNanos() && (settled || again);",
                            "return changed;")
                    .and(
                            LOAD_BOOK,
                            "return nowNanos - beganAtNanos < REST.toNanos() || (rest != null && nowNanos - rest.untilNanos < 0);",
                            "return rest != null && nowNanos - rest.untilNanos < 0;")
                    .in(LoadBugs::withOneHotShard),
            source(
                            "M63",
                            "the leader does not look at loads",
                            "L14",
                            Profile.CALM,
                            ENGINE + "coordination/AssignmentWriter.java",
                            "loads.weight(entry.getKey()), resting)",
                            "1.0, resting)")
                    .in(scenario -> withOneHotShard(scenario).resized(2, 7, Duration.ofMinutes(30))));

    private LoadBugs() {}

    /** Of an odd number of shards one has nearly all the work: whoever has it should not have one more than the other. */
    static Scenario withOneHotShard(Scenario scenario) {
        return scenario.resized(2, 7, Duration.ofMinutes(12))
                .withLoad(3, Duration.ofSeconds(2))
                .withEnvironment(scenario.environment().withCpuShare(1).withHotKeyShare(0.8));
    }
}
