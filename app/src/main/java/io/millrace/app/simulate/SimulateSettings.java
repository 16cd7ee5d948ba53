package io.millrace.app.simulate;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.scenario.ConsumerSettings;
import io.millrace.simulation.scenario.Profile;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.scenario.ScenarioGenerator;
import io.millrace.simulation.scenario.ScenarioJson;
import io.millrace.simulation.scenario.ScenarioProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be simulated, as the command line says it.
 *
 * @param seed of the first run
 * @param workers at the beginning
 * @param shards at the beginning
 * @param hours of the first phase, in virtual time
 * @param profile the name of a {@link Profile}
 * @param runs how many, each with the next seed
 * @param scenario a file in place of all these
 * @param config a file of settings for the workers
 * @param report where the page goes
 */
public record SimulateSettings(
        long seed,
        int workers,
        int shards,
        double hours,
        String profile,
        int runs,
        Optional<Path> scenario,
        Optional<Path> config,
        Optional<Path> report) {
    public static final int MOST_WORKERS = 1_000;
    public static final int MOST_SHARDS = 20_000;
    public static final int MOST_HOURS = 10_000;
    public static final int MOST_RUNS = 1_000_000;

    private static final double MILLIS_PER_HOUR = 3_600_000;

    public SimulateSettings {
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(scenario, "scenario");
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(report, "report");
    }

    /** What is wrong with all this, each naming option, value and remedy; empty when nothing is. Reads the files. */
    public ImmutableList<String> problems() {
        List<String> problems = new ArrayList<>();
        within(problems, "--workers", workers, 1, MOST_WORKERS);
        within(problems, "--shards", shards, 1, MOST_SHARDS);
        within(problems, "--runs", runs, 1, MOST_RUNS);
        if (!(hours > 0 && hours <= MOST_HOURS) || Math.round(hours * MILLIS_PER_HOUR) < 1) {
            problems.add(
                    "--hours=" + hours + ": give more than 0, up to " + MOST_HOURS + "; 0.25 is a quarter of an hour");
        }
        if (!Profile.texts().contains(profile)) {
            problems.add("--" + complaint(() -> Profile.of(profile)));
        }
        scenario.ifPresent(file -> read("--scenario", file, problems)
                .ifPresent(text ->
                        ScenarioProblems.of(text).forEach(problem -> problems.add(of("--scenario", file) + problem))));
        config.ifPresent(file -> {
            if (read("--config", file, problems).isPresent()) {
                readSettings(file, problems)
                        .problems()
                        .forEach(problem -> problems.add(of("--config", file) + problem));
            }
        });
        report.map(Path::toAbsolutePath).ifPresent(file -> {
            if (Files.isDirectory(file)) {
                problems.add(of("--report", file) + "this is a folder; name a file in it, such as report.html");
            } else if (!Files.isDirectory(Objects.requireNonNullElse(file.getParent(), file))) {
                problems.add(of("--report", file) + "there is no folder " + file.getParent() + "; make it first");
            }
        });
        return ImmutableList.copyOf(problems);
    }

    /**
     * The scenario of a seed; that of the file if there is one.
     *
     * @throws IllegalStateException when a file has gone bad since {@link #problems} looked at it
     */
    Scenario scenarioOf(long runSeed) {
        try {
            Scenario drawn = scenario.isPresent()
                    ? ScenarioJson.read(Files.readString(scenario.get()))
                    : ScenarioGenerator.generate(runSeed, Profile.of(profile), workers, shards, duration());
            return config.isPresent()
                    ? drawn.withSettings(ConsumerSettings.of(drawn.settings())
                            .with(ConsumerSettings.read(config.get()).values())
                            .values())
                    : drawn;
        } catch (IOException e) {
            throw new IllegalStateException("a file cannot be read any more: " + e, e);
        }
    }

    private Duration duration() {
        return Duration.ofMillis(Math.round(hours * MILLIS_PER_HOUR));
    }

    private static void within(List<String> problems, String option, int value, int least, int most) {
        if (value < least || value > most) {
            problems.add(option + "=" + value + ": give " + least + " to " + Texts.number(most));
        }
    }

    private static Optional<String> read(String option, Path file, List<String> problems) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            problems.add(of(option, file) + "there is no such file");
        } catch (IOException e) {
            problems.add(of(option, file) + "it cannot be read (" + e + "); give a text file in UTF-8");
        }
        return Optional.empty();
    }

    private static ConsumerSettings readSettings(Path file, List<String> problems) {
        try {
            return ConsumerSettings.read(file);
        } catch (IOException | IllegalArgumentException e) {
            problems.add(of("--config", file) + "it is no properties file: " + e.getMessage());
            return ConsumerSettings.none();
        }
    }

    private static String of(String option, Path file) {
        return option + "=" + file + ": ";
    }

    private static String complaint(Runnable doing) {
        try {
            doing.run();
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
