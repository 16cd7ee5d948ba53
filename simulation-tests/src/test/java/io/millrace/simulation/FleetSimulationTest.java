package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The real engine in scenarios written by hand, each short enough to be read. */
class FleetSimulationTest {
    private static final Scenario THREE_WORKERS = Scenario.quiet(7, 3, 6, Duration.ofSeconds(90));

    private final List<String> trace = new ArrayList<>();

    @Test
    void aQuietFleetSharesTheShardsAndRepeatsNothing() {
        SimulationReport report = run(THREE_WORKERS);
        assertThat(report.records()).isGreaterThan(1_000);
        assertThat(report.duplicates()).isZero();
        assertThat(report.recovery()).isZero();
    }

    @Test
    void theShardsOfACrashedWorkerAreTakenOverAndNothingIsLost() {
        run(THREE_WORKERS.withActions(new Action.Crash(Duration.ofSeconds(40), "w2")));
        assertThat(lines("LeaseTaken", "takenFrom=w2@")).hasSize(2);
    }

    @Test
    void aWorkerThatStopsInGoodOrderHandsOverWithoutARepetition() {
        SimulationReport report = run(THREE_WORKERS.withActions(
                new Action.GracefulStop(Duration.ofSeconds(30), "w1"),
                new Action.GracefulStop(Duration.ofSeconds(60), "w2")));
        assertThat(report.duplicates()).isZero();
        assertThat(lines("its process ends")).hasSize(2);
    }

    @Test
    void aWorkerThatJoinsGetsItsShareWithoutARepetition() {
        SimulationReport report = run(THREE_WORKERS.withActions(
                new Action.Join(Duration.ofSeconds(30), "w4"), new Action.Join(Duration.ofSeconds(60), "w5")));
        assertThat(report.duplicates()).isZero();
        assertThat(lines("LeaseTaken", " w4 ", "reason=hand-off")).isNotEmpty();
        assertThat(lines("LeaseTaken", " w5 ", "reason=hand-off")).isNotEmpty();
    }

    @Test
    void childrenAreConsumedAfterTheirParents() {
        SimulationReport report = run(THREE_WORKERS.withActions(
                new Action.Split(Duration.ofSeconds(20), 0),
                new Action.Split(Duration.ofMillis(20_100), 0),
                new Action.Merge(Duration.ofSeconds(40), 2),
                new Action.Merge(Duration.ofMillis(40_050), 1),
                new Action.Crash(Duration.ofMillis(40_500), "w3")));
        assertThat(lines("ShardFinished")).hasSize(6);
        assertThat(report.events()).isPositive();
    }

    @Test
    void aFleetThatDiedIsReplacedByOneWorker() {
        SimulationReport report = run(THREE_WORKERS.withActions(
                new Action.Crash(Duration.ofSeconds(50), "w1"),
                new Action.Crash(Duration.ofSeconds(50), "w2"),
                new Action.Crash(Duration.ofSeconds(51), "w3")));
        assertThat(lines("rescue", "LeaseTaken")).hasSize(6);
        assertThat(report.recovery()).isPositive();
    }

    @Test
    void aPauseLongerThanTheFailoverTimeCostsTheShardsAndNoMore() {
        run(THREE_WORKERS.withActions(new Action.Pause(Duration.ofSeconds(30), "w1", Duration.ofSeconds(25))));
        assertThat(lines(" w1 ", "SessionLost")).hasSize(1);
    }

    @Test
    void aStoreThatLosesAnswersConfusesNobody() {
        SimulationReport report = run(THREE_WORKERS.withActions(
                faults(10, 20, FaultKind.STORE_RESPONSE_LOST, 0.5),
                faults(30, 20, FaultKind.STORE_APPLIED_LATE, 0.5),
                faults(50, 20, FaultKind.STORE_REQUEST_LOST, 0.5)));
        assertThat(report.faults())
                .containsKeys(
                        FaultKind.STORE_RESPONSE_LOST, FaultKind.STORE_APPLIED_LATE, FaultKind.STORE_REQUEST_LOST);
    }

    @Test
    void aStoreThatIsDownForAMinuteIsWaitedFor() {
        run(THREE_WORKERS.withActions(faults(20, 60, FaultKind.STORE_UNAVAILABLE, 1)));
        assertThat(lines("Fenced[")).isNotEmpty();
        assertThat(lines("Unfenced[")).isNotEmpty();
    }

    @Test
    void aStreamThatCannotBeReadForAMinuteIsToldOncePerWorkerAndNotPerShard() {
        run(THREE_WORKERS.withActions(faults(20, 60, FaultKind.SOURCE_UNAVAILABLE, 1)));
        assertThat(lines("ReadsFailing[")).hasSize(3);
        assertThat(lines("ReadsResumed[")).hasSize(3);
    }

    @Test
    void aStreamThatFailsNowAndThenIsNotWorthAWord() {
        run(THREE_WORKERS.withActions(faults(20, 60, FaultKind.SOURCE_THROTTLED, 0.3)));
        assertThat(lines("ReadsFailing[")).isEmpty();
    }

    @Test
    void onAnEmptyTableTheFirstLeaseIsTakenWhileOthersAreStillBeingMade() {
        run(Scenario.quiet(7, 1, 64, Duration.ofSeconds(20)));
        int firstTaken = trace.indexOf(lines("LeaseTaken").get(0));
        assertThat(lines("LeaseCreated")).hasSize(64);
        assertThat(firstTaken).isLessThan(trace.indexOf(lines("LeaseCreated").get(32)));
    }

    @Test
    void aListingThatDoesNotShowALeaseYetMakesNobodyGiveItUp() {
        run(Scenario.quiet(3, 1, 16, Duration.ofSeconds(30)).withActions(faults(0, 30, FaultKind.STORE_STALE_LIST, 1)));
        assertThat(lines("LeaseTaken")).hasSize(16);
        assertThat(lines("LeaseReleased")).isEmpty();
    }

    private static Action faults(int at, int lasts, FaultKind kind, double share) {
        return new Action.Faults(Duration.ofSeconds(at), Duration.ofSeconds(lasts), kind, share, Optional.empty());
    }

    private SimulationReport run(Scenario scenario) {
        SimulationReport report = FleetSimulation.of(scenario).trace(trace::add).run();
        assertThat(report.passed()).as(report.text()).isTrue();
        return report;
    }

    private List<String> lines(String... parts) {
        return trace.stream()
                .filter(line -> List.of(parts).stream().allMatch(line::contains))
                .toList();
    }
}
