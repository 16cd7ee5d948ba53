package io.millrace.app.demo;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Consumer;

/** Prints each event on a line of its own, without escape sequences: for files and pipes. */
final class PlainDisplay implements Consumer<Ticker.Line> {
    private final PrintWriter out;

    PlainDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void accept(Ticker.Line line) {
        String who = line.worker().equals(Ticker.NARRATOR) ? "--" : line.worker();
        out.println(
                String.format(Locale.ROOT, "%5.1f s  %-9s %s", line.since().toMillis() / 1_000.0, who, line.text()));
        out.flush();
    }
}
