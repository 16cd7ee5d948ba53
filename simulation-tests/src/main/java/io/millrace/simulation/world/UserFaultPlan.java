package io.millrace.simulation.world;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.VirtualTime;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.scenario.UserFaultKind;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which calls of user code misbehave, and how, as the scenario says; none after its first phase. Counts what it did. */
public final class UserFaultPlan {
    private final VirtualTime time;
    private final Duration end;
    private final ImmutableList<Action.UserFault> windows;
    private final Map<UserFaultKind, Integer> injected = new EnumMap<>(UserFaultKind.class);

    public UserFaultPlan(VirtualTime time, Scenario scenario) {
        this.time = Objects.requireNonNull(time, "time");
        this.end = scenario.duration();
        this.windows = scenario.actions().stream()
                .filter(Action.UserFault.class::isInstance)
                .map(Action.UserFault.class::cast)
                .collect(ImmutableList.toImmutableList());
    }

    /** Whether nobody's user code ever misbehaves. */
    public boolean isEmpty() {
        return windows.isEmpty();
    }

    /** How a call of a worker's user code misbehaves that can do so in these ways; empty when it does not. */
    Optional<Misbehaviour> draw(String worker, EnumSet<UserFaultKind> possible, KeyedRandom random, String shard) {
        Duration now = Duration.ofNanos(time.nowNanos());
        for (Action.UserFault window : windows) {
            Duration until = earlier(window.at().plus(window.lasts()), end);
            if (possible.contains(window.kind())
                    && now.compareTo(window.at()) >= 0
                    && now.compareTo(until) < 0
                    && window.worker().map(worker::equals).orElse(true)
                    && random.nextDouble(window.kind() + " on " + shard) < window.share()) {
                injected.merge(window.kind(), 1, Integer::sum);
                return Optional.of(new Misbehaviour(window.kind(), until.minus(now)));
            }
        }
        return Optional.empty();
    }

    /** How many calls misbehaved, by kind. */
    public Map<UserFaultKind, Integer> injected() {
        return new EnumMap<>(injected);
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /**
     * What a call does.
     *
     * @param left how long the fault goes on, at most to the end of the first phase
     */
    record Misbehaviour(UserFaultKind kind, Duration left) {}
}
