package io.millrace.app.demo;

import io.millrace.app.terminal.LiveTerminal;
import io.millrace.app.terminal.Look;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A fleet over an in-memory stream, put through a crash, a split, a merge, a join and a leave while words are counted; at
 * the end the counts are compared with what was put.
 */
public final class Demo {
    private static final int NARROWEST = 60;
    private static final int USUAL_WIDTH = 80;
    private static final int WIDEST = 100;

    private final long startNanos = System.nanoTime();
    private final Scoreboard scoreboard = new Scoreboard(System::nanoTime);
    private final DeliveryHistory history = new DeliveryHistory(startNanos);
    private final Ticker ticker;
    private final Fleet fleet;
    private final Script script;

    private Demo(DemoSettings settings, DemoLeases leases, Optional<PythonWords> python, Consumer<Ticker.Line> reader) {
        scoreboard.addListener(history);
        ticker = new Ticker(System::nanoTime, startNanos, reader);
        fleet = new Fleet(
                settings,
                leases,
                scoreboard,
                python,
                (worker, event) -> EventTexts.of(event).ifPresent(text -> ticker.say(worker, text)));
        script = new Script(settings, fleet, scoreboard, python, ticker, startNanos);
    }

    /**
     * Plays the demonstration and prints a line for each event, then, if asked for, the summary.
     *
     * @param leases where the fleet keeps them; used by this demonstration alone, and closed by whoever made it
     * @param python counts the words; without it this process does
     */
    public static DemoResult playInLines(
            DemoSettings settings,
            DemoLeases leases,
            Optional<PythonWords> python,
            PrintWriter out,
            boolean withSummary)
            throws InterruptedException {
        PlainDisplay display = new PlainDisplay(out);
        DemoResult result = new Demo(settings, leases, python, display).script.play();
        if (withSummary) {
            out.println();
            Summary.of(result, Look.PLAIN, USUAL_WIDTH).forEach(out::println);
        }
        out.flush();
        return result;
    }

    /** Plays the demonstration on a terminal, redrawing its screen, and leaves the summary there. */
    @SuppressWarnings("try")
    public static DemoResult playOn(
            LiveTerminal terminal, DemoSettings settings, DemoLeases leases, Optional<PythonWords> python)
            throws InterruptedException {
        Demo demo = new Demo(settings, leases, python, line -> {});
        Observer observer = new Observer(
                demo.fleet,
                demo.scoreboard,
                demo.ticker,
                demo.history,
                Duration.ofSeconds(settings.seconds()),
                System::nanoTime,
                demo.startNanos);
        DemoResult result;
        try (LiveDisplay ignored = new LiveDisplay(terminal, () -> observer.look(demo.script.act()))) {
            result = demo.script.play();
        }
        int width = Math.min(Math.max(terminal.width(), NARROWEST), WIDEST);
        Summary.of(result, terminal.look(), width).forEach(terminal.out()::println);
        terminal.out().flush();
        return result;
    }
}
