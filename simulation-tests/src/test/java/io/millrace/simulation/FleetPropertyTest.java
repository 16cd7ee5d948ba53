package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.EntryKind;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.Environment;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.scenario.UserFaultKind;
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
        Arbitrary<List<Action>> actions = Arbitraries.oneOf(List.of(
                        crashes(),
                        crashes(),
                        joins(),
                        stops(),
                        pauses(),
                        splits(),
                        merges(),
                        faults(),
                        faults(),
                        userFaults(),
                        partitions(),
                        slowness(),
                        stalls(),
                        clockSteps(),
                        twins(),
                        removals()))
                .list()
                .ofMaxSize(10)
                .withSizeDistribution(RandomDistribution.uniform());
        return Combinators.combine(scenarios(actions), environments()).as(Scenario::withEnvironment);
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

    private static Arbitrary<Action> userFaults() {
        return Combinators.combine(
                        times(),
                        millis(30_000),
                        Arbitraries.of(UserFaultKind.class),
                        Arbitraries.of(0.1, 0.5, 1.0),
                        workers().optional(0.5))
                .as(Action.UserFault::new);
    }

    private static Arbitrary<Action> partitions() {
        return Combinators.combine(
                        times(),
                        millis(30_000),
                        workers().list().uniqueElements().ofMinSize(1).ofMaxSize(3),
                        Arbitraries.of(Action.Partition.Side.class),
                        Arbitraries.of(true, false))
                .as(Action.Partition::new);
    }

    private static Arbitrary<Action> slowness() {
        return Combinators.combine(times(), workers(), millis(20_000), evenly(2, 10))
                .as(Action.Slow::new);
    }

    private static Arbitrary<Action> stalls() {
        return Combinators.combine(times(), workers(), millis(25_000)).as(Action.LoopStall::new);
    }

    private static Arbitrary<Action> clockSteps() {
        return Combinators.combine(times(), workers(), evenly(-600, 600).map(Duration::ofSeconds))
                .as(Action.ClockStep::new);
    }

    private static Arbitrary<Action> twins() {
        return Combinators.combine(times(), workers()).as(Action.JoinTwin::new);
    }

    private static Arbitrary<Action> removals() {
        return Combinators.combine(
                        times(),
                        Arbitraries.of(EntryKind.LEASE, EntryKind.SESSION, EntryKind.LEADERSHIP, EntryKind.ASSIGNMENT),
                        evenly(0, 20))
                .as(Action.RemoveEntry::new);
    }

    private static Arbitrary<Environment> environments() {
        return Combinators.combine(
                        Arbitraries.of(0, 0, 1_000, Environment.MOST_DRIFT),
                        Arbitraries.of(3, 1_000),
                        Arbitraries.of(0, 0, 12),
                        Arbitraries.of(0.0, 0.5))
                .as((drift, page, readyAfter, hotKeys) -> Environment.USUAL
                        .withClocks(drift, Duration.ofSeconds(30))
                        .withPages(page, page)
                        .withStoreReadyAfter(Duration.ofSeconds(readyAfter))
                        .withHotKeyShare(hotKeys));
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
