package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The latest that has happened. Safe for use from any thread. */
final class Ticker {
    /** Who speaks in the ticker when it is not a worker. */
    static final String NARRATOR = "";

    /**
     * @param since the beginning of the demonstration
     * @param worker who did it; {@link #NARRATOR} when the script did
     * @param text what happened and why
     */
    record Line(Duration since, String worker, String text) {}

    private static final int KEPT = 200;

    private final LongSupplier nanoTime;
    private final long startNanos;
    private final Consumer<Line> reader;
    private final ArrayDeque<Line> lines = new ArrayDeque<>();

    /** @param reader is handed every line as it comes, one at a time */
    Ticker(LongSupplier nanoTime, long startNanos, Consumer<Line> reader) {
        this.nanoTime = nanoTime;
        this.startNanos = startNanos;
        this.reader = reader;
    }

    synchronized void say(String worker, String text) {
        Line line = new Line(Duration.ofNanos(nanoTime.getAsLong() - startNanos), worker, text);
        lines.addLast(line);
        if (lines.size() > KEPT) {
            lines.removeFirst();
        }
        reader.accept(line);
    }

    /** The latest lines, oldest first. */
    synchronized ImmutableList<Line> latest() {
        return ImmutableList.copyOf(lines);
    }
}
