package io.millrace.simulation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.Invariants;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.invariant.Recovery;
import io.millrace.simulation.invariant.Verdict;
import io.millrace.simulation.invariant.Violation;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.SimulationKernel;
import io.millrace.simulation.probe.Probes;
import io.millrace.simulation.report.FigureKeeper;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.trace.Trace;
import io.millrace.simulation.world.FaultPlan;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** One run, from its first event to its report. */
final class SimulationRun implements AutoCloseable {
    /** The workers of the beginning are started within this time. */
    private static final long START_SPREAD_NANOS = 300_000_000;

    private static final long SECOND_NANOS = 1_000_000_000;

    private final SimulationSetup setup;
    private final Scenario scenario;
    private final SimulationKernel kernel = new SimulationKernel();
    private final Trace trace;
    private final GroundTruth truth;
    private final Recovery recovery;
    private final FaultPlan faults;
    private final SimulatedStreams streams;
    private final SimulatedFleet fleet;
    private final ActionPerformer performer;
    private final PriorityQueue<Action.CrashAtEvent> crashes =
            new PriorityQueue<>(Comparator.comparingLong(Action.CrashAtEvent::event));
    private final FigureKeeper figures;
    private final Probes probes;

    SimulationRun(SimulationSetup setup) {
        this.setup = setup;
        this.scenario = setup.scenario();
        this.trace = new Trace(kernel.time()::nowNanos, setup.traceSink(), Trace.keptOfEach(scenario.shards()));
        this.truth =
                new GroundTruth(kernel.time()::nowNanos, scenario.environment().retention());
        this.recovery = new Recovery(truth);
        this.figures = new FigureKeeper(scenario, truth);
        this.probes = new Probes(truth);
        truth.tell(ImmutableList.<Observer>builder()
                .add(new TracingObserver(trace))
                .add(recovery)
                .addAll(figures.observers())
                .add(probes)
                .addAll(Invariants.of(scenario, truth))
                .addAll(watchers(setup))
                .build());
        this.faults = new FaultPlan(kernel.time(), scenario);
        this.streams = new SimulatedStreams(setup, kernel, truth, trace);
        this.fleet = new SimulatedFleet(setup, kernel, streams, truth, faults, trace, figures.meter());
        this.performer = new ActionPerformer(fleet, streams, truth, trace);
    }

    private ImmutableList<Observer> watchers(SimulationSetup setup) {
        return setup.watchers().stream().map(watcher -> watcher.apply(truth)).collect(ImmutableList.toImmutableList());
    }

    SimulationReport toTheEnd() {
        Duration atRest = Duration.ZERO;
        try {
            begin();
            kernel.runUntil(
                    scenario.duration().toNanos(), crashes.isEmpty() ? truth.verdict()::isBroken : this::isOver);
            if (!truth.verdict().isBroken() && !streams.wasDeleted()) {
                trace.add("run", null, "the first phase is over");
                fleet.heal();
                atRest = new RecoveryPhase(setup, kernel, fleet, recovery, truth.verdict()).run();
            }
        } catch (IllegalStateException thrown) {
            Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
            truth.verdict().violated("S18", FleetSimulation.NOTHING_UNEXPECTED, null, describe(cause));
        }
        return report(atRest);
    }

    @Override
    public void close() {
        fleet.kill();
        kernel.close();
    }

    private void begin() {
        KeyedRandom random = new KeyedRandom(scenario.seed(), "start");
        for (int i = 1; i <= scenario.workers(); i++) {
            String worker = "w" + i;
            kernel.time().schedule(random.nextLong(worker, START_SPREAD_NANOS), () -> fleet.join(worker));
        }
        for (Action action : scenario.actions()) {
            if (action instanceof Action.CrashAtEvent crash) {
                crashes.add(crash);
            } else if (action.at().compareTo(scenario.duration()) < 0) {
                kernel.time().schedule(action.at().toNanos(), () -> performer.perform(action));
            }
        }
        streams.produce();
        everySecond();
    }

    /** Has every law look at the whole once a second; never the reason for which time goes on. */
    private void everySecond() {
        kernel.time().schedule(SECOND_NANOS, () -> {
            truth.secondPassed();
            everySecond();
        });
    }

    /** Brings about the crashes that are to come after certain events; also says whether the run is over. */
    private boolean isOver() {
        while (!crashes.isEmpty() && crashes.peek().event() <= kernel.time().executed()) {
            performer.perform(crashes.remove());
        }
        return truth.verdict().isBroken();
    }

    private SimulationReport report(Duration atRest) {
        Verdict verdict = truth.verdict();
        ImmutableList<String> lines = verdict.violations().stream()
                .findFirst()
                .flatMap(Violation::shard)
                .map(trace::last)
                .filter(kept -> !kept.isEmpty())
                .orElseGet(trace::last);
        return new SimulationReport(
                scenario,
                verdict.violations(),
                Duration.ofNanos(kernel.time().nowNanos()),
                atRest,
                kernel.time().executed(),
                truth.stream().records(),
                truth.stream().duplicates(),
                ImmutableMap.copyOf(faults.injected()),
                figures.meter().use().readCount(),
                figures.meter().use().writeCount(),
                trace.hash(),
                trace.lines(),
                verdict.isBroken() ? lines : ImmutableList.of(),
                figures.figures(kernel.time()),
                probes.hits());
    }

    private static String describe(Throwable cause) {
        StringBuilder text = new StringBuilder(cause.toString());
        for (StackTraceElement element : cause.getStackTrace()) {
            if (text.length() > 4_000) {
                break;
            }
            text.append("\n    at ").append(element);
        }
        return text.toString();
    }
}
