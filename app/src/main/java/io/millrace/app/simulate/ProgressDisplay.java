package io.millrace.app.simulate;

import io.millrace.app.terminal.LiveTerminal;
import java.io.PrintWriter;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Shows progress until it is closed: a bar that is redrawn, or a line every few seconds. */
public final class ProgressDisplay implements AutoCloseable {
    private static final int REDRAW_MILLIS = 100;
    private static final int LINE_EVERY_MILLIS = 5_000;
    private static final String CLEAR = "\r\u001b[K";

    private final Runnable ending;
    private final ScheduledFuture<?> painting;
    private final ScheduledExecutorService painter = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "simulate-progress");
        thread.setDaemon(true);
        return thread;
    });

    private ProgressDisplay(Runnable paint, int delayMillis, int everyMillis, Runnable ending) {
        this.ending = ending;
        painting = painter.scheduleWithFixedDelay(paint, delayMillis, everyMillis, TimeUnit.MILLISECONDS);
    }

    /** A bar on the terminal, which is gone afterwards. */
    static ProgressDisplay on(LiveTerminal terminal, Progress progress) {
        PrintWriter out = terminal.out();
        return new ProgressDisplay(
                () -> {
                    out.print(CLEAR + ProgressLine.live(progress, terminal.width(), terminal.look()));
                    out.flush();
                },
                0,
                REDRAW_MILLIS,
                () -> {
                    out.print(CLEAR);
                    out.flush();
                });
    }

    /** A line every five seconds. */
    static ProgressDisplay inLines(PrintWriter out, Progress progress) {
        return new ProgressDisplay(
                () -> {
                    out.println(ProgressLine.plain(progress));
                    out.flush();
                },
                LINE_EVERY_MILLIS,
                LINE_EVERY_MILLIS,
                () -> {});
    }

    @Override
    public void close() {
        painting.cancel(false);
        painter.shutdown();
        try {
            // what is being painted is finished first
            if (!painter.awaitTermination(1, TimeUnit.SECONDS)) {
                painter.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        ending.run();
    }
}
