package io.millrace.simulation.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Makes a scenario that fails as small as it can, by taking things away for as long as it still fails: actions in ever
 * smaller groups (delta debugging), then special settings and circumstances, then workers, shards, records and time. Works because chance is keyed: what is left
 * goes on as it did.
 */
public final class ScenarioMinimiser {
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private final Predicate<Scenario> fails;
    private int left;

    /**
     * @param fails runs a scenario and tells whether it fails in the way that is looked for
     * @param runs how many scenarios may be run at most
     */
    public ScenarioMinimiser(Predicate<Scenario> fails, int runs) {
        this.fails = Objects.requireNonNull(fails, "fails");
        this.left = runs;
    }

    /**
     * @param failing a scenario that fails
     * @return one that fails too, from which nothing more could be taken
     */
    public Scenario minimise(Scenario failing) {
        Scenario smallest = failing;
        while (true) {
            Scenario before = smallest;
            smallest = withFewerActions(smallest);
            smallest = plainer(smallest);
            smallest = smaller(smallest);
            if (smallest.equals(before) || left <= 0) {
                return smallest;
            }
        }
    }

    private Scenario withFewerActions(Scenario failing) {
        Scenario smallest = failing;
        int group = Math.max(1, failing.actions().size() / 2);
        while (group >= 1) {
            Optional<Scenario> next = firstFailing(without(smallest, group));
            if (next.isPresent()) {
                smallest = next.get();
            } else {
                group /= 2;
            }
        }
        return smallest;
    }

    private static Stream<Scenario> without(Scenario scenario, int group) {
        List<Scenario> candidates = new ArrayList<>();
        for (int from = 0; from < scenario.actions().size(); from += group) {
            List<Action> rest = new ArrayList<>(scenario.actions());
            rest.subList(from, Math.min(from + group, rest.size())).clear();
            candidates.add(scenario.withActions(rest));
        }
        return candidates.stream();
    }

    /** Takes away what is special about the world and about how workers are configured. */
    private Scenario plainer(Scenario failing) {
        List<Scenario> candidates = new ArrayList<>();
        if (!failing.environment().equals(Environment.USUAL)) {
            candidates.add(failing.withEnvironment(Environment.USUAL));
        }
        for (String worker : failing.workerSettings().keySet()) {
            candidates.add(failing.withWorkerSettings(without(failing.workerSettings(), worker)));
        }
        for (String key : failing.settings().keySet()) {
            candidates.add(failing.withSettings(without(failing.settings(), key)));
        }
        return firstFailing(candidates.stream()).map(this::plainer).orElse(failing);
    }

    private static <V> Map<String, V> without(Map<String, V> all, String key) {
        Map<String, V> rest = new TreeMap<>(all);
        rest.remove(key);
        return rest;
    }

    private Scenario smaller(Scenario failing) {
        return firstFailing(Stream.of(
                                resized(failing, failing.workers() - 1, failing.shards(), failing.duration()),
                                resized(failing, failing.workers(), (failing.shards() + 1) / 2, failing.duration()),
                                resized(failing, failing.workers(), failing.shards() - 1, failing.duration()),
                                resized(
                                        failing,
                                        failing.workers(),
                                        failing.shards(),
                                        failing.duration().dividedBy(2)),
                                resized(
                                        failing,
                                        failing.workers(),
                                        failing.shards(),
                                        failing.duration().minus(SHORTEST)))
                        .flatMap(Optional::stream))
                .map(this::smaller)
                .orElse(failing);
    }

    private static Optional<Scenario> resized(Scenario scenario, int workers, int shards, Duration duration) {
        boolean same =
                workers == scenario.workers() && shards == scenario.shards() && duration.equals(scenario.duration());
        return same || workers < 0 || shards < 1 || duration.compareTo(SHORTEST) < 0
                ? Optional.empty()
                : Optional.of(scenario.resized(workers, shards, duration));
    }

    private Optional<Scenario> firstFailing(Stream<Scenario> candidates) {
        return candidates
                .filter(candidate -> left-- > 0 && fails.test(candidate))
                .findFirst();
    }
}
