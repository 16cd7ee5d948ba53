package io.millrace.benchmarks.stores;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.databind.json.JsonMapper;

/** Results as they are printed. */
final class StoresReport {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NOTHING = "–";

    private StoresReport() {}

    /** Two tables in Markdown: the times, median and 99th percentile, and what a fleet asks. */
    static String tables(StoreResults results, List<Load> loads, Price price) {
        StringBuilder text =
                new StringBuilder("| store | create, ms | read, ms | replace a lease, ms | replace a session, ms"
                        + " | list 1,000 leases, ms | replaces/s, 16 in flight | failover, s |\n");
        text.append("|---".repeat(8)).append("|\n");
        for (StoreKind kind : results.kinds()) {
            row(
                    text,
                    kind.title(),
                    pair(results, kind, StoreFigure.CREATE_MEDIAN, StoreFigure.CREATE_99),
                    pair(results, kind, StoreFigure.READ_MEDIAN, StoreFigure.READ_99),
                    pair(results, kind, StoreFigure.REPLACE_LEASE_MEDIAN, StoreFigure.REPLACE_LEASE_99),
                    pair(results, kind, StoreFigure.REPLACE_SESSION_MEDIAN, StoreFigure.REPLACE_SESSION_99),
                    pair(results, kind, StoreFigure.LIST_MEDIAN, StoreFigure.LIST_99),
                    cell(results.median(kind, StoreFigure.REPLACES_PER_SECOND), "%,.0f"),
                    cell(results.median(kind, StoreFigure.FAILOVER), "%.1f"));
        }
        if (!loads.isEmpty()) {
            text.append("\n| fleet | lease writes/s | other writes/s | reads/s | listings/s | entries listed/s"
                    + " | KB listed/s | write units/s | read units/s | $ a month |\n");
            text.append("|---".repeat(10)).append("|\n");
            loads.forEach(load -> row(
                    text,
                    load.title() + (load.computed() ? ", computed" : ""),
                    number("%,.1f", load.leaseWrites()),
                    number("%,.1f", load.otherWrites()),
                    number("%,.1f", load.reads()),
                    number("%,.1f", load.listings()),
                    number("%,.0f", load.entriesListed()),
                    number("%,.1f", load.bytesListed() / 1_000),
                    number("%,.1f", load.writeUnits()),
                    number("%,.1f", load.readUnits()),
                    number("%,.0f", price.dollarsPerMonth(load))));
        }
        return text.toString();
    }

    /** A line of JSON for each store, medians, and null for what was not measured; then one for each fleet. */
    static String lines(StoreResults results, List<Load> loads, Price price) {
        StringBuilder lines = new StringBuilder();
        for (StoreKind kind : results.kinds()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("store", kind.id());
            line.put("rounds", results.rounds(kind));
            for (StoreFigure figure : StoreFigure.values()) {
                OptionalDouble value = results.median(kind, figure);
                line.put(figure.id(), value.isPresent() ? value.getAsDouble() : JSON.nullNode());
            }
            lines.append(JSON.writeValueAsString(line)).append('\n');
        }
        for (Load load : loads) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("fleet", load.id());
            line.put("computed", load.computed());
            line.put("leaseWritesPerSecond", load.leaseWrites());
            line.put("otherWritesPerSecond", load.otherWrites());
            line.put("readsPerSecond", load.reads());
            line.put("listingsPerSecond", load.listings());
            line.put("entriesListedPerSecond", load.entriesListed());
            line.put("bytesListedPerSecond", load.bytesListed());
            line.put("writeUnitsPerSecond", load.writeUnits());
            line.put("readUnitsPerSecond", load.readUnits());
            line.put("dollarsPerMonth", price.dollarsPerMonth(load));
            lines.append(JSON.writeValueAsString(line)).append('\n');
        }
        return lines.toString();
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String pair(StoreResults results, StoreKind kind, StoreFigure median, StoreFigure high) {
        String cell = cell(results.median(kind, median), "%,.2f");
        return cell.equals(NOTHING) ? NOTHING : cell + " / " + cell(results.median(kind, high), "%,.2f");
    }

    private static String cell(OptionalDouble value, String format) {
        return value.isPresent() ? number(format, value.getAsDouble()) : NOTHING;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
