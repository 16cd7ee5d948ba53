package io.millrace.app.simulate;

import com.google.common.collect.ImmutableList;
import io.millrace.app.terminal.Look;
import io.millrace.app.terminal.Style;
import io.millrace.app.terminal.TextWrap;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.invariant.Violation;
import io.millrace.simulation.trace.Trace;
import java.nio.file.Path;
import java.time.Duration;

/** What came of a simulation in words: that all was well, or what went wrong and how to see it again. */
final class VerdictText {
    private static final int WIDTH = 100;
    private static final int INDENT = 6;

    private final Outcome outcome;
    private final SimulationReport report;
    private final Look look;
    private final ImmutableList.Builder<String> lines = ImmutableList.builder();

    private VerdictText(Outcome outcome, Look look) {
        this.outcome = outcome;
        this.report = outcome.report();
        this.look = look;
    }

    static ImmutableList<String> passed(Outcome outcome, Look look) {
        String runs = outcome.runs() == 1 ? "" : " in all " + outcome.runs() + " runs";
        Duration recovery = outcome.report().recovery();
        String settled = recovery.isZero()
                ? ", and no lease moved any more after the last fault"
                : ", and the fleet was at rest " + Texts.seconds(recovery) + " after the last fault";
        String rest = outcome.runs() == 1 ? settled : "";
        return ImmutableList.of(
                (look.colours() ? new Style("1;32").on("Passed:") : "Passed:") + " every law held" + runs + rest + ".");
    }

    /**
     * @param scenario where the scenario was written
     * @param minimised what was done to make it smaller; empty when nothing was
     */
    static ImmutableList<String> failed(Outcome outcome, Path scenario, String minimised, Look look) {
        VerdictText text = new VerdictText(outcome, look);
        text.violations();
        text.lines.add("");
        text.lines.add("scenario    " + scenario + minimised);
        text.lines.add("replay      " + replay(scenario));
        text.lines.add("");
        text.trace();
        text.lines.add("");
        text.lines.add("trace hash  " + outcome.report().traceHash() + " of "
                + Texts.count(outcome.report().traceLines(), "line"));
        return text.lines.build();
    }

    /** The command that runs a scenario again. */
    static String replay(Path scenario) {
        return "millrace simulate --scenario " + scenario;
    }

    private void violations() {
        String head = "Failed: a law of " + (outcome.verdict() == Outcome.Verdict.SAFETY ? "safety" : "liveness")
                + " was broken, with seed " + report.scenario().seed() + ".";
        lines.add(look.colours() ? Style.BAD.on(head) : head);
        for (Violation violation : report.violations()) {
            lines.add("");
            wrapped(violation.id(), violation.sentence());
            String shard = violation.shard().map(id -> "on " + id + ": ").orElse("");
            for (String line : violation.finding().split("\n", -1)) {
                wrapped("", shard + line.strip());
                shard = "";
            }
            wrapped("", "at " + Trace.timeText(violation.atNanos()) + " of virtual time");
        }
    }

    private void wrapped(String head, String text) {
        String shown = head;
        for (String part : TextWrap.wrap(text, WIDTH - INDENT)) {
            lines.add(shown + " ".repeat(Math.max(1, INDENT - shown.length())) + part);
            shown = "";
        }
    }

    private void trace() {
        String about = report.violations().stream()
                .findFirst()
                .flatMap(Violation::shard)
                .map(shard -> " about " + shard)
                .orElse("");
        lines.add("the last " + report.lastLines().size() + " lines of the trace" + about + ":");
        report.lastLines().forEach(line -> lines.add("  " + (look.colours() ? Style.DIM.on(line) : line)));
    }
}
