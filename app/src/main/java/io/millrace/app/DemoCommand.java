package io.millrace.app;

import com.google.common.collect.ImmutableList;
import io.millrace.app.demo.Demo;
import io.millrace.app.demo.DemoLeases;
import io.millrace.app.demo.DemoResult;
import io.millrace.app.demo.DemoSettings;
import io.millrace.app.demo.PythonWords;
import io.millrace.app.terminal.LiveTerminal;
import io.millrace.multilang.leases.LeaseStoreAddress;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Shows what Millrace does, without AWS and without a server. */
@Command(
        name = "demo",
        description = {
            "Shows a fleet at work on an in-memory stream of words, without AWS: a worker is killed, a shard is split, two"
                    + " are merged, a worker joins, another is stopped. Ends with the proof that every word was counted.",
            "Leases and checkpoints are in a file, each commit on the disk before it is answered.",
            "Where there is a python3 the words are counted by a Python program, in a child process for each shard.",
            "The exit status is 0 only if nothing was lost."
        })
final class DemoCommand extends BaseCommand {
    @Option(
            names = "--seconds",
            defaultValue = "30",
            paramLabel = "N",
            description = "About how long it takes, " + DemoSettings.LEAST_SECONDS + " to " + DemoSettings.MOST_SECONDS
                    + " (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--workers",
            defaultValue = "3",
            paramLabel = "N",
            description = "Workers to begin with, " + DemoSettings.LEAST_WORKERS + " to " + DemoSettings.MOST_WORKERS
                    + " (default: ${DEFAULT-VALUE}).")
    private int workers;

    @Option(
            names = "--shards",
            defaultValue = "5",
            paramLabel = "N",
            description = "Shards to begin with, " + DemoSettings.LEAST_SHARDS + " to " + DemoSettings.MOST_SHARDS
                    + " (default: ${DEFAULT-VALUE}).")
    private int shards;

    @Option(
            names = "--json",
            description = "Print one line of JSON at the end: put, processed, lost, duplicates, failoverSeconds. What"
                    + " happens meanwhile goes to standard error.")
    private boolean json;

    @Option(
            names = "--language",
            defaultValue = "auto",
            paramLabel = "NAME",
            description = "Who counts the words: python, java, or auto, which is Python where there is one"
                    + " (default: ${DEFAULT-VALUE}).")
    private Language language = Language.AUTO;

    private enum Language {
        AUTO,
        PYTHON,
        JAVA
    }

    @Option(
            names = "--store",
            paramLabel = "ADDRESS",
            description = "Where leases and checkpoints are: file:PATH, for 'millrace leases --application word-count"
                    + " --store file:PATH' to look at, memory: or postgresql://USER@HOST/DATABASE (default: a temporary"
                    + " file).")
    private @Nullable String store;

    @Option(names = "--plain", description = "Print a line for each event, as when the output is not a terminal.")
    private boolean plain;

    @Override
    public Integer call() throws InterruptedException, IOException {
        DemoSettings settings = new DemoSettings(seconds, workers, shards);
        ImmutableList<String> problems = settings.problems();
        if (!problems.isEmpty()) {
            throw new ParameterException(spec().commandLine(), String.join("; ", problems));
        }
        logging().quietUnlessVerbose();
        Optional<PythonWords> python = language == Language.JAVA ? Optional.empty() : PythonWords.prepare();
        try {
            require(
                    language != Language.PYTHON || python.isPresent(),
                    "--language python needs " + PythonWords.needs() + "; install it, or leave the option out");
            if (language == Language.AUTO && python.isEmpty()) {
                spec().commandLine()
                        .getErr()
                        .println("Words are counted in Java, because there is no " + PythonWords.needs() + ".");
            }
            try (DemoLeases leases = leases()) {
                return play(settings, leases, python).isProven() ? ExitCode.OK : ExitCode.FAILED;
            }
        } finally {
            if (python.isPresent()) {
                python.get().close();
            }
        }
    }

    private DemoLeases leases() throws IOException {
        String address = store;
        if (address == null) {
            return DemoLeases.inTemporaryFile();
        }
        try {
            return DemoLeases.at(LeaseStoreAddress.parse(address));
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec().commandLine(), "--store: " + wrong.getMessage(), wrong);
        }
    }

    private DemoResult play(DemoSettings settings, DemoLeases leases, Optional<PythonWords> python)
            throws InterruptedException, IOException {
        if (json) {
            DemoResult result = Demo.playInLines(
                    settings, leases, python, spec().commandLine().getErr(), false);
            spec().commandLine().getOut().println(result.toJson());
            spec().commandLine().getOut().flush();
            return result;
        }
        if (!plain) {
            Optional<LiveTerminal> terminal = LiveTerminal.open();
            if (terminal.isPresent()) {
                try (LiveTerminal live = terminal.get()) {
                    return Demo.playOn(live, settings, leases, python);
                }
            }
        }
        return Demo.playInLines(settings, leases, python, spec().commandLine().getOut(), true);
    }
}
