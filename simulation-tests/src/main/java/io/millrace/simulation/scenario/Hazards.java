package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableList;
import java.time.Duration;

/** Everything that can go wrong in generated scenarios. */
final class Hazards {
    private static final ImmutableList<Hazard> ALL = ImmutableList.<Hazard>builder()
            .addAll(processes())
            .addAll(fleet())
            .addAll(calls())
            .addAll(stream())
            .build();

    private Hazards() {}

    static ImmutableList<Hazard> all() {
        return ALL;
    }

    static ImmutableList<Hazard> of(FaultGroup group) {
        return ALL.stream().filter(hazard -> hazard.group() == group).collect(ImmutableList.toImmutableList());
    }

    private static ImmutableList<Hazard> processes() {
        return ImmutableList.of(
                new Hazard("crash and restart", FaultGroup.PROCESSES, 2, draw -> {
                    Duration at = draw.at();
                    String worker = draw.worker();
                    Duration later = draw.chance("at once", 0.3)
                            ? at
                            : at.plus(draw.between(Duration.ofSeconds(1), Duration.ofSeconds(40)));
                    return ImmutableList.of(
                            new Action.Crash(at, worker),
                            new Action.Join(later, draw.chance("same name", 0.7) ? worker : draw.newcomer()));
                }),
                Hazard.of("crash", FaultGroup.PROCESSES, 1, draw -> new Action.Crash(draw.at(), draw.worker())),
                Hazard.of(
                        "pause",
                        FaultGroup.PROCESSES,
                        3,
                        draw -> new Action.Pause(draw.at(), draw.worker(), draw.aroundFailover())));
    }

    private static ImmutableList<Hazard> fleet() {
        return ImmutableList.of(
                Hazard.of("join", FaultGroup.FLEET, 1, draw -> new Action.Join(draw.at(), draw.newcomer())),
                new Hazard("stop and return", FaultGroup.FLEET, 2, draw -> {
                    Duration at = draw.at();
                    String worker = draw.worker();
                    return ImmutableList.of(
                            new Action.GracefulStop(at, worker),
                            new Action.Join(
                                    at.plus(draw.between(Duration.ofSeconds(1), Duration.ofSeconds(60))), worker));
                }));
    }

    private static ImmutableList<Hazard> stream() {
        return ImmutableList.of(
                Hazard.of("split", FaultGroup.KINESIS, 2, draw -> new Action.Split(draw.at(), draw.choice())),
                Hazard.of("merge", FaultGroup.KINESIS, 1.5, draw -> new Action.Merge(draw.at(), draw.choice())));
    }

    /** One for each way in which calls fail. */
    private static ImmutableList<Hazard> calls() {
        ImmutableList.Builder<Hazard> hazards = ImmutableList.builder();
        for (FaultKind kind : FaultKind.values()) {
            hazards.add(Hazard.of(
                    kind.toString(),
                    kind.ofStore() ? FaultGroup.STORE : FaultGroup.KINESIS,
                    2,
                    draw -> new Action.Faults(draw.at(), draw.spell(), kind, draw.share(), draw.workerOrAll())));
        }
        return hazards.build();
    }
}
