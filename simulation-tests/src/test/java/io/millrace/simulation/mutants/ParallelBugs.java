package io.millrace.simulation.mutants;

import static io.millrace.simulation.mutants.PlantedBug.source;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.scenario.Profile;

/** Planted bugs of what is processed side by side, of what is stored of it, and of aggregates. */
final class ParallelBugs {
    private static final String ENGINE = "engine/src/main/java/io/millrace/engine/";
    private static final String DOMAIN = "domain/src/main/java/io/millrace/domain/";

    static final ImmutableList<PlantedBug> ALL = ImmutableList.of(
            source(
                            "M11",
                            "the sub-sequence number is ignored where reading goes on inside an aggregate",
                            "S6 S25 S26 L1",
                            Profile.PARALLEL,
                            DOMAIN + "consumer/ResumeFilter.java",
                            "&& Checkpoint.at(records.get(seen).position()).compareTo(start) <= 0) {",
                            "&& Checkpoint.at(records.get(seen).sequenceNumber()).compareTo(start) <= 0) {")
                    .in(scenario ->
                            scenario.withEnvironment(scenario.environment().withAggregates(30))),
            source(
                    "M41",
                    "a key is handed over again while some of its records are in hand",
                    "S25",
                    Profile.PARALLEL,
                    DOMAIN + "consumer/KeyLanes.java",
                    "            key.taken = true;",
                    "            key.taken = false;"),
            source(
                    "M42",
                    "what is in hand counts as done where records are processed side by side",
                    "S5 S26",
                    Profile.PARALLEL,
                    ENGINE + "consumption/ParallelDelivery.java",
                    "                lanes.add(record, number);",
                    "                lanes.add(record, number);\n                open.done(number);"),
            source(
                    "M43",
                    "records that are done beyond the checkpoint are handed over again",
                    "S26",
                    Profile.PARALLEL,
                    DOMAIN + "consumer/ResumeFilter.java",
                    "        return !isOpen;",
                    "        return false;"),
            source(
                    "M44",
                    "what is open beyond the checkpoint is stored one too far",
                    "S26 L1",
                    Profile.PARALLEL,
                    DOMAIN + "checkpoint/OpenRecords.java",
                    "numbers.add((int) (number - first.getKey())));",
                    "numbers.add(number > first.getKey() ? (int) (number - first.getKey()) + 1 : 0));\n        end++;"),
            source(
                    "M45",
                    "records of a sibling shard are handed over",
                    "S6 S25",
                    Profile.PARALLEL,
                    DOMAIN + "aggregation/Aggregates.java",
                    "belongs = known == null ? shard.contains(HashKeys.of(partitionKey)) : known;",
                    "belongs = known == null || shard.contains(HashKeys.of(partitionKey)) || known != null;"));

    private ParallelBugs() {}
}
