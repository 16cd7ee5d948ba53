package io.millrace.app.simulate;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.hash.Hashing;
import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.probe.Probe;
import io.millrace.simulation.report.Figures;
import io.millrace.simulation.report.HtmlReport;
import io.millrace.simulation.report.Timeline;
import io.millrace.simulation.scenario.Scenario;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/** Runs scenarios, as many at a time as there are processors, up to the first that fails. */
final class Runs {
    private final Progress progress;
    private final UnaryOperator<FleetSimulation> setting;
    private final AtomicBoolean failed = new AtomicBoolean();

    /** @param setting what is added to each simulation */
    Runs(Progress progress, UnaryOperator<FleetSimulation> setting) {
        this.progress = progress;
        this.setting = setting;
    }

    /**
     * @param scenarioOf gives the scenario of a seed
     * @param firstSeed of the first run; each further one has the next seed
     * @param count how many runs, from 1
     */
    Outcome run(LongFunction<Scenario> scenarioOf, long firstSeed, int count) throws InterruptedException {
        long begin = System.nanoTime();
        ExecutorService pool = Executors.newFixedThreadPool(
                Math.min(count, Runtime.getRuntime().availableProcessors()));
        try {
            List<Future<List<SimulationReport>>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long seed = firstSeed + i;
                futures.add(pool.submit(() -> runUnlessFailed(scenarioOf, seed)));
            }
            return sum(futures, begin);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Runs one scenario. */
    SimulationReport run(Scenario scenario) {
        return simulation(scenario).run();
    }

    /** Runs one scenario and makes a page of it. */
    Page page(Scenario scenario) {
        AtomicReference<Timeline> timeline = new AtomicReference<>();
        SimulationReport report = simulation(scenario)
                .watch(truth -> {
                    Timeline watching = new Timeline(scenario, truth);
                    timeline.set(watching);
                    return watching;
                })
                .run();
        return new Page(report, HtmlReport.of(report, Objects.requireNonNull(timeline.get())));
    }

    private FleetSimulation simulation(Scenario scenario) {
        return setting.apply(FleetSimulation.of(scenario).watch(truth -> progress.newRun()));
    }

    /** @param html shows the run of which the report tells */
    record Page(SimulationReport report, String html) {}

    /** After a failure the runs that have begun are finished: one with a smaller seed may fail too. */
    private List<SimulationReport> runUnlessFailed(LongFunction<Scenario> scenarioOf, long seed) {
        if (failed.get()) {
            return List.of();
        }
        SimulationReport report = run(scenarioOf.apply(seed));
        progress.finishedRun();
        if (!report.passed()) {
            failed.set(true);
        }
        return List.of(report);
    }

    /** What one run says of itself and of all. */
    static Outcome outcomeOf(SimulationReport report, long beginNanos) {
        return new Outcome(
                report,
                report.figures(),
                report.probes(),
                1,
                Duration.ofNanos(System.nanoTime() - beginNanos),
                report.traceHash());
    }

    private static Outcome sum(List<Future<List<SimulationReport>>> futures, long beginNanos)
            throws InterruptedException {
        Figures figures = Figures.NONE;
        StringBuilder hashes = new StringBuilder();
        List<SimulationReport> shown = new ArrayList<>();
        Map<Probe, Long> probes = new TreeMap<>();
        int runs = 0;
        for (Future<List<SimulationReport>> future : futures) {
            for (SimulationReport report : get(future)) {
                runs++;
                figures = figures.plus(report.figures());
                report.probes().forEach((probe, hits) -> probes.merge(probe, hits, Long::sum));
                hashes.append(report.traceHash());
                if (shown.isEmpty() || (shown.get(0).passed() && !report.passed())) {
                    shown.clear();
                    shown.add(report);
                }
            }
        }
        String hash = runs == 1
                ? hashes.toString()
                : Hashing.farmHashFingerprint64()
                        .hashString(hashes, StandardCharsets.US_ASCII)
                        .toString();
        return new Outcome(
                shown.get(0),
                figures,
                ImmutableSortedMap.copyOf(probes),
                runs,
                Duration.ofNanos(System.nanoTime() - beginNanos),
                hash);
    }

    private static List<SimulationReport> get(Future<List<SimulationReport>> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException thrown) {
            throw new IllegalStateException("the simulator itself failed", thrown.getCause());
        }
    }
}
