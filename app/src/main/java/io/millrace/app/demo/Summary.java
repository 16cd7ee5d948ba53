package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import io.millrace.app.terminal.Look;
import io.millrace.app.terminal.Style;
import io.millrace.app.terminal.TextWrap;
import java.util.Comparator;
import java.util.Locale;

/** The end of the demonstration in words: what was put, what was counted, and what it took. */
final class Summary {
    private static final int FREQUENT_WORDS = 5;
    private static final int LABEL_WIDTH = 17;
    private static final int VALUE_WIDTH = 8;

    private final DemoResult result;
    private final Verdict verdict;
    private final Look look;
    private final int width;
    private final ImmutableList.Builder<String> lines = ImmutableList.builder();

    private Summary(DemoResult result, Look look, int width) {
        this.result = result;
        this.verdict = result.verdict();
        this.look = look;
        this.width = width;
    }

    /** @param width the most characters of a line, from 60 */
    static ImmutableList<String> of(DemoResult result, Look look, int width) {
        return new Summary(result, look, width).lines();
    }

    private ImmutableList<String> lines() {
        words();
        lines.add("");
        fact(
                "put",
                number(verdict.put()),
                "words; the stream's " + result.settings().shards() + " shards were split and merged");
        fact("processed", number(verdict.processed()), "each counted once");
        fact("lost", number(verdict.lost()), verdict.lost() == 0 ? "" : "these were put and never processed");
        if (verdict.foreign() > 0) {
            fact("not put", number(verdict.foreign()), "these were processed, but nobody had put them so");
        }
        python();
        twice();
        failover();
        handOver();
        fact(
                "order",
                verdict.disorder() == 0 ? "kept" : "broken",
                verdict.disorder() == 0
                        ? "for each partition key, through crash, split and merge"
                        : "for " + EventTexts.count(verdict.disorder(), "record"));
        lines.add("");
        lines.add(proof());
        return lines.build();
    }

    private void words() {
        lines.add(dim(String.format(Locale.ROOT, "%-12s %10s %10s", "word", "put", "counted")));
        ImmutableList<Verdict.WordCount> frequent = verdict.words().stream()
                .sorted(Comparator.comparing(Verdict.WordCount::put).reversed())
                .limit(FREQUENT_WORDS)
                .collect(ImmutableList.toImmutableList());
        frequent.forEach(count -> lines.add(
                String.format(Locale.ROOT, "%-12s %,10d %,10d", count.word(), count.put(), count.processed())));
        int more = verdict.words().size() - frequent.size();
        if (more > 0) {
            lines.add(dim("and " + EventTexts.count(more, "word") + " more"));
        }
    }

    private void python() {
        result.python()
                .ifPresent(proof -> fact(
                        "by Python",
                        number(proof.counted()),
                        "counted by " + number(proof.processes()) + " child processes"
                                + (proof.isComplete()
                                        ? ", every one that was put"
                                        : "; " + number(proof.missing()) + " that were put are missing")));
    }

    private void twice() {
        long afterKill = result.failover().map(TakeoverWatch::repeated).orElse(0L);
        long afterStop = result.handOver().map(TakeoverWatch::repeated).orElse(0L);
        fact(
                "processed twice",
                number(verdict.duplicates()),
                number(afterKill)
                        + " of the killed worker, done since its last checkpoint (every "
                        + EventTexts.seconds(result.settings().checkpointInterval()) + "), and " + number(afterStop)
                        + " of the stopped one");
    }

    private void failover() {
        result.failover()
                .ifPresent(watch -> fact(
                        "failover",
                        watch.took().map(EventTexts::seconds).orElse("not yet"),
                        "from the kill of " + watch.gone() + " until others delivered from its "
                                + EventTexts.count(watch.shards().size(), "shard") + "; failover time is "
                                + EventTexts.seconds(result.settings().failoverTime())));
    }

    private void handOver() {
        result.handOver()
                .ifPresent(watch -> fact(
                        "hand-over",
                        watch.took()
                                .map(took -> EventTexts.seconds(watch.longestPause()))
                                .orElse("not yet"),
                        "the longest that one of the "
                                + EventTexts.count(watch.shards().size(), "shard") + " of " + watch.gone()
                                + " paused when it was stopped"));
    }

    private String proof() {
        boolean isProven = result.isProven();
        String text = isProven
                ? "Proven: all " + verdict.words().size() + " word counts equal what was put."
                : "Not proven: what was counted is not what was put.";
        Style style = isProven ? new Style("1;32") : Style.BAD;
        return look.colours() ? style.on(text) : text;
    }

    private void fact(String label, String value, String remark) {
        String shown = String.format(Locale.ROOT, "%-" + LABEL_WIDTH + "s%" + VALUE_WIDTH + "s", label, value);
        if (remark.isEmpty()) {
            lines.add(shown);
            return;
        }
        int indent = LABEL_WIDTH + VALUE_WIDTH + 2;
        for (String part : TextWrap.wrap(remark, Math.max(1, width - indent))) {
            lines.add(shown + " ".repeat(indent - shown.length()) + dim(part));
            shown = "";
        }
    }

    private String dim(String text) {
        return look.colours() ? Style.DIM.on(text) : text;
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
