package io.millrace.app.simulate;

import io.millrace.simulation.invariant.Violation;
import io.millrace.simulation.probe.Probe;
import io.millrace.simulation.report.Distribution;
import io.millrace.simulation.report.Figures;
import io.millrace.simulation.report.StoreUse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** What came of a simulation, as one line of JSON. */
final class JsonLine {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLIS_PER_SECOND = 1e3;

    private JsonLine() {}

    /** @param scenario where the scenario of a run that failed was written */
    static String of(Outcome outcome, Optional<Path> scenario) {
        Figures figures = outcome.figures();
        StoreUse store = figures.storeUse();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("verdict", outcome.verdict().text());
        line.put("violations", violations(outcome));
        line.put("seed", outcome.report().scenario().seed());
        line.put("runs", outcome.runs());
        line.put("traceHash", outcome.traceHash());
        line.put("shardHours", rounded(figures.shardHours()));
        line.put("wallSeconds", rounded(outcome.wallTime().toNanos() / NANOS_PER_SECOND));
        line.put("shardHoursPerSecond", rounded(outcome.shardHoursPerSecond()));
        line.put("virtualSeconds", rounded(figures.virtualTime().toNanos() / NANOS_PER_SECOND));
        line.put("events", figures.events());
        line.put("records", figures.records());
        line.put("failovers", figures.recoveryMillis().count() + figures.unrecovered());
        line.put("unrecovered", figures.unrecovered());
        line.put("recoverySeconds", spread(figures.recoveryMillis(), MILLIS_PER_SECOND));
        line.put("duplicates", figures.duplicates());
        line.put("duplicatesPerFailover", spread(figures.duplicatesPerFailover(), 1));
        line.put("moves", figures.moves());
        line.put("movesPerMembershipChange", spread(figures.movesPerMembershipChange(), 1));
        line.put("lagMillis", spread(figures.lagMillis(), 1));
        line.put("storeReads", store.readCount());
        line.put("storeWrites", store.writeCount());
        line.put("storeReadsByKind", store.reads());
        line.put("storeWritesByKind", store.writes());
        line.put("dynamoDbDollarsPerMonth", dollars(figures));
        line.put("faults", figures.faults());
        line.put(
                "probesHit",
                outcome.probes().values().stream().filter(hits -> hits > 0).count());
        Map<String, Long> probes = new LinkedHashMap<>();
        outcome.probes().forEach((probe, hits) -> probes.put(nameOf(probe), hits));
        line.put("probes", probes);
        scenario.ifPresent(file -> {
            line.put("scenario", file.toString());
            line.put("replay", VerdictText.replay(file));
        });
        return MAPPER.writeValueAsString(line);
    }

    /** As people read it. */
    static String nameOf(Probe probe) {
        return probe.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** When the simulator itself has failed, or could not be started. */
    static String ofError(String problem) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("verdict", "error");
        line.put("error", problem);
        line.put("violations", List.of());
        return MAPPER.writeValueAsString(line);
    }

    private static List<Map<String, Object>> violations(Outcome outcome) {
        List<Map<String, Object>> violations = new ArrayList<>();
        for (Violation violation : outcome.report().violations()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", violation.id());
            one.put("at", violation.atNanos() / NANOS_PER_SECOND);
            violation.shard().ifPresent(shard -> one.put("shard", shard.toString()));
            one.put("sentence", violation.sentence());
            one.put("finding", violation.finding());
            violations.add(one);
        }
        return violations;
    }

    private static Map<String, Object> spread(Distribution values, double unit) {
        Map<String, Object> spread = new LinkedHashMap<>();
        spread.put("p50", inUnit(values.quantile(0.5), unit));
        spread.put("p99", inUnit(values.quantile(0.99), unit));
        spread.put("max", inUnit(values.max(), unit));
        return spread;
    }

    private static Number inUnit(long value, double unit) {
        if (unit == 1) {
            return value;
        }
        return value / unit;
    }

    private static Map<String, Object> dollars(Figures figures) {
        Map<String, Object> dollars = new LinkedHashMap<>();
        if (!figures.virtualTime().isZero()) {
            dollars.put("reads", rounded(figures.storeUse().readDollarsPerMonth(figures.virtualTime())));
            dollars.put("writes", rounded(figures.storeUse().writeDollarsPerMonth(figures.virtualTime())));
        }
        return dollars;
    }

    private static double rounded(double value) {
        return Math.round(value * MILLIS_PER_SECOND) / MILLIS_PER_SECOND;
    }
}
