package io.millrace.app.simulate;

import io.millrace.app.terminal.Look;
import io.millrace.app.terminal.Style;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Progress in one line of text. */
final class ProgressLine {
    private static final int LONGEST_BAR = 40;
    private static final int SHORTEST_BAR = 8;

    private ProgressLine() {}

    /** For a file or a pipe: a whole sentence. */
    static String plain(Progress progress) {
        String aside = progress.aside();
        return aside != null ? aside : "simulated " + facts(progress);
    }

    /** @param width the most characters */
    static String live(Progress progress, int width, Look look) {
        @Nullable String aside = progress.aside();
        if (aside != null) {
            return aside.length() < width ? aside : aside.substring(0, width - 1);
        }
        String percent = String.format(Locale.ROOT, "%3d %%", (int) (100 * progress.share()));
        String facts = facts(progress);
        int room = Math.min(LONGEST_BAR, width - percent.length() - facts.length() - 5);
        if (room < SHORTEST_BAR) {
            String line = percent + "  " + facts;
            return line.length() < width ? line : line.substring(0, width - 1);
        }
        int full = (int) (room * progress.share());
        String done = (look.unicode() ? "\u2588" : "#").repeat(full);
        String left = (look.unicode() ? "\u2591" : ".").repeat(room - full);
        return percent + "  " + (look.colours() ? Style.GOOD.on(done) + Style.DIM.on(left) : done + left) + "  "
                + facts;
    }

    private static String facts(Progress progress) {
        StringBuilder facts = new StringBuilder();
        if (progress.runs() > 1) {
            facts.append(progress.finished())
                    .append(" of ")
                    .append(progress.runs())
                    .append(" runs, ");
        }
        facts.append(Texts.clock(progress.passed()))
                .append(" of ")
                .append(Texts.clock(progress.whole()))
                .append(", ");
        facts.append(Texts.rate(progress.shardHoursPerSecond())).append(" SH/s");
        double left = progress.secondsLeft();
        if (left >= 0) {
            facts.append(", ").append(Texts.about(left)).append(" left");
        }
        return facts.toString();
    }
}
