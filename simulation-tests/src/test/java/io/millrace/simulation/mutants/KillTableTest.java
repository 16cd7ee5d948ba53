package io.millrace.simulation.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.engine.coordination.WorkerRules;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.scenario.ScenarioGenerator;
import io.millrace.simulation.scenario.ScenarioGenerator.Limits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every planted bug is found by the law that is there for it, in scenarios that are drawn as any others. Prints the kill
 * table: how many scenarios each took.
 */
@Execution(ExecutionMode.CONCURRENT)
class KillTableTest {
    private static final int MOST_SCENARIOS = 150;
    private static final Limits SMALL = new Limits(4, 8, Duration.ofMinutes(2));
    /**
     * Where to begin with those that take long to be found, a few scenarios before that in which they were; with
     * {@code -Dthorough=true} all begin with the first.
     */
    private static final ImmutableMap<String, Integer> FOUND_LATE =
            ImmutableMap.of("M7", 20, "M8", 16, "M17", 20, "M20", 17, "M40", 15, "M54", 70, "M57", 17);

    private static final StringBuffer TABLE = new StringBuffer();

    @TempDir
    Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource("bugs")
    void isCaught(PlantedBug bug) throws ReflectiveOperationException {
        Method run = runner(bug);
        String rules = bug.rules().orElse(WorkerRules.class).getName();
        ScenarioGenerator generator = new ScenarioGenerator(SMALL);
        TreeSet<String> others = new TreeSet<>();
        for (int k = firstScenario(bug); k <= MOST_SCENARIOS; k++) {
            Scenario scenario = bug.scenario().apply(generator.generate(k, bug.profile()));
            String found = violations(run, scenario, rules);
            Optional<String> law = found.lines()
                    .map(line -> line.split(" ", 2)[0])
                    .filter(bug.caughtBy()::contains)
                    .findFirst();
            if (law.isPresent()) {
                row(bug, law.get(), k, others);
                return;
            }
            found.lines().map(line -> line.split(" ", 2)[0]).forEach(others::add);
        }
        row(bug, "-", MOST_SCENARIOS, others);
        assertThat(others)
                .as(bug + ": not caught by " + bug.caughtBy() + " in " + MOST_SCENARIOS + " scenarios, only by these")
                .containsAnyElementsOf(bug.caughtBy());
    }

    private static int firstScenario(PlantedBug bug) {
        return Boolean.getBoolean("thorough") ? 1 : FOUND_LATE.getOrDefault(bug.id(), 1);
    }

    /** All of them; with {@code -Dbugs=M5,M6} those alone. */
    static ImmutableList<PlantedBug> bugs() {
        List<String> wanted = Splitter.on(',').omitEmptyStrings().splitToList(System.getProperty("bugs", ""));
        return PlantedBugs.ALL.stream()
                .filter(bug -> wanted.isEmpty() || wanted.contains(bug.id()))
                .collect(ImmutableList.toImmutableList());
    }

    @AfterAll
    static void print() {
        System.out.println(
                "kill table: bug, law that caught it, in which scenario, laws that caught it before\n" + TABLE);
    }

    private Method runner(PlantedBug bug) throws ReflectiveOperationException {
        ClassLoader loader =
                bug.changes().isEmpty() ? getClass().getClassLoader() : ChangedSources.of(bug.changes(), folder);
        return loader.loadClass(BuggyRun.class.getName()).getMethod("violations", String.class, String.class);
    }

    private static String violations(Method run, Scenario scenario, String rules) throws ReflectiveOperationException {
        try {
            return (String) run.invoke(null, scenario.toString(), rules);
        } catch (InvocationTargetException thrown) {
            throw new IllegalStateException("the run itself failed", thrown.getCause());
        }
    }

    private static void row(PlantedBug bug, String law, int scenarios, TreeSet<String> others) {
        TABLE.append(String.format(
                Locale.ROOT,
                "| %s | %s | %s | %d | %s |%n",
                bug.id(),
                bug.sentence(),
                law,
                scenarios,
                String.join(" ", others)));
    }
}
