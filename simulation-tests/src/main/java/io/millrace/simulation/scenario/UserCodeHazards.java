package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableList;

/** What goes wrong in the code that users write. */
final class UserCodeHazards {
    private UserCodeHazards() {}

    /** One for each way in which it does. */
    static ImmutableList<Hazard> all() {
        ImmutableList.Builder<Hazard> hazards = ImmutableList.builder();
        for (UserFaultKind kind : UserFaultKind.values()) {
            hazards.add(Hazard.of(
                    kind.toString(),
                    FaultGroup.USER_CODE,
                    2,
                    draw -> new Action.UserFault(
                            draw.at(), draw.spell(), kind, share(kind, draw), draw.workerOrAll())));
        }
        return hazards.build();
    }

    /** What holds a shard up for the whole fault befalls few calls, or else it would befall every shard. */
    private static double share(UserFaultKind kind, HazardDraw draw) {
        return kind == UserFaultKind.HANGS ? 0.1 : draw.share();
    }
}
