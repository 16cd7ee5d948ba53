package io.millrace.simulation.mutants;

import static io.millrace.simulation.mutants.PlantedBug.rules;
import static io.millrace.simulation.mutants.PlantedBug.source;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.mutants.WrongRules.ChildrenAtLatest;
import io.millrace.simulation.mutants.WrongRules.EndedIsDeletedAtOnce;
import io.millrace.simulation.mutants.WrongRules.FoundLaterAtLatest;
import io.millrace.simulation.mutants.WrongRules.ImpatientObserver;
import io.millrace.simulation.mutants.WrongRules.NotListedIsDeleted;
import io.millrace.simulation.mutants.WrongRules.NotListedIsExpired;
import io.millrace.simulation.mutants.WrongRules.OneParentIsEnough;
import io.millrace.simulation.mutants.WrongRules.ProvenWhenAnswered;
import io.millrace.simulation.mutants.WrongRules.TakesFromTheLiving;
import io.millrace.simulation.mutants.WrongRules.TakesWithoutSurplus;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Profile;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** All planted bugs: M1 to M22 of the simulator's specification, and more from 30 on. */
final class PlantedBugs {
    private static final String ENGINE = "engine/src/main/java/io/millrace/engine/";
    private static final String DOMAIN = "domain/src/main/java/io/millrace/domain/";
    private static final String LEASE_WRITER = ENGINE + "coordination/LeaseWriter.java";
    private static final String SESSION_KEEPER = ENGINE + "coordination/SessionKeeper.java";
    private static final String BATCH_DELIVERY = ENGINE + "consumption/BatchDelivery.java";
    private static final String SHARD_WORKER = ENGINE + "consumption/ShardWorker.java";
    private static final String FETCHER = DOMAIN + "consumer/PollingFetcher.java";

    static final ImmutableList<PlantedBug> ALL = ImmutableList.<PlantedBug>builder()
            .addAll(lineage())
            .addAll(writes())
            .addAll(time())
            .addAll(reading())
            .addAll(moves())
            .addAll(more())
            .addAll(ParallelBugs.ALL)
            .addAll(FanOutBugs.ALL)
            .addAll(LoadBugs.ALL)
            .addAll(StreamBugs.ALL)
            .build();

    private PlantedBugs() {}

    private static ImmutableList<PlantedBug> lineage() {
        return ImmutableList.of(
                rules(
                        "M1",
                        "a child starts when one of its parents has ended",
                        "S8",
                        Profile.RESHARD_STORM,
                        OneParentIsEnough.class),
                rules(
                                "M2",
                                "a parent that is not listed counts as expired",
                                "S8",
                                Profile.KINESIS,
                                NotListedIsExpired.class)
                        .in(PlantedBugs::withMergesAndOldLists),
                rules("M13", "a child begins at LATEST", "S10", Profile.RESHARD_STORM, ChildrenAtLatest.class),
                source(
                                "M14",
                                "SHARD_END is written when the iterator ends, before the last batch is done",
                                "S9",
                                Profile.RESHARD_STORM,
                                SHARD_WORKER,
                                "intake.isReadThrough() && !delivery.isBusy() && !isBusy()) {",
                                "feed.hasEnded()) {")
                        .and(
                                SHARD_WORKER,
                                "                endCall.make();",
                                "                ending.begin(feed.children());")
                        .and(
                                DOMAIN + "checkpoint/ProgressTracker.java",
                                "if (!done.equals(delivered)) {",
                                "if (done == delivered && shardEndReached) {"),
                rules(
                        "M15",
                        "a lease is deleted as soon as its shard has ended",
                        "S12",
                        Profile.RESHARD_STORM,
                        EndedIsDeletedAtOnce.class),
                rules(
                        "M22",
                        "a stale listing of shards deletes a lease",
                        "S11 S12",
                        Profile.KINESIS,
                        NotListedIsDeleted.class));
    }

