package io.millrace.simulation.report;

import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.invariant.Violation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * One file that shows a run in a browser: who owned which shard when, what went wrong, and the figures. It needs nothing
 * beside itself, no network either.
 */
public final class HtmlReport {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private HtmlReport() {}

    /** @param timeline that watched the run of which the report tells */
    public static String of(SimulationReport report, Timeline timeline) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("run", run(report));
        page.put("figures", figures(report.figures()));
        page.put(
                "violations",
                report.violations().stream().map(HtmlReport::violation).toList());
        page.put("trace", report.lastLines());
        page.put("timeline", timeline.data());
        // a text could hold the end of a script, and would end it
        String data = MAPPER.writeValueAsString(page).replace("<", "\\u003c");
        return resource("report.html")
                .replace("/*style*/", resource("report.css"))
                .replace("/*script*/", resource("timeline.js") + resource("chart.js") + resource("report.js"))
                .replace("/*data*/", data);
    }

    private static Map<String, Object> run(SimulationReport report) {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("seed", report.scenario().seed());
        run.put("workers", report.scenario().workers());
        run.put("shards", report.scenario().shards());
        run.put("virtualMillis", report.virtualTime().toMillis());
        run.put("traceHash", report.traceHash());
        run.put("scenario", report.scenario().toString());
        return run;
    }

    private static Map<String, Object> violation(Violation violation) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("id", violation.id());
        one.put("sentence", violation.sentence());
        one.put("finding", violation.finding());
        one.put("at", violation.atNanos() / 1_000_000);
        one.put("shard", violation.shard().map(Object::toString).orElse(""));
        return one;
    }

    private static Map<String, Object> figures(Figures figures) {
        StoreUse store = figures.storeUse();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("shardHours", figures.shardHours());
        all.put("events", figures.events());
        all.put("records", figures.records());
        all.put("recoveryMillis", spread(figures.recoveryMillis()));
        all.put("unrecovered", figures.unrecovered());
        all.put("duplicates", figures.duplicates());
        all.put("duplicatesPerFailover", spread(figures.duplicatesPerFailover()));
        all.put("moves", figures.moves());
        all.put("movesPerChange", spread(figures.movesPerMembershipChange()));
        all.put("lagMillis", spread(figures.lagMillis()));
        all.put("storeReads", store.reads());
        all.put("storeWrites", store.writes());
        all.put("faults", figures.faults());
        if (!figures.virtualTime().isZero()) {
            all.put("readDollars", store.readDollarsPerMonth(figures.virtualTime()));
            all.put("writeDollars", store.writeDollarsPerMonth(figures.virtualTime()));
        }
        return all;
    }

    private static List<Long> spread(Distribution values) {
        List<Long> spread = new ArrayList<>();
        spread.add(values.count());
        spread.add(values.quantile(0.5));
        spread.add(values.quantile(0.99));
        spread.add(values.max());
        return spread;
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + name + " of the report cannot be read", e);
        }
    }
}
