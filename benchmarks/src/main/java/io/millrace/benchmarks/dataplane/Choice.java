package io.millrace.benchmarks.dataplane;

import com.google.common.collect.ImmutableList;
import io.millrace.benchmarks.stub.StreamShape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Which rows are measured, and how long. What the command line does not say, empty or zero here, is as in the full benchmark or
 * as in the quick one.
 *
 * @param only ids of those who read
 * @param modes ids
 */
record Choice(
        boolean quick,
        List<String> only,
        List<Integer> shards,
        List<Integer> recordBytes,
        List<String> modes,
        int rounds,
        int warmUp,
        int seconds) {
    private static final ImmutableList<Who> ALL = ImmutableList.of(Who.LOOP, Who.MILLRACE, Who.KCL, Who.KCL_DEFAULT);
    private static final ImmutableList<Who> QUICK = ImmutableList.of(Who.LOOP, Who.MILLRACE);

    /**
     * In the order in which they are measured and printed.
     *
     * @throws IllegalArgumentException when a name is none, or nothing is left to measure
     */
    ImmutableList<ReaderRow> rows() {
        List<Who> who = named(only, Who.values(), Who::id, quick ? QUICK : ALL);
        List<Mode> how = named(
                modes, Mode.values(), Mode::id, quick ? List.of(Mode.POLLING) : ImmutableList.copyOf(Mode.values()));
        ImmutableList.Builder<ReaderRow> rows = ImmutableList.builder();
        for (Mode mode : how) {
            for (int bytes : recordBytes.isEmpty() ? List.of(1024, 100) : recordBytes) {
                for (int count : shards.isEmpty() ? (quick ? List.of(4) : List.of(4, 64, 256)) : shards) {
                    StreamShape shape = new StreamShape(count, bytes);
                    who.stream()
                            .filter(reader -> reader.modes().contains(mode))
                            .forEach(reader -> rows.add(new ReaderRow(reader, shape, mode)));
                }
            }
        }
        ImmutableList<ReaderRow> chosen = rows.build();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("nothing to measure: none of " + only + " reads by " + modes);
        }
        return chosen;
    }

    int roundsWanted() {
        return rounds > 0 ? rounds : quick ? 1 : 3;
    }

    int warmUpSeconds() {
        return warmUp > 0 ? warmUp : quick ? 4 : 10;
    }

    int measuredSeconds() {
        return seconds > 0 ? seconds : quick ? 4 : 15;
    }

    private static <E> List<E> named(List<String> names, E[] all, Function<E, String> id, List<E> standard) {
        for (String name : names) {
            if (Arrays.stream(all).noneMatch(each -> id.apply(each).equals(name))) {
                throw new IllegalArgumentException("'" + name + "' is none of "
                        + Arrays.stream(all).map(id).toList());
            }
        }
        return names.isEmpty()
                ? standard
                : Arrays.stream(all)
                        .filter(each -> names.contains(id.apply(each)))
                        .toList();
    }
}
