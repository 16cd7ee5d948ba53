package io.millrace.app.simulate;

import com.google.common.collect.ImmutableList;
import io.millrace.app.terminal.Look;
import io.millrace.app.terminal.Style;
import io.millrace.app.terminal.TextWrap;
import io.millrace.simulation.report.Distribution;
import io.millrace.simulation.report.Figures;
import io.millrace.simulation.report.StoreUse;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/** The figures of a simulation as a table of at most 100 columns. */
final class FigureTable {
    private static final int WIDTH = 100;
    private static final int LABEL = 22;
    private static final int COLUMN = 10;
    private static final String GAP = "   ";

    private final Outcome outcome;
    private final Figures figures;
    private final Look look;
    private final ImmutableList.Builder<String> lines = ImmutableList.builder();

    private FigureTable(Outcome outcome, Look look) {
        this.outcome = outcome;
        this.figures = outcome.figures();
        this.look = look;
    }

    static ImmutableList<String> of(Outcome outcome, Look look) {
        return new FigureTable(outcome, look).lines();
    }

    private ImmutableList<String> lines() {
        lines.add(dim(" ".repeat(LABEL) + right("p50") + right("p99") + right("max")));
        long failovers = figures.recoveryMillis().count() + figures.unrecovered();
        spread(
                "time to recover",
                figures.recoveryMillis(),
                Texts::millis,
                "of " + Texts.count(failovers, "failover")
                        + (figures.unrecovered() > 0 ? ", " + figures.unrecovered() + " of them not over" : ""));
        spread(
                "duplicates",
                figures.duplicatesPerFailover(),
                Texts::number,
                "for each failover; " + Texts.number(figures.duplicates()) + " of "
                        + Texts.count(figures.records(), "record") + " in all");
        spread(
                "moves",
                figures.movesPerMembershipChange(),
                Texts::number,
                "for each change of the fleet; " + Texts.number(figures.moves()) + " in all");
        spread("lag", figures.lagMillis(), Texts::millis, "from put to processor, first of each batch");
        lines.add("");
        StoreUse store = figures.storeUse();
        fact("store reads", Texts.number(store.readCount()), most(store.reads()));
        fact("store writes", Texts.number(store.writeCount()), most(store.writes()));
        cost(store);
        fact("faults", Texts.number(total(figures.faults())), most(figures.faults()));
        long hit = outcome.probes().values().stream().filter(hits -> hits > 0).count();
        fact(
                "probes hit",
                hit + " of " + outcome.probes().size(),
                "rare coincidences that a good test has seen"
                        + (hit == outcome.probes().size() ? "" : "; not yet: " + missed()));
        fact(
                "speed",
                Texts.rate(outcome.shardHoursPerSecond()) + " SH/s",
                Texts.rate(figures.shardHours()) + " shard-hours in " + Texts.seconds(outcome.wallTime()) + "; "
                        + Texts.count(figures.events(), "event"));
        lines.add(row("trace hash", outcome.traceHash()));
        return lines.build();
    }

    private void cost(StoreUse store) {
        if (figures.virtualTime().isZero()) {
            return;
        }
        double reads = store.readDollarsPerMonth(figures.virtualTime());
        double writes = store.writeDollarsPerMonth(figures.virtualTime());
        fact(
                "DynamoDB, a month",
                Texts.dollars(reads + writes),
                "on demand: " + Texts.dollars(reads) + " for reads, " + Texts.dollars(writes)
                        + " for writes, at $0.125 and $0.625 a million units");
    }

    private void spread(String label, Distribution values, LongFunction<String> text, String remark) {
        boolean some = values.count() > 0;
        String shown = right(some ? text.apply(values.quantile(0.5)) : "-")
                + right(some ? text.apply(values.quantile(0.99)) : "-")
                + right(some ? text.apply(values.max()) : "-");
        remarked(label(label) + shown, remark);
    }

    private void fact(String label, String value, String remark) {
        remarked(label(label) + right(value), remark);
    }

    private void remarked(String values, String remark) {
        String head = values;
        for (String part : TextWrap.wrap(remark, WIDTH - values.length() - GAP.length())) {
            lines.add(part.isEmpty() ? head : head + GAP + dim(part));
            head = " ".repeat(values.length());
        }
    }

    /** What there is most of comes first. */
    private static String most(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> Texts.number(entry.getValue()) + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private String missed() {
        return outcome.probes().entrySet().stream()
                .filter(probe -> probe.getValue() == 0)
                .map(probe -> JsonLine.nameOf(probe.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static long total(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** A line that is none of figures. */
    static String row(String label, String text) {
        return label(label) + text;
    }

    private static String label(String label) {
        return String.format(Locale.ROOT, "%-" + LABEL + "s", label);
    }

    private static String right(String value) {
        return String.format(Locale.ROOT, "%" + COLUMN + "s", value);
    }

    private String dim(String text) {
        return look.colours() ? Style.DIM.on(text) : text;
    }
}