    private static ImmutableList<PlantedBug> writes() {
        return ImmutableList.of(
                source(
                                "M3",
                                "a checkpoint's condition ignores the epoch",
                                "S3",
                                Profile.PROCESSES,
                                LEASE_WRITER,
                                "                && found.ownership().isOwnedBy(owner)\n                && found.ownership().epoch() == epoch) {",
                                "                && !found.isEnded()) {")
                        .and(
                                LEASE_WRITER,
                                "return !lost && current.entry().ownership().isOwnedBy(owner);",
                                "return !lost;"),
                source(
                        "M4",
                        "a write ignores the version that it is conditional on",
                        "S3 S4",
                        Profile.PROCESSES,
                        "adapters-inmemory/src/main/java/io/millrace/adapters/inmemory/InMemoryLeaseTable.java",
                        "        return current == null || current.revision() != expectedRevision\n"
                                + "                ? conflict(current)\n"
                                + "                : apply(application, current, new Versioned<>(entry, expectedRevision + 1));",
                        "        return current == null\n"
                                + "                ? conflict(current)\n"
                                + "                : apply(application, current, new Versioned<>(entry, current.revision() + 1));"),
                source(
                                "M5",
                                "an unknown outcome counts as a failure",
                                "S23",
                                Profile.STORE,
                                LEASE_WRITER,
                                "if (lastFailure == StoreFailure.Kind.UNKNOWN) {",
                                "if (owner == null) {")
                        .and(
                                LEASE_WRITER,
                                "                && found.ownership().isOwnedBy(owner)\n                && found.ownership().epoch() == epoch) {",
                                "                && lost) {"),
                source(
                        "M6",
                        "an unknown outcome counts as a success",
                        "S13",
                        Profile.SWARM,
                        LEASE_WRITER,
                        "                    readBack(write, intended, expected, 1);",
                        "                    stored(write, intended, expected + 1);"),
                source(
                        "M17",
                        "an answer is taken that comes after its call was given up",
                        "S24",
                        Profile.STORE,
                        ENGINE + "coordination/StoreClient.java",
                        "            if (ended) {\n                return;\n            }",
                        "            if (ended) {\n                then.accept(answer);\n                return;\n            }"));
    }

    private static ImmutableList<PlantedBug> time() {
        return ImmutableList.of(
                source(
                                "M7",
                                "the silence of a session is measured by the wall clock",
                                "S15",
                                Profile.CLOCKS,
                                ENGINE + "coordination/FleetLeader.java",
                                "        long now = context.now();\n        long longestGap",
                                "        long now = context.runtime().time().wallTime().toEpochMilli() * 1_000_000;\n        long longestGap")
                        .and(
                                ENGINE + "coordination/FleetLeader.java",
                                "if (sessionsKnown && now - lastSessionsNanos > longestGap) {",
                                "if (sessionsKnown && longestGap < 0) {"),
                rules(
                        "M8",
                        "a worker counts its proof of life from the answer",
                        "S13 S14",
                        Profile.STORE,
                        ProvenWhenAnswered.class),
                source(
                                "M18",
                                "heartbeats wait behind a busy processor",
                                "L2 L3 L6 S16",
                                Profile.CALM,
                                "simulation-tests/src/main/java/io/millrace/simulation/kernel/SimulatedProcessorExecutor.java",
                                "            process.schedule(spent, this::returned);",
                                "            process.pause(java.time.Duration.ofNanos(spent));\n"
                                        + "            process.schedule(spent, this::returned);")
                        .in(PlantedBugs::withLongBatches),
                source(
                        "M20",
                        "backoff without a cap and without jitter",
                        "L8 S19",
                        Profile.KINESIS,
                        DOMAIN + "consumer/Backoff.java",
                        "        long halfNanos = nominalNanos / 2;\n"
                                + "        return Duration.ofNanos(nominalNanos - halfNanos + (long) (halfNanos * jitter));",
                        "        return initial.multipliedBy(1L << Math.min(attempt, 30));"));
    }

    private static ImmutableList<PlantedBug> reading() {
        return ImmutableList.of(
                source(
                        "M9",
                        "records count as processed when they are handed over",
                        "S5",
                        Profile.CALM,
                        BATCH_DELIVERY,
                        "        handing = last;\n        context.emit(new WorkerEvent.BatchStarted(",
                        "        handing = last;\n        shard.handedOver(last.position());\n        shard.doneUpTo(last.position(), last.approximateArrival());\n"
                                + "        context.emit(new WorkerEvent.BatchStarted("),
                source(
                                "M10",
                                "sequence numbers are compared as text",
                                "S6",
                                Profile.KINESIS,
                                FETCHER,
                                "if (last.isPresent() && Checkpoint.at(last.get()).compareTo(position()) > 0) {",
                                "if (last.isPresent() && (lastFetched.isEmpty()"
                                        + " || text(last.get()).compareTo(text(lastFetched.get())) > 0)) {")
                        .and(
                                FETCHER,
                                "    private Checkpoint resumeAfter() {",
                                "    /** The part that counts up: real numbers are of one length within a stream. */\n"
                                        + "    private static String text(RecordPosition position) {\n"
                                        + "        return Long.toString(position.sequenceNumber().value().shiftRight(64).longValue());\n"
                                        + "    }\n\n"
                                        + "    private Checkpoint resumeAfter() {"),
                source(
                        "M12",
                        "an expired iterator is renewed at LATEST",
                        "S6",
                        Profile.KINESIS,
                        FETCHER,
                        "        return iteratorWasGiven && position.equals(Checkpoint.LATEST) ? Checkpoint.TRIM_HORIZON : position;",
                        "        return iteratorWasGiven ? Checkpoint.LATEST : position;"));
    }

