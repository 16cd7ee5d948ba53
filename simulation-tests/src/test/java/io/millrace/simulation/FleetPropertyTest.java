package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever happens to a fleet: no law of safety is ever broken, and once nothing goes wrong any more every record is
 * processed and the shards are shared evenly. Scenarios are put together from parts, so that a failure is shrunk by
 * leaving out what is not needed for it.
 */
class FleetPropertyTest {
    private static final int LONGEST_SECONDS = 120;

    @Property(tries = 30, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void aFleetLosesNothingAndComesBackToBalance(@ForAll("scenarios") Scenario scenario) {
        SimulationReport report = FleetSimulation.of(scenario).run();
        Statistics.label("something was handed over again").collect(report.duplicates() > 0);
        assertThat(report.passed()).as(report.text()).isTrue();
    }

    @Property(tries = 15, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.BOUNDED)
    void aFleetInWhichNothingGoesWrongRepeatsNothing(@ForAll("plannedChanges") Scenario scenario) {
        SimulationReport report = FleetSimulation.of(scenario).run();
        assertThat(report.passed()).as(report.text()).isTrue();
        assertThat(report.duplicates()).as(report.text()).isZero();
    }

    @Provide
    Arbitrary<Scenario> scenarios() {
        return scenarios(Arbitraries.oneOf(List.of(
                        crashes(), crashes(), joins(), stops(), pauses(), splits(), merges(), faults(), faults()))
                .list()
                .ofMaxSize(10)
                .withSizeDistribution(RandomDistribution.uniform()));
    }

    @Provide
    Arbitrary<Scenario> plannedChanges() {
        return scenarios(Arbitraries.oneOf(List.of(joins(), stops(), splits(), merges()))
                .list()
                .ofMaxSize(10)
                .withSizeDistribution(RandomDistribution.uniform()));
    }

    private static Arbitrary<Scenario> scenarios(Arbitrary<List<Action>> actions) {
        return Combinators.combine(
                        Arbitraries.longs().withDistribution(RandomDistribution.uniform()),
                        evenly(1, 4),
                        evenly(1, 8),
                        evenly(40, LONGEST_SECONDS),
                        evenly(1, 50),
                        evenly(2, 10),
                        evenly(1, 3_000),
                        actions)
                .as((seed, workers, shards, seconds, rate, failoverSeconds, batchMillis, what) -> new Scenario(
                        seed,
                        workers,
                        shards,
                        Duration.ofSeconds(seconds),
                        rate,
                        Duration.ofSeconds(failoverSeconds),
                        Duration.ofMillis(batchMillis),
                        what));
    }

    private static Arbitrary<Action> crashes() {
        return Combinators.combine(times(), workers()).as(Action.Crash::new);
    }

    private static Arbitrary<Action> joins() {
        return Combinators.combine(times(), workers()).as(Action.Join::new);
    }

    private static Arbitrary<Action> stops() {
        return Combinators.combine(times(), workers()).as(Action.GracefulStop::new);
    }

    private static Arbitrary<Action> pauses() {
        return Combinators.combine(times(), workers(), millis(25_000)).as(Action.Pause::new);
    }

    private static Arbitrary<Action> splits() {
        return Combinators.combine(times(), evenly(0, 20)).as(Action.Split::new);
    }

    private static Arbitrary<Action> merges() {
        return Combinators.combine(times(), evenly(0, 20)).as(Action.Merge::new);
    }

    private static Arbitrary<Action> faults() {
        return Combinators.combine(
                        times(),
                        millis(40_000),
                        Arbitraries.of(FaultKind.class),
                        Arbitraries.of(0.1, 0.5, 0.9, 1.0),
                        workers().optional(0.5))
                .as(Action.Faults::new);
    }

    private static Arbitrary<Duration> times() {
        return millis(LONGEST_SECONDS * 1_000);
    }

    private static Arbitrary<Duration> millis(int most) {
        return evenly(0, most).map(Duration::ofMillis);
    }

    private static Arbitrary<String> workers() {
        return evenly(1, 5).map(number -> "w" + number);
    }

    /** Without a liking for the ends and for small numbers, which would give quiet runs of small fleets. */
    private static Arbitrary<Integer> evenly(int least, int most) {
        return Arbitraries.integers().between(least, most).withDistribution(RandomDistribution.uniform());
    }
}
