package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableList;
import java.util.Objects;
import java.util.function.Function;

/**
 * One way in which generated scenarios go wrong.
 *
 * @param name tells it from all others; the purpose of its draws
 * @param group what it befalls
 * @param perHour how often it happens in an hour, on average, to a fleet of ten workers
 * @param make the actions of one time that it happens
 */
record Hazard(String name, FaultGroup group, double perHour, Function<HazardDraw, ImmutableList<Action>> make) {
    Hazard {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(make, "make");
    }

    static Hazard of(String name, FaultGroup group, double perHour, Function<HazardDraw, Action> make) {
        return new Hazard(name, group, perHour, make.andThen(ImmutableList::of));
    }
}