    private static ImmutableList<PlantedBug> moves() {
        return ImmutableList.of(
                rules("M16", "leases are moved without a surplus", "L3 L4", Profile.FLEET, TakesWithoutSurplus.class),
                source(
                        "M21",
                        "a lease is given up before the batch has returned",
                        "S14 S16",
                        Profile.ROLLING_DEPLOY,
                        SHARD_WORKER,
                        "        } else if (!isBusy()) {\n            requestShutdown();",
                        "        } else if (state == ShardState.CONSUMING) {\n            release();"));
    }

    private static ImmutableList<PlantedBug> more() {
        return ImmutableList.of(
                rules("M30", "leases are taken from the living", "S15", Profile.FLEET, TakesFromTheLiving.class),
                rules(
                        "M31",
                        "a session is called dead after 1.5 s of silence",
                        "S15",
                        Profile.STORE,
                        ImpatientObserver.class),
                rules(
                        "M33",
                        "shards that are found later begin at LATEST",
                        "S6 S10",
                        Profile.RESHARD_STORM,
                        FoundLaterAtLatest.class),
                source(
                                "M34",
                                "the fence is not asked when a call begins on its thread",
                                "S13",
                                Profile.PROCESSES,
                                ENGINE + "consumption/ProcessorCalls.java",
                                "if (fenced && (beginNoBatch || !gate.isOpenAt(startedAt))) {",
                                "if (fenced && beginNoBatch) {")
                        .in(PlantedBugs::withStallsAndQueues),
                source(
                        "M36",
                        "a lease is released without its last checkpoint",
                        "S16",
                        Profile.ROLLING_DEPLOY,
                        ENGINE + "consumption/ShardCheckpoints.java",
                        "is written elsewhere.\n        Optional<Storing> due = due();",
                        "is written elsewhere.\n        Optional<Storing> due = Optional.empty();"),
                source(
                        "M37",
                        "a checkpoint that waited behind another moves it back",
                        "S4",
                        Profile.USER_CODE,
                        ENGINE + "consumption/ShardCheckpoints.java",
                        "        return lease.checkpoint().compareTo(checkpoint) >= 0 ? lease : lease.withCheckpoint(checkpoint, arrival);",
                        "        return lease.withCheckpoint(checkpoint, arrival);"),
                source(
                        "M40",
                        "the pace of reads is forgotten when a shard is begun anew",
                        "S17",
                        Profile.USER_CODE,
                        ENGINE + "consumption/ShardBeginning.java",
                        "return new ShardBeginning(writer, next, pace);",
                        "return new ShardBeginning(writer, next, new ReadPace(PollingSettings.defaults()));"),
                source(
                        "M39",
                        "a worker whose session is gone goes on",
                        "L2 L3",
                        Profile.PROCESSES,
                        SESSION_KEEPER,
                        "        context.emit(new WorkerEvent.SessionLost(id));\n        owner.sessionLost();",
                        "        context.emit(new WorkerEvent.SessionLost(id));"));
    }

    /** Shards are merged while listings show no parents. */
    private static Scenario withMergesAndOldLists(Scenario scenario) {
        return with(
                scenario,
                new Action.Merge(Duration.ofSeconds(20), 0),
                new Action.Merge(Duration.ofSeconds(50), 0),
                new Action.Faults(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(90),
                        FaultKind.SOURCE_LIST_WITHOUT_PARENTS,
                        1,
                        Optional.empty()));
    }

    /** More shards than threads, so that calls wait for one, and loops that stand still. */
    private static Scenario withStallsAndQueues(Scenario scenario) {
        return with(
                scenario.resized(2, 40, Duration.ofMinutes(1)).withLoad(200, Duration.ofSeconds(8)),
                new Action.LoopStall(Duration.ofSeconds(20), "w1", Duration.ofSeconds(15)),
                new Action.LoopStall(Duration.ofSeconds(40), "w2", Duration.ofSeconds(15)));
    }

    private static Scenario with(Scenario scenario, Action... more) {
        return scenario.withActions(
                Stream.concat(scenario.actions().stream(), Stream.of(more)).toList());
    }

    /** Batches that take longer than the failover time. */
    private static Scenario withLongBatches(Scenario scenario) {
        return scenario.withLoad(scenario.recordsPerSecond(), Duration.ofSeconds(40));
    }
}
