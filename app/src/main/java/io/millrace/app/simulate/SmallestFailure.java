package io.millrace.app.simulate;

import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.invariant.Violation;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.scenario.ScenarioMinimiser;
import java.time.Duration;

/** Looks for the smallest scenario in which the same law is broken. */
final class SmallestFailure {
    private static final int MOST_RUNS = 400;
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);

    private final Runs runs;
    private final Progress progress;
    private final String law;
    private SimulationReport smallest;
    private int tried;

    private SmallestFailure(SimulationReport failed, Runs runs, Progress progress) {
        this.runs = runs;
        this.progress = progress;
        this.smallest = failed;
        this.law = failed.violations().get(0).id();
    }

    /**
     * @param failed the report of a run that failed
     * @return that of the smallest run that was found to fail by the same law
     */
    static SimulationReport of(SimulationReport failed, Runs runs, Progress progress) {
        SmallestFailure search = new SmallestFailure(failed, runs, progress);
        search.cutAtTheFailure();
        new ScenarioMinimiser(search::fails, MOST_RUNS).minimise(search.smallest.scenario());
        return search.smallest;
    }

    /** What comes after the law is broken does not matter; without it all that follows is quicker. */
    private void cutAtTheFailure() {
        Scenario scenario = smallest.scenario();
        Violation violation = smallest.violations().get(0);
        Duration end = Duration.ofNanos(violation.atNanos()).plus(AFTERWARDS);
        if (end.compareTo(scenario.duration()) < 0) {
            fails(scenario.resized(scenario.workers(), scenario.shards(), end));
        }
    }

    private boolean fails(Scenario candidate) {
        progress.say("making the scenario smaller: " + Texts.count(++tried, "run") + "; " + size(smallest.scenario()));
        SimulationReport report = runs.run(candidate);
        boolean same = report.violations().stream()
                .findFirst()
                .filter(violation -> violation.id().equals(law))
                .isPresent();
        if (same) {
            smallest = report;
        }
        return same;
    }

    /** How large a scenario is, in words. */
    static String size(Scenario scenario) {
        return Texts.count(scenario.actions().size(), "action") + ", " + Texts.count(scenario.workers(), "worker")
                + ", " + Texts.count(scenario.shards(), "shard") + ", " + Texts.clock(scenario.duration());
    }
}
