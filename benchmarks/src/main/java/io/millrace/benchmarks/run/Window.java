package io.millrace.benchmarks.run;

import com.google.common.collect.ImmutableMap;
import io.millrace.benchmarks.measure.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The span over which a run is measured, between two looks at the children's reports and the kernel's figures. */
final class Window {
    private static final double MILLION = 1e6;
    private static final double NANOS = 1e9;

    private final Path reports;
    private final Optional<Long> daemon;
    private final Look begin;

    /** What was seen at one moment. */
    private record Look(
            long nanos,
            ImmutableMap<Long, ChildReport> reports,
            ImmutableMap<Long, ProcessFigures> children,
            Optional<ProcessFigures> daemon) {}

    private Window(Path reports, Optional<Long> daemon, Look begin) {
        this.reports = reports;
        this.daemon = daemon;
        this.begin = begin;
    }

    /**
     * Begins one.
     *
     * @param reports the folder with the children's reports
     * @param daemon the process that is measured beside the children
     */
    static Window begin(Path reports, Optional<Long> daemon) throws IOException {
        return new Window(reports, daemon, look(reports, daemon));
    }

    /** Ends it. A child that was not there from begin to end does not count. */
    ImmutableMap<Figure, Double> end() throws IOException {
        Look end = look(reports, daemon);
        double recordsPerSecond = 0;
        double childCpuSeconds = 0;
        for (ChildReport before : begin.reports().values()) {
            ChildReport after = end.reports().getOrDefault(before.pid(), before);
            ProcessFigures cpu = end.children().get(before.pid());
            ProcessFigures cpuBefore = begin.children().get(before.pid());
            if (after.at() > before.at() && cpu != null && cpuBefore != null) {
                recordsPerSecond += (after.records() - before.records()) / (after.at() - before.at());
                childCpuSeconds += cpu.cpuSeconds() - cpuBefore.cpuSeconds();
            }
        }
        double millions = recordsPerSecond * (end.nanos() - begin.nanos()) / NANOS / MILLION;
        ImmutableMap.Builder<Figure, Double> figures = ImmutableMap.<Figure, Double>builder()
                .put(Figure.RECORDS_PER_SECOND, recordsPerSecond)
                .put(Figure.CHILD_CPU, childCpuSeconds / millions);
        if (begin.daemon().isPresent() && end.daemon().isPresent()) {
            ProcessFigures before = begin.daemon().get();
            ProcessFigures after = end.daemon().get();
            figures.put(Figure.DAEMON_CPU, (after.cpuSeconds() - before.cpuSeconds()) / millions)
                    .put(Figure.PEAK_MEMORY, after.peakMemoryBytes() / MILLION)
                    .put(Figure.THREADS, (double) Math.max(before.threads(), after.threads()));
        }
        return figures.buildOrThrow();
    }

    private static Look look(Path reports, Optional<Long> daemon) throws IOException {
        ImmutableMap<Long, ChildReport> children = ChildReport.readAll(reports);
        ImmutableMap.Builder<Long, ProcessFigures> figures = ImmutableMap.builder();
        for (long pid : children.keySet()) {
            if (ProcessHandle.of(pid).isPresent()) {
                figures.put(pid, ProcessFigures.of(pid));
            }
        }
        return new Look(
                System.nanoTime(),
                children,
                figures.buildOrThrow(),
                daemon.isPresent() ? Optional.of(ProcessFigures.of(daemon.get())) : Optional.empty());
    }
}
