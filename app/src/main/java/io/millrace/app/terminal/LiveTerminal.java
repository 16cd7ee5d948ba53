package io.millrace.app.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.ShutdownHooks;
import org.jline.utils.Signals;

/**
 * The terminal behind standard output, and its alternate screen: what stood there before comes back when it is left, also
 * when the process is interrupted. Safe for use from any thread.
 */
public final class LiveTerminal implements AutoCloseable {
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[2J";
    private static final String LEAVE = "\u001b[?25h\u001b[?1049l";
    private static final int USUAL_WIDTH = 80;
    private static final int USUAL_HEIGHT = 24;

    /** Leaves the alternate screen, once. */
    private static final class Screen implements ShutdownHooks.Task {
        private final PrintWriter out;
        private boolean entered;

        Screen(PrintWriter out) {
            this.out = out;
        }

        synchronized void enter() {
            entered = true;
            write(ENTER);
        }

        synchronized void write(String text) {
            if (entered) {
                out.write(text);
                out.flush();
            }
        }

        @Override
        public synchronized void run() {
            write(LEAVE);
            entered = false;
        }
    }

    private final Terminal terminal;
    private final PrintWriter out;
    private final Screen screen;
    private volatile Size size;

    private LiveTerminal(Terminal terminal, PrintWriter out, Screen screen) {
        this.terminal = terminal;
        this.out = out;
        this.screen = screen;
        this.size = terminal.getSize();
    }

    /**
     * @return empty when standard output is no terminal, or one that knows no escape sequences
     * @throws IOException when the terminal cannot be talked to
     */
    public static Optional<LiveTerminal> open() throws IOException {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        Screen screen = new Screen(out);
        // The library's own task closes standard output, and tasks run in the order in which they were added.
        ShutdownHooks.add(screen);
        Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .systemOutput(TerminalBuilder.SystemOutput.SysOut)
                .dumb(true)
                // Else an interruption ends the process at once, and the alternate screen stays.
                .nativeSignals(false)
                .build();
        LiveTerminal opened = new LiveTerminal(terminal, out, screen);
        if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
            opened.close();
            return Optional.empty();
        }
        // Asking for the size starts a process, so it is asked for when it has changed only.
        Signals.register("WINCH", () -> opened.size = terminal.getSize());
        return Optional.of(opened);
    }

    /** What it can show, by its character set and the NO_COLOR convention (no-color.org). */
    public Look look() {
        boolean colours = System.getenv("NO_COLOR") == null;
        return new Look(colours, terminal.encoding().equals(StandardCharsets.UTF_8));
    }

    /** In characters. */
    public int width() {
        return size.getColumns() > 0 ? size.getColumns() : USUAL_WIDTH;
    }

    /** In lines. */
    public int height() {
        return size.getRows() > 0 ? size.getRows() : USUAL_HEIGHT;
    }

    /** Begins the alternate screen. */
    public void enterScreen() {
        screen.enter();
    }

    /** Writes on the alternate screen; does nothing when it was left. */
    public void writeOnScreen(String text) {
        screen.write(text);
    }

    /** Brings back what stood there before. Idempotent. */
    public void leaveScreen() {
        screen.run();
    }

    /** The usual screen. */
    public PrintWriter out() {
        return out;
    }

    @Override
    public void close() throws IOException {
        leaveScreen();
        out.flush();
        ShutdownHooks.remove(screen);
        terminal.close();
    }
}
