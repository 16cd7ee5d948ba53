package io.millrace.app.simulate;

import com.google.common.collect.ImmutableSortedMap;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.probe.Probe;
import io.millrace.simulation.report.Figures;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * What came of one run, or of several.
 *
 * @param report of the run, of the first that failed, or else of the first
 * @param figures of all runs together
 * @param probes how often each rare coincidence came about, in all runs together
 * @param runs how many there were
 * @param wallTime how long all of them took in real time
 * @param traceHash of the run, or of the hashes of all runs in order
 */
public record Outcome(
        SimulationReport report,
        Figures figures,
        ImmutableSortedMap<Probe, Long> probes,
        int runs,
        Duration wallTime,
        String traceHash) {
    /** Whether the laws held, and if not, which kind was broken. */
    public enum Verdict {
        PASSED,
        /** Something happened that never may. */
        SAFETY,
        /** Something did not happen in time that has to. */
        LIVENESS;

        /** As scripts read it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Outcome {
        Objects.requireNonNull(report, "report");
        Objects.requireNonNull(figures, "figures");
        Objects.requireNonNull(probes, "probes");
        Objects.requireNonNull(wallTime, "wallTime");
        Objects.requireNonNull(traceHash, "traceHash");
    }

    public Verdict verdict() {
        return verdictOf(report);
    }

    static Verdict verdictOf(SimulationReport report) {
        if (report.passed()) {
            return Verdict.PASSED;
        }
        return report.violations().get(0).id().startsWith("L") ? Verdict.LIVENESS : Verdict.SAFETY;
    }

    /** Shard-hours for each second of real time. */
    double shardHoursPerSecond() {
        return figures.shardHours() / Math.max(1e-3, wallTime.toNanos() / 1e9);
    }

    /** The same with another report in place of that of the run that failed. */
    Outcome with(SimulationReport other) {
        return new Outcome(other, figures, probes, runs, wallTime, traceHash);
    }
}
