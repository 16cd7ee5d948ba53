package io.millrace.benchmarks.measure;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The figures of all rounds, by row. Not safe for use from several threads. */
public final class Results {
    private final Map<Row, List<ImmutableMap<Figure, Double>>> rounds = new LinkedHashMap<>();

    /** @param rows in the order in which they are printed, whether or not they come to be measured */
    public Results(Iterable<Row> rows) {
        rows.forEach(row -> rounds.put(row, new ArrayList<>()));
    }

    /** The middle one of some measurements, and the least and the greatest. */
    record Spread(double median, double least, double greatest) {}

    /** Adds what was measured of a row in one round. */
    public void add(Row row, ImmutableMap<Figure, Double> figures) {
        rounds.getOrDefault(row, new ArrayList<>()).add(figures);
    }

    /** Whether each row was measured in this many rounds. */
    public boolean areComplete(int wanted) {
        return rounds.values().stream().allMatch(figures -> figures.size() == wanted);
    }

    ImmutableList<Row> rows() {
        return ImmutableList.copyOf(rounds.keySet());
    }

    int rounds(Row row) {
        return rounds.getOrDefault(row, List.of()).size();
    }

    /** Empty when the row has no such figure. */
    Optional<Spread> spread(Row row, Figure figure) {
        List<Double> values = rounds.getOrDefault(row, List.of()).stream()
                .flatMap(figures -> Optional.ofNullable(figures.get(figure)).stream())
                .sorted()
                .toList();
        if (values.isEmpty()) {
            return Optional.empty();
        }
        int last = values.size() - 1;
        double median = (values.get(last / 2) + values.get(values.size() / 2)) / 2;
        return Optional.of(new Spread(median, values.get(0), values.get(last)));
    }
}
