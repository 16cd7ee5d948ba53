package io.millrace.benchmarks.run;

import com.google.common.collect.ImmutableMap;
import io.millrace.benchmarks.measure.Figure;
import io.millrace.benchmarks.measure.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts a daemon, measures it while its children are busy, and ends it. */
final class DaemonRun {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final double MILLIS = 1000;

    private final Processes processes;
    private final Schedule schedule;
    private final Path folder;

    /** @param folder an empty one, of this run alone */
    DaemonRun(Processes processes, Schedule schedule, Path folder) {
        this.processes = processes;
        this.schedule = schedule;
        this.folder = folder;
    }

    /**
     * Blocks until it is measured.
     *
     * @throws NotMeasuredException when the daemon ends, or its children do not get records in time
     */
    ImmutableMap<Figure, Double> measure(Row row, ProcessBuilder command) throws IOException, InterruptedException {
        double start = Instant.now().toEpochMilli() / MILLIS;
        Process daemon = processes.start(command);
        try {
            Collection<ChildReport> children = awaitChildren(daemon, row.shape().shards());
            double first = children.stream()
                    .mapToDouble(ChildReport::firstRecordAt)
                    .min()
                    .orElseThrow();
            live(daemon, schedule.warmUp());
            Window window = Window.begin(folder, Optional.of(daemon.pid()));
            live(daemon, schedule.measured());
            return ImmutableMap.<Figure, Double>builder()
                    .putAll(window.end())
                    .put(Figure.FIRST_RECORD, first - start)
                    .buildOrThrow();
        } finally {
            processes.end(daemon);
        }
    }

    private Collection<ChildReport> awaitChildren(Process daemon, int shards) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(schedule.firstRecord());
        while (true) {
            Collection<ChildReport> children = ChildReport.readAll(folder).values();
            if (children.size() >= shards) {
                return children;
            }
            if (Instant.now().isAfter(deadline)) {
                throw new NotMeasuredException(
                        children.size() + " of " + shards + " children had records after "
                                + schedule.firstRecord().toSeconds() + " s",
                        log());
            }
            live(daemon, LOOK_EVERY);
        }
    }

    /** Lets the daemon do its work for this long. */
    private void live(Process daemon, Duration time) throws InterruptedException {
        if (daemon.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new NotMeasuredException("the daemon ended with status " + daemon.exitValue(), log());
        }
    }

    private Path log() {
        return folder.resolve("daemon.log");
    }
}
