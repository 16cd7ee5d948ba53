package io.millrace.simulation.world;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.VirtualTime;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which calls go wrong, and how, as the scenario says; nothing after its first phase. Counts what it did. */
public final class FaultPlan {
    private final VirtualTime time;
    private final Duration end;
    private final ImmutableList<Action.Faults> windows;
    private final Map<FaultKind, Integer> injected = new EnumMap<>(FaultKind.class);

    public FaultPlan(VirtualTime time, Scenario scenario) {
        this.time = Objects.requireNonNull(time, "time");
        this.end = scenario.duration();
        this.windows = scenario.actions().stream()
                .filter(Action.Faults.class::isInstance)
                .map(Action.Faults.class::cast)
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * Decides about one call.
     *
     * @param possible what can befall such a call
     * @param random the chance of whoever calls
     * @return what goes wrong; empty when nothing does
     */
    Optional<Action.Faults> draw(String worker, EnumSet<FaultKind> possible, KeyedRandom random) {
        Duration now = Duration.ofNanos(time.nowNanos());
        if (windows.isEmpty() || now.compareTo(end) >= 0) {
            return Optional.empty();
        }
        for (Action.Faults window : windows) {
            if (possible.contains(window.kind())
                    && window.isOn(now)
                    && window.worker().map(worker::equals).orElse(true)
                    && random.nextDouble("fault " + window.kind()) < window.share()) {
                injected.merge(window.kind(), 1, Integer::sum);
                return Optional.of(window);
            }
        }
        return Optional.empty();
    }

    /** How many calls went wrong, by kind. */
    public Map<FaultKind, Integer> injected() {
        return new EnumMap<>(injected);
    }
}
