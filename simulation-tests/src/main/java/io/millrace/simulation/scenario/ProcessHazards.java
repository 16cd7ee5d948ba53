package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableList;
import java.time.Duration;

/** What goes wrong with single workers: their processes and their clocks. */
final class ProcessHazards {
    private ProcessHazards() {}

    static ImmutableList<Hazard> all() {
        return ImmutableList.of(
                new Hazard("crash and restart", FaultGroup.PROCESSES, 2, ProcessHazards::crashAndRestart),
                Hazard.of("crash", FaultGroup.PROCESSES, 1, draw -> new Action.Crash(draw.at(), draw.worker())),
                Hazard.of(
                        "pause",
                        FaultGroup.PROCESSES,
                        3,
                        draw -> new Action.Pause(draw.at(), draw.worker(), draw.aroundFailover())),
                Hazard.of(
                        "slow worker",
                        FaultGroup.PROCESSES,
                        2,
                        draw -> new Action.Slow(draw.at(), draw.worker(), draw.spell(), 10)),
                Hazard.of(
                        "loop stall",
                        FaultGroup.PROCESSES,
                        2,
                        draw -> new Action.LoopStall(draw.at(), draw.worker(), draw.aroundFailover())),
                Hazard.of("clock step", FaultGroup.CLOCKS, 6, ProcessHazards::clockStep));
    }

    private static ImmutableList<Action> crashAndRestart(HazardDraw draw) {
        Duration at = draw.at();
        String worker = draw.worker();
        Duration later =
                draw.chance("at once", 0.3) ? at : at.plus(draw.between(Duration.ofSeconds(1), Duration.ofSeconds(40)));
        return ImmutableList.of(
                new Action.Crash(at, worker),
                new Action.Join(later, draw.chance("same name", 0.7) ? worker : draw.newcomer()));
    }

    /** From a second to an hour, forward or back. */
    private static Action clockStep(HazardDraw draw) {
        long[] seconds = {1, 10, 60, 3_600};
        Duration by = Duration.ofSeconds(seconds[(int) draw.below("step", seconds.length)]);
        return new Action.ClockStep(draw.at(), draw.worker(), draw.chance("back", 0.5) ? by.negated() : by);
    }
}
