package io.millrace.simulation.world;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.VirtualTime;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which calls go wrong, and how, as the scenario says; nothing after its first phase. Counts what it did. */
public final class FaultPlan {
    private final VirtualTime time;
    private final Duration end;
    /** All, in the order in which they begin. */
    private final ImmutableList<Action.Faults> windows;
    /** Those that are on, in the same order. */
    private final List<Action.Faults> on = new ArrayList<>();

    private final Map<Long, FaultKind> faultOfStoreCall = new HashMap<>();
    private final Map<String, Action.Faults> forEver = new HashMap<>();
    private final Map<FaultKind, Integer> injected = new EnumMap<>(FaultKind.class);
    private int begun;
    private long storeCalls;

    public FaultPlan(VirtualTime time, Scenario scenario) {
        this.time = Objects.requireNonNull(time, "time");
        this.end = scenario.duration();
        List<Action.Faults> all = new ArrayList<>();
        for (Action action : scenario.actions()) {
            if (action instanceof Action.Faults window) {
                all.add(window);
            } else if (action instanceof Action.Partition cut) {
                all.addAll(Cuts.asFaults(cut));
            } else if (action instanceof Action.FaultAtCall single) {
                faultOfStoreCall.put(single.call(), single.kind());
            }
        }
        this.windows =
                all.stream().sorted(Comparator.comparing(Action.Faults::at)).collect(ImmutableList.toImmutableList());
    }

    /**
     * Decides about one call.
     *
     * @param possible what can befall such a call
     * @param random the chance of whoever calls
     * @return what goes wrong; empty when nothing does
     */
    Optional<Action.Faults> draw(String worker, EnumSet<FaultKind> possible, KeyedRandom random) {
        if (windows.isEmpty() && faultOfStoreCall.isEmpty() && forEver.isEmpty()) {
            return Optional.empty();
        }
        Duration now = Duration.ofNanos(time.nowNanos());
        Optional<Action.Faults> single = single(now, possible);
        if (single.isPresent()) {
            return single;
        }
        if (now.compareTo(end) >= 0) {
            return Optional.ofNullable(forEver.get(worker)).filter(cut -> possible.contains(cut.kind()));
        }
        if (nothingIsOn(now)) {
            return Optional.empty();
        }
        for (Action.Faults window : on) {
            if (possible.contains(window.kind())
                    && window.worker().map(worker::equals).orElse(true)
                    && random.nextDouble("fault " + window.kind()) < window.share()) {
                injected.merge(window.kind(), 1, Integer::sum);
                return Optional.of(window);
            }
        }
        return Optional.empty();
    }

    /** Whether, at the end of the first phase, the worker cannot reach the store at all. */
    public boolean isCutOffFromStore(String worker) {
        return windows.stream()
                .anyMatch(window -> window.kind() == FaultKind.STORE_REQUEST_LOST
                        && window.share() == 1
                        && window.worker().filter(worker::equals).isPresent()
                        && window.isOn(end.minusNanos(1)));
    }

    /** From the end of the first phase on, no call of the worker ever reaches the store. */
    public void stayCutOffFromStore(String worker) {
        forEver.put(
                worker, new Action.Faults(end, Duration.ZERO, FaultKind.STORE_REQUEST_LOST, 1, Optional.of(worker)));
    }

    /** How many calls went wrong, by kind. */
    public Map<FaultKind, Integer> injected() {
        return new EnumMap<>(injected);
    }

    private Optional<Action.Faults> single(Duration now, EnumSet<FaultKind> possible) {
        if (faultOfStoreCall.isEmpty() || !possible.contains(FaultKind.STORE_REQUEST_LOST)) {
            return Optional.empty();
        }
        storeCalls++;
        return Optional.ofNullable(faultOfStoreCall.get(storeCalls))
                .filter(possible::contains)
                .map(kind -> {
                    injected.merge(kind, 1, Integer::sum);
                    return new Action.Faults(now, Duration.ZERO, kind, 1, Optional.empty());
                });
    }

    private boolean nothingIsOn(Duration now) {
        while (begun < windows.size() && windows.get(begun).at().compareTo(now) <= 0) {
            on.add(windows.get(begun++));
        }
        if (!on.isEmpty()) {
            on.removeIf(window -> !window.isOn(now));
        }
        return on.isEmpty();
    }
}
