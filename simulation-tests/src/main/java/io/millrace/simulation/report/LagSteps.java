package io.millrace.simulation.report;

import java.util.ArrayList;
import java.util.List;

/** Lag over time, in ever longer steps, so that no run is too long for it. */
final class LagSteps {
    private static final int MOST_STEPS = 1_200;

    private final List<TimelineData.Step> steps = new ArrayList<>();
    private long stepMillis = 1_000;

    long stepMillis() {
        return stepMillis;
    }

    List<TimelineData.Step> steps() {
        return List.copyOf(steps);
    }

    void add(long atMillis, TimelineData.Step step) {
        while (atMillis / stepMillis >= MOST_STEPS) {
            halve();
        }
        int place = (int) (atMillis / stepMillis);
        while (steps.size() <= place) {
            steps.add(new TimelineData.Step(0, -1, 0, 0));
        }
        steps.set(place, both(steps.get(place), step));
    }

    private void halve() {
        List<TimelineData.Step> halved = new ArrayList<>();
        for (int i = 0; i < steps.size(); i += 2) {
            halved.add(i + 1 < steps.size() ? both(steps.get(i), steps.get(i + 1)) : steps.get(i));
        }
        steps.clear();
        steps.addAll(halved);
        stepMillis *= 2;
    }

    private static TimelineData.Step both(TimelineData.Step one, TimelineData.Step other) {
        TimelineData.Step worse = one.worst() >= other.worst() && one.shard() >= 0 ? one : other;
        return new TimelineData.Step(
                worse.worst(), worse.shard(), one.records() + other.records(), one.again() + other.again());
    }
}
