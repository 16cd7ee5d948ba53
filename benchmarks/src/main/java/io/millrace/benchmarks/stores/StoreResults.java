package io.millrace.benchmarks.stores;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/** The figures of all rounds, by store. Not safe for use from several threads. */
final class StoreResults {
    private final ImmutableList<StoreKind> kinds;
    private final Map<StoreKind, List<ImmutableMap<StoreFigure, Double>>> rounds = new EnumMap<>(StoreKind.class);

    /** @param kinds in the order in which they are printed, whether or not they come to be measured */
    StoreResults(Iterable<StoreKind> kinds) {
        this.kinds = ImmutableList.copyOf(kinds);
        this.kinds.forEach(kind -> rounds.put(kind, new ArrayList<>()));
    }

    ImmutableList<StoreKind> kinds() {
        return kinds;
    }

    /** Adds what was measured of a store in one round. */
    void add(StoreKind kind, ImmutableMap<StoreFigure, Double> figures) {
        all(kind).add(figures);
    }

    /** In how many rounds it was measured. */
    int rounds(StoreKind kind) {
        return all(kind).size();
    }

    /** Of all rounds; empty when it was measured in none. */
    OptionalDouble median(StoreKind kind, StoreFigure figure) {
        double[] values = all(kind).stream()
                .filter(figures -> figures.containsKey(figure))
                .mapToDouble(figures -> Objects.requireNonNull(figures.get(figure)))
                .toArray();
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(new Percentiles(values).median());
    }

    private List<ImmutableMap<StoreFigure, Double>> all(StoreKind kind) {
        return Objects.requireNonNull(rounds.get(kind));
    }
}
