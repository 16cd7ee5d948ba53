package io.millrace.simulation.ensemble;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.probe.Probe;
import io.millrace.simulation.report.Distribution;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What many runs came to, taken together. Safe for use by several threads. */
final class Ensemble {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final long beginNanos = System.nanoTime();
    private final Map<Probe, Long> probes = new EnumMap<>(Probe.class);
    private final Map<String, Long> faults = new TreeMap<>();
    private final List<SimulationReport> failed = new ArrayList<>();
    private Distribution recoveryMillis = Distribution.EMPTY;
    private Distribution duplicatesPerFailover = Distribution.EMPTY;
    private Distribution movesPerChange = Distribution.EMPTY;
    private double shardHours;
    private long records;
    private int scenarios;

    synchronized void add(SimulationReport report) {
        scenarios++;
        shardHours += report.figures().shardHours();
        records += report.records();
        report.probes().forEach((probe, hits) -> probes.merge(probe, hits, Long::sum));
        report.figures().faults().forEach((kind, times) -> faults.merge(kind, times, Long::sum));
        recoveryMillis = recoveryMillis.plus(report.figures().recoveryMillis());
        duplicatesPerFailover = duplicatesPerFailover.plus(report.figures().duplicatesPerFailover());
        movesPerChange = movesPerChange.plus(report.figures().movesPerMembershipChange());
        if (!report.passed()) {
            failed.add(report);
        }
    }

    synchronized ImmutableList<SimulationReport> failed() {
        return ImmutableList.copyOf(failed);
    }

    synchronized double shardHours() {
        return shardHours;
    }

    /** The coincidences that never came about although they should among so many runs. */
    synchronized ImmutableList<Probe> missed() {
        return probes.entrySet().stream()
                .filter(entry -> entry.getValue() == 0 && !entry.getKey().isRare())
                .map(Map.Entry::getKey)
                .collect(ImmutableList.toImmutableList());
    }

    synchronized String line() {
        double seconds = (System.nanoTime() - beginNanos) / NANOS_PER_SECOND;
        return String.format(
                Locale.ROOT,
                "%d scenarios, %.0f shard-hours in %.0f s (%.1f SH/s), %d records, %d failed",
                scenarios,
                shardHours,
                seconds,
                shardHours / seconds,
                records,
                failed.size());
    }

    synchronized String table() {
        return line()
                + "\ntime to recover, s: " + quantiles(recoveryMillis, MILLIS_PER_SECOND)
                + "\nduplicates per failover: " + quantiles(duplicatesPerFailover, 1)
                + "\nmoves per membership change: " + quantiles(movesPerChange, 1)
                + "\nfaults: " + faults
                + "\nprobes: " + probes;
    }

    private static String quantiles(Distribution values, double unit) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f, p99 %.1f, max %.1f of %d",
                values.quantile(0.5) / unit,
                values.quantile(0.99) / unit,
                values.max() / unit,
                values.count());
    }
}
