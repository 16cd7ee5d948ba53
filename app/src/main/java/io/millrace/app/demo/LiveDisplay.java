package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/**
 * Redraws the screen of a terminal ten times a second, on the alternate screen, so that what stood there before comes back
 * at the end, also when the process is interrupted.
 */
final class LiveDisplay implements AutoCloseable {
    private static final int REDRAW_MILLIS = 100;
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[2J";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;

    private final Terminal terminal;
    private final Look look;
    private final Supplier<Snapshot> snapshots;
    private final ScheduledExecutorService painter =
            Executors.newSingleThreadScheduledExecutor(task -> Putter.daemon(task, "demo-screen"));
    private final Thread restoring = new Thread(this::restore, "demo-screen-restore");
    private volatile Size size;
    private boolean restored;
    private @Nullable ScheduledFuture<?> painting;

    LiveDisplay(Terminal terminal, Look look, Supplier<Snapshot> snapshots) {
        this.terminal = terminal;
        this.look = look;
        this.snapshots = snapshots;
        this.size = terminal.getSize();
    }

    /** What the terminal can show, by its type, its character set and the NO_COLOR convention (no-color.org). */
    static Look lookOf(Terminal terminal) {
        boolean colours = System.getenv("NO_COLOR") == null;
        return new Look(colours, terminal.encoding().equals(StandardCharsets.UTF_8));
    }

    void start() {
        Runtime.getRuntime().addShutdownHook(restoring);
        // Asking for the size starts a process, so it is asked for when it has changed only.
        terminal.handle(Terminal.Signal.WINCH, signal -> size = terminal.getSize());
        write(ENTER);
        painting = painter.scheduleWithFixedDelay(this::paint, 0, REDRAW_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void paint() {
        Size now = size;
        int width = now.getColumns() > 0 ? now.getColumns() : USUAL_WIDTH;
        int height = now.getRows() > 0 ? now.getRows() : USUAL_HEIGHT;
        ImmutableList<String> lines = Screen.render(snapshots.get(), width, height, look);
        // Home, then each line with the rest of it cleared, then what is below: no flicker.
        write("\u001b[H" + String.join("\u001b[K\r\n", lines) + "\u001b[K\u001b[J");
    }

    private synchronized void write(String text) {
        if (!restored) {
            PrintWriter writer = terminal.writer();
            writer.write(text);
            writer.flush();
        }
    }

    private synchronized void restore() {
        write(LEAVE);
        restored = true;
    }

    /**
     * Gives the terminal back.
     *
     * @throws IllegalStateException when drawing had failed
     */
    @Override
    public void close() {
        ScheduledFuture<?> frames = painting;
        boolean drawing = frames == null || frames.cancel(false);
        painter.shutdown();
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(restoring);
        } catch (IllegalStateException ending) {
            // The process is ending; the hook finds the screen restored.
            return;
        }
        if (!drawing) {
            throw new IllegalStateException("the screen could not be drawn", failureOf(Objects.requireNonNull(frames)));
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
