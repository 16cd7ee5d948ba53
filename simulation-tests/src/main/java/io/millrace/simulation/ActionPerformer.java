package io.millrace.simulation;

import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.trace.Trace;

/** Does to fleet and stream what the actions of a scenario say, at the moment at which it is called. */
final class ActionPerformer {
    private final SimulatedFleet fleet;
    private final SimulatedStreams streams;
    private final GroundTruth truth;
    private final Trace trace;

    ActionPerformer(SimulatedFleet fleet, SimulatedStreams streams, GroundTruth truth, Trace trace) {
        this.fleet = fleet;
        this.streams = streams;
        this.truth = truth;
        this.trace = trace;
    }

    void perform(Action action) {
        truth.acted(action);
        if (!toProcess(action) && !toStream(action)) {
            // the fault plans look at the scenario themselves, call by call
            trace.add("run", null, action.toString());
        }
    }

    private boolean toProcess(Action action) {
        if (action instanceof Action.Crash crash) {
            fleet.crash(crash.worker());
        } else if (action instanceof Action.CrashAtEvent crash) {
            fleet.crash(crash.worker());
        } else if (action instanceof Action.Join join) {
            fleet.join(join.worker());
        } else if (action instanceof Action.JoinTwin twin) {
            fleet.joinBeside(twin.worker());
        } else if (action instanceof Action.GracefulStop stop) {
            fleet.stop(stop.worker());
        } else if (action instanceof Action.Pause pause) {
            fleet.to(pause.worker(), "stands still for " + pause.lasts(), process -> process.pause(pause.lasts()));
        } else if (action instanceof Action.Slow slow) {
            fleet.to(
                    slow.worker(),
                    "takes " + slow.factor() + " times as long for " + slow.lasts(),
                    process -> process.slowDown(slow.factor(), slow.lasts()));
        } else if (action instanceof Action.RemoveStream removal) {
            fleet.removeStream(removal.worker(), removal.choice());
        } else if (action instanceof Action.AddStream addition) {
            fleet.addStream(addition.worker(), addition.choice());
        } else if (action instanceof Action.LoopStall stall) {
            fleet.to(
                    stall.worker(),
                    "its loop stands still for " + stall.lasts(),
                    process -> process.stallLoop(stall.lasts()));
        } else if (action instanceof Action.ClockStep step) {
            fleet.to(
                    step.worker(),
                    "its wall clock is set by " + step.by(),
                    process -> process.stepWallClock(step.by()));
        } else {
            return false;
        }
        return true;
    }

    private boolean toStream(Action action) {
        if (action instanceof Action.Split split) {
            streams.split(split.choice());
        } else if (action instanceof Action.Merge merge) {
            streams.merge(merge.choice());
        } else if (action instanceof Action.RecreateStream recreation) {
            streams.recreate(recreation.gone());
        } else if (action instanceof Action.RemoveEntry removal) {
            fleet.removeEntry(removal.kind(), removal.choice());
        } else {
            return false;
        }
        return true;
    }
}
