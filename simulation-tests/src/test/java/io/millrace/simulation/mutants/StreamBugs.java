package io.millrace.simulation.mutants;

import static io.millrace.simulation.mutants.PlantedBug.source;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.scenario.Profile;

/** Planted bugs of applications with several streams. */
final class StreamBugs {
    private static final String COORDINATION = "engine/src/main/java/io/millrace/engine/coordination/";

    static final ImmutableList<PlantedBug> ALL = ImmutableList.of(
            source(
                    "M71",
                    "leases are planned for workers that do not work on their stream",
                    "L15",
                    Profile.STREAMS,
                    COORDINATION + "AssignmentWriter.java",
                    "                        session.streams()))",
                    "                        com.google.common.collect.ImmutableSortedSet.of()))"),
            source(
                    "M72",
                    "heartbeats say the streams of the beginning for ever",
                    "L15",
                    Profile.STREAMS,
                    COORDINATION + "SessionKeeper.java",
                    "session.beat(state, changes, streams.names())",
                    "session.beat(state, changes)"),
            source(
                    "M73",
                    "a stream that is left out is worked on as before",
                    "L15",
                    Profile.STREAMS,
                    "engine/src/main/java/io/millrace/engine/WorkerStreams.java",
                    "        served.remove(name);",
                    ""));

    private StreamBugs() {}
}
