package io.millrace.app.simulate;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.millrace.app.terminal.LiveTerminal;
import io.millrace.app.terminal.Look;
import io.millrace.app.terminal.TextWrap;
import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Runs what the settings ask for, shows how it goes on, and says what came of it. */
public final class Simulate {
    private static final Path HERE = Path.of("");
    private static final int WIDTH = 100;

    private final SimulateSettings settings;
    private final boolean minimise;
    private final Path folder;
    private final UnaryOperator<FleetSimulation> setting;
    private final Function<Progress, ProgressDisplay> display;

    /**
     * @param folder where the scenario of a run that fails is written
     * @param setting what is added to each simulation
     */
    Simulate(
            SimulateSettings settings,
            boolean minimise,
            Path folder,
            UnaryOperator<FleetSimulation> setting,
            Function<Progress, ProgressDisplay> display) {
        this.settings = settings;
        this.minimise = minimise;
        this.folder = folder;
        this.setting = setting;
        this.display = display;
    }

    /** On a terminal, with a bar that moves. */
    public static Outcome on(LiveTerminal terminal, SimulateSettings settings, boolean minimise)
            throws InterruptedException, IOException {
        Simulate simulate = new Simulate(
                settings, minimise, HERE, UnaryOperator.identity(), progress -> ProgressDisplay.on(terminal, progress));
        return simulate.play(terminal.out(), terminal.look());
    }

    /** In lines without escape sequences. */
    public static Outcome inLines(PrintWriter out, SimulateSettings settings, boolean minimise)
            throws InterruptedException, IOException {
        Simulate simulate = new Simulate(
                settings, minimise, HERE, UnaryOperator.identity(), progress -> ProgressDisplay.inLines(out, progress));
        return simulate.play(out, Look.PLAIN);
    }

    /** One line of JSON to {@code out}, progress to {@code err}. */
    public static Outcome inJson(PrintWriter out, PrintWriter err, SimulateSettings settings, boolean minimise)
            throws InterruptedException, IOException {
        Simulate simulate = new Simulate(
                settings, minimise, HERE, UnaryOperator.identity(), progress -> ProgressDisplay.inLines(err, progress));
        return simulate.playInJson(out);
    }

    /** The line of JSON for a simulation that could not be carried out. */
    public static String errorLine(String problem) {
        return JsonLine.ofError(problem);
    }

    Outcome playInJson(PrintWriter out) throws InterruptedException, IOException {
        Outcome outcome = run();
        Optional<Path> file = outcome.report().passed() ? Optional.empty() : Optional.of(scenarioFile(outcome));
        out.println(JsonLine.of(outcome, file));
        out.flush();
        return outcome;
    }

    Outcome play(PrintWriter out, Look look) throws InterruptedException, IOException {
        opening().forEach(out::println);
        out.flush();
        Outcome outcome = run();
        if (outcome.report().passed()) {
            VerdictText.passed(outcome, look).forEach(out::println);
        } else {
            Path file = scenarioFile(outcome);
            VerdictText.failed(outcome, file, minimise ? " (made smaller: " + size(outcome) + ")" : "", look)
                    .forEach(out::println);
        }
        out.println();
        FigureTable.of(outcome, look).forEach(out::println);
        settings.report().ifPresent(file -> out.println(FigureTable.row("page", file.toString())));
        out.flush();
        return outcome;
    }

    private ImmutableList<String> opening() {
        Scenario first = settings.scenarioOf(settings.seed());
        String what = settings.scenario().map(file -> "the scenario of " + file).orElse(settings.profile());
        String seeds = settings.runs() == 1
                ? "seed " + first.seed()
                : Texts.count(settings.runs(), "run") + " with seeds " + first.seed() + " to "
                        + (first.seed() + settings.runs() - 1);
        String size = Texts.count(first.workers(), "worker") + ", " + Texts.count(first.shards(), "shard") + ", "
                + Texts.clock(first.duration()) + " of virtual time";
        String opening = "Simulating " + size + ": " + what + ", " + seeds + ".";
        String circumstances = settings.runs() == 1 ? CircumstancesText.of(first) : "";
        return TextWrap.wrap((opening + " " + circumstances).strip(), WIDTH);
    }

    private Outcome run() throws InterruptedException, IOException {
        Scenario first = settings.scenarioOf(settings.seed());
        Progress progress = new Progress(settings.runs(), first.duration(), first.shards());
        Runs runs = new Runs(progress, setting);
        try (ProgressDisplay shown = display.apply(progress)) {
            if (settings.runs() == 1 && settings.report().isPresent() && !minimise) {
                long begin = System.nanoTime();
                return Runs.outcomeOf(write(runs.page(first)), begin);
            }
            Outcome outcome = runs.run(settings::scenarioOf, settings.seed(), settings.runs());
            if (minimise && !outcome.report().passed()) {
                outcome = outcome.with(SmallestFailure.of(outcome.report(), runs, progress));
            }
            if (settings.report().isPresent()) {
                progress.say("making the page: the run is repeated");
                write(runs.page(outcome.report().scenario()));
            }
            return outcome;
        }
    }

    @CanIgnoreReturnValue
    private SimulationReport write(Runs.Page page) throws IOException {
        Files.writeString(settings.report().orElseThrow(), page.html());
        return page.report();
    }

    /** Where the scenario of a run that failed stands: in the file from which it came, or in a new one. */
    private Path scenarioFile(Outcome outcome) throws IOException {
        if (settings.scenario().isPresent() && settings.config().isEmpty() && !minimise) {
            return settings.scenario().get();
        }
        Scenario scenario = outcome.report().scenario();
        Path file = folder.resolve("millrace-scenario-" + scenario.seed() + ".json");
        Files.writeString(file, scenario + "\n");
        return file;
    }

    private static String size(Outcome outcome) {
        return SmallestFailure.size(outcome.report().scenario());
    }
}
