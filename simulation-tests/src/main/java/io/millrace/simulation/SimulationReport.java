package io.millrace.simulation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.millrace.simulation.invariant.Violation;
import io.millrace.simulation.probe.Probe;
import io.millrace.simulation.report.Figures;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.Objects;

/**
 * What came of a run.
 *
 * @param scenario what was run
 * @param violations the laws that were broken; the run ended at the first
 * @param virtualTime how long it took in virtual time
 * @param recovery how long after the end of the first phase the fleet had come to rest; zero if it never did
 * @param events how many events were run
 * @param records how many records were put
 * @param duplicates how many times a record was handed over again
 * @param faults how many calls were made to fail, by kind
 * @param storeReads how many pages and entries were read from the lease store
 * @param storeWrites how many writes the lease store was asked for
 * @param traceHash the fingerprint of every line of the trace
 * @param traceLines how many lines it has
 * @param lastLines the last lines of the trace about the shard of the first violation, or of the run
 * @param figures what the run says about the fleet
 * @param probes how often each rare coincidence came about; all are there
 */
public record SimulationReport(
        Scenario scenario,
        ImmutableList<Violation> violations,
        Duration virtualTime,
        Duration recovery,
        long events,
        long records,
        long duplicates,
        ImmutableMap<FaultKind, Integer> faults,
        long storeReads,
        long storeWrites,
        String traceHash,
        long traceLines,
        ImmutableList<String> lastLines,
        Figures figures,
        ImmutableSortedMap<Probe, Long> probes) {
    public SimulationReport {
        Objects.requireNonNull(scenario, "scenario");
        Objects.requireNonNull(violations, "violations");
        Objects.requireNonNull(virtualTime, "virtualTime");
        Objects.requireNonNull(recovery, "recovery");
        Objects.requireNonNull(faults, "faults");
        Objects.requireNonNull(traceHash, "traceHash");
        Objects.requireNonNull(lastLines, "lastLines");
        Objects.requireNonNull(figures, "figures");
        Objects.requireNonNull(probes, "probes");
    }

    /** Whether every law held. */
    public boolean passed() {
        return violations.isEmpty();
    }

    /**
     * For tests.
     *
     * @return this
     * @throws AssertionError with the whole {@link #text} when a law was broken
     */
    @CanIgnoreReturnValue
    public SimulationReport assertPassed() {
        if (!passed()) {
            throw new AssertionError(text());
        }
        return this;
    }

    /** The whole of it for a person: of a run that failed, what is needed to understand and to repeat it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Violation violation : violations) {
            text.append(violation.id())
                    .append(": ")
                    .append(violation.sentence())
                    .append('\n');
            text.append("  but")
                    .append(violation.shard().map(shard -> ", on " + shard).orElse(""));
            text.append(": ").append(violation.finding()).append('\n');
            text.append("  at ").append(Trace.timeText(violation.atNanos())).append('\n');
        }
        if (!passed()) {
            text.append("scenario:\n").append(scenario).append('\n');
            text.append("replay: FleetSimulation.of(ScenarioJson.read(<the scenario above>)).run()\n");
            text.append("trace:\n");
            lastLines.forEach(line -> text.append("  ").append(line).append('\n'));
        }
        text.append(records).append(" records, ").append(duplicates).append(" handed over again; ");
        text.append(events)
                .append(" events in ")
                .append(virtualTime)
                .append("; at rest after ")
                .append(recovery);
        text.append("; faults ").append(faults).append('\n');
        return text.append("trace hash ")
                .append(traceHash)
                .append(" of ")
                .append(traceLines)
                .append(" lines")
                .toString();
    }
}
