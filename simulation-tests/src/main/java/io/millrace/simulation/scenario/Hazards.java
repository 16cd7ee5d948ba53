package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableList;

/** Everything that can go wrong in generated scenarios. */
final class Hazards {
    private static final ImmutableList<Hazard> ALL = ImmutableList.<Hazard>builder()
            .addAll(ProcessHazards.all())
            .addAll(FleetHazards.all())
            .addAll(ServiceHazards.all())
            .addAll(UserCodeHazards.all())
            .build();

    private Hazards() {}

    static ImmutableList<Hazard> all() {
        return ALL;
    }

    static ImmutableList<Hazard> of(FaultGroup group) {
        return ALL.stream().filter(hazard -> hazard.group() == group).collect(ImmutableList.toImmutableList());
    }
}
