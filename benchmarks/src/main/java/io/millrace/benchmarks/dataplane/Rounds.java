package io.millrace.benchmarks.dataplane;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was measured in all rounds, by row. Not safe for use from several threads. */
final class Rounds {
    private final Map<ReaderRow, List<Measured>> rounds = new LinkedHashMap<>();

    /** @param rows in the order in which they are printed, whether or not they come to be measured */
    Rounds(Iterable<ReaderRow> rows) {
        rows.forEach(row -> rounds.put(row, new ArrayList<>()));
    }

    /** Adds what was measured of a row in one round; behind the others if it is a new row. */
    void add(ReaderRow row, Measured measured) {
        rounds.computeIfAbsent(row, none -> new ArrayList<>()).add(measured);
    }

    /** Whether each row was measured this often, at least. */
    boolean areComplete(int wanted) {
        return rounds.values().stream().allMatch(measured -> measured.size() >= wanted);
    }

    ImmutableList<ReaderRow> rows() {
        return ImmutableList.copyOf(rounds.keySet());
    }

    int count(ReaderRow row) {
        return rounds.getOrDefault(row, List.of()).size();
    }

    /** The median of each figure; empty when the row was not measured. */
    Optional<Measured> median(ReaderRow row) {
        return count(row) == 0
                ? Optional.empty()
                : Optional.of(Measured.of(Arrays.stream(Measured.Figure.values())
                        .mapToDouble(figure -> median(sorted(row, figure)))
                        .toArray()));
    }

    /** The least and the greatest of a figure of a row that was measured. */
    double[] range(ReaderRow row, Measured.Figure figure) {
        double[] values = sorted(row, figure);
        return new double[] {values[0], values[values.length - 1]};
    }

    private double[] sorted(ReaderRow row, Measured.Figure figure) {
        return rounds.getOrDefault(row, List.of()).stream()
                .mapToDouble(figure::of)
                .sorted()
                .toArray();
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
