package io.millrace.benchmarks.dataplane;

import io.millrace.benchmarks.stub.StreamShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The CPU that a million records cost, by what is read. */
final class CpuPlot {
    private CpuPlot() {}

    private record Shape(Mode mode, StreamShape stream) {
        String label() {
            return mode.id() + ", " + stream.shards() + " × " + ReaderReport.bytes(stream.recordBytes());
        }
    }

    static String svg(Rounds rounds) {
        List<Who> present = Arrays.stream(Who.values())
                .filter(who -> rounds.rows().stream().anyMatch(row -> row.who() == who && rounds.count(row) > 0))
                .toList();
        Map<Shape, List<BarPlot.Bar>> groups = new LinkedHashMap<>();
        for (ReaderRow row : rounds.rows()) {
            rounds.median(row)
                    .ifPresent(median -> groups.computeIfAbsent(
                                    new Shape(row.mode(), row.shape()), shape -> new ArrayList<>())
                            .add(new BarPlot.Bar(present.indexOf(row.who()), median.cpuSecondsPerMillion())));
        }
        return new BarPlot(
                        "CPU-seconds of the consumer's process for a million records (shards × size of a record)",
                        present.stream().map(Who::title).toList(),
                        groups.entrySet().stream()
                                .map(group -> new BarPlot.Group(group.getKey().label(), group.getValue()))
                                .toList())
                .svg();
    }
}
