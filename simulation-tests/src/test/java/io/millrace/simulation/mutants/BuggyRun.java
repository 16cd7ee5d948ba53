package io.millrace.simulation.mutants;

import io.millrace.engine.coordination.WorkerRules;
import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.invariant.Violation;
import io.millrace.simulation.scenario.ScenarioJson;
import java.util.stream.Collectors;

/** Runs a scenario with a planted bug; called by reflection, because it lives once in each class loader. */
public final class BuggyRun {
    private BuggyRun() {}

    /**
     * @param scenario as JSON
     * @param rules the class of the rules that the workers go by
     * @return the ids of the laws that were broken, each on a line with what was found; empty when none was
     */
    public static String violations(String scenario, String rules) throws ReflectiveOperationException {
        WorkerRules wrong = (WorkerRules) Class.forName(rules, true, BuggyRun.class.getClassLoader())
                .getDeclaredConstructor()
                .newInstance();
        SimulationReport report = FleetSimulation.of(ScenarioJson.read(scenario))
                .configure(builder -> builder.rules(wrong))
                .run();
        return report.violations().stream().map(BuggyRun::line).collect(Collectors.joining("\n"));
    }

    private static String line(Violation violation) {
        return violation.id() + " " + violation.finding().replace('\n', ' ');
    }
}
