package io.millrace.app;

import com.google.common.collect.ImmutableList;
import io.millrace.app.simulate.Outcome;
import io.millrace.app.simulate.Simulate;
import io.millrace.app.simulate.SimulateSettings;
import io.millrace.app.terminal.LiveTerminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Runs a fleet in virtual time. */
@Command(
        name = "simulate",
        description = {
            "Runs a whole fleet of the real engine in virtual time, in one process: workers crash, networks fail, shards"
                    + " are split and merged, and every step is held against the laws that keep records from being lost.",
            "Says whether a law was broken, and if not, how the fleet did: how long it took to recover, what was repeated"
                    + " and moved, and what its lease store was asked and would cost. The same seed gives the same run."
        },
        footerHeading = "%nExit status:%n",
        footer = {
            "  0  every law held",
            "  1  the simulator itself failed; standard error says why",
            "  2  the command line or a file is wrong; nothing was done",
            "  3  a law of safety was broken: something happened that never may",
            "  4  a law of liveness was broken: something did not happen in time that has to"
        })
final class SimulateCommand extends BaseCommand {
    private static final int SEEDS = 1_000_000_000;
    private static final String OWN = "it has its own; leave out ";

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Where all chance comes from (default: another at each call; it is printed).")
    private @Nullable Long seed;

    @Option(
            names = "--workers",
            defaultValue = "10",
            paramLabel = "N",
            description =
                    "Workers at the beginning, 1 to " + SimulateSettings.MOST_WORKERS + " (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--shards",
            defaultValue = "100",
            paramLabel = "N",
            description =
                    "Shards at the beginning, 1 to " + SimulateSettings.MOST_SHARDS + " (default: ${DEFAULT-VALUE}).")
    private int shards;

    @Option(
            names = "--hours",
            defaultValue = "1",
            paramLabel = "H",
            description = "Virtual hours, such as 0.25 (default: ${DEFAULT-VALUE}).")
    private double hours;

    @Option(
            names = "--profile",
            defaultValue = "swarm",
            paramLabel = "NAME",
            completionCandidates = Profiles.class,
            description = "What goes wrong (default: ${DEFAULT-VALUE}): ${COMPLETION-CANDIDATES}.")
    private String profile = "";

    @Option(
            names = "--runs",
            defaultValue = "1",
            paramLabel = "N",
            description = "So many runs, each with the next seed, until one fails (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "Run this scenario, as a failed run writes it, in place of one that is drawn.")
    private @Nullable Path scenario;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings of the workers, lines such as failoverTime=10s.")
    private @Nullable Path config;

    @Option(names = "--minimise", description = "Make the scenario of a run that fails as small as possible.")
    private boolean minimise;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "Write a page that shows the run in a browser: who owned which shard when, and what went wrong.")
    private @Nullable Path report;

    @Option(names = "--json", description = "Print one line of JSON; progress goes to standard error.")
    private boolean json;

    @Option(names = "--plain", description = "Print lines, as when the output is not a terminal.")
    private boolean plain;

    /** The names of the profiles, for completion. */
    static final class Profiles extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Profiles() {
            super(io.millrace.simulation.scenario.Profile.texts());
        }
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        SimulateSettings settings = new SimulateSettings(
                seed == null ? ThreadLocalRandom.current().nextInt(SEEDS) : seed,
                workers,
                shards,
                hours,
                profile,
                runs,
                Optional.ofNullable(scenario),
                Optional.ofNullable(config),
                Optional.ofNullable(report));
        List<String> problems = new ArrayList<>(contradictions());
        problems.addAll(settings.problems());
        if (!problems.isEmpty()) {
            String first = problems.size() == 1 ? "" : problems.size() + " problems:\n  ";
            throw new ParameterException(spec().commandLine(), first + String.join("\n  ", problems));
        }
        logging().quietUnlessVerbose();
        return switch (play(settings).verdict()) {
            case PASSED -> ExitCode.OK;
            case SAFETY -> ExitCode.SAFETY_VIOLATED;
            case LIVENESS -> ExitCode.LIVENESS_VIOLATED;
        };
    }

    private ImmutableList<String> contradictions() {
        if (scenario == null) {
            return ImmutableList.of();
        }
        return ImmutableList.of("--seed", "--workers", "--shards", "--hours", "--profile", "--runs").stream()
                .filter(option -> spec().commandLine().getParseResult().hasMatchedOption(option))
                .map(option -> "--scenario=" + scenario + ": " + OWN + option)
                .collect(ImmutableList.toImmutableList());
    }

    private Outcome play(SimulateSettings settings) throws InterruptedException, IOException {
        if (json) {
            try {
                return Simulate.inJson(
                        spec().commandLine().getOut(), spec().commandLine().getErr(), settings, minimise);
            } catch (IOException | RuntimeException failed) {
                spec().commandLine().getOut().println(Simulate.errorLine(failed.toString()));
                spec().commandLine().getOut().flush();
                throw failed;
            }
        }
        if (!plain) {
            Optional<LiveTerminal> terminal = LiveTerminal.open();
            if (terminal.isPresent()) {
                try (LiveTerminal live = terminal.get()) {
                    return Simulate.on(live, settings, minimise);
                }
            }
        }
        return Simulate.inLines(spec().commandLine().getOut(), settings, minimise);
    }
}
