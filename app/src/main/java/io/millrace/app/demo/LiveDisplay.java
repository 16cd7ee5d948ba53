package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import io.millrace.app.terminal.LiveTerminal;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Redraws the screen of a terminal ten times a second, from its making until it is closed. */
final class LiveDisplay implements AutoCloseable {
    private static final int REDRAW_MILLIS = 100;

    private final LiveTerminal terminal;
    private final Supplier<Snapshot> snapshots;
    private final ScheduledExecutorService painter =
            Executors.newSingleThreadScheduledExecutor(task -> Putter.daemon(task, "demo-screen"));
    private final ScheduledFuture<?> painting;

    LiveDisplay(LiveTerminal terminal, Supplier<Snapshot> snapshots) {
        this.terminal = terminal;
        this.snapshots = snapshots;
        terminal.enterScreen();
        painting = painter.scheduleWithFixedDelay(this::paint, 0, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void paint() {
        ImmutableList<String> lines =
                Screen.render(snapshots.get(), terminal.width(), terminal.height(), terminal.look());
        // Home, then each line with the rest of it cleared, then what is below: no flicker.
        terminal.writeOnScreen("\u001b[H" + String.join("\u001b[K\r\n", lines) + "\u001b[K\u001b[J");
    }

    /**
     * Gives the terminal back.
     *
     * @throws IllegalStateException when drawing had failed
     */
    @Override
    public void close() {
        boolean drawing = painting.cancel(false);
        painter.shutdown();
        terminal.leaveScreen();
        if (!drawing) {
            throw new IllegalStateException("the screen could not be drawn", failureOf(painting));
        }
    }

    private static @Nullable Throwable failureOf(ScheduledFuture<?> frames) {
        try {
            frames.get();
            return null;
        } catch (ExecutionException failed) {
            return failed.getCause();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return interrupted;
        }
    }
}
