package io.millrace.simulation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.simulation.FleetSimulation;
import io.millrace.simulation.SimulationReport;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The figures of runs whose outcome can be told beforehand. The failover time of these fleets is 8 s. */
class FiguresTest {
    private static final Scenario THREE_WORKERS = Scenario.quiet(7, 3, 6, Duration.ofSeconds(90));

    @Test
    void aQuietFleetRecoversFromNothing() {
        Figures figures = run(THREE_WORKERS);
        assertThat(figures.recoveryMillis().count()).isZero();
        assertThat(figures.duplicates()).isZero();
        assertThat(figures.faults()).isEmpty();
        assertThat(figures.shardHours()).isCloseTo(6 * figures.virtualTime().toMillis() / 3_600_000.0, within(0.001));
        assertThat(figures.lagMillis().max()).isBetween(1L, 5_000L);
    }

    @Test
    void aCrashIsOverWhenOthersDeliverFromAllShardsOfTheDead() {
        Figures figures = run(THREE_WORKERS.withActions(new Action.Crash(Duration.ofSeconds(40), "w2")));
        assertThat(figures.recoveryMillis().count()).isEqualTo(1);
        assertThat(figures.recoveryMillis().max()).isBetween(5_000L, 11_000L);
        assertThat(figures.unrecovered()).isZero();
        assertThat(figures.duplicatesPerFailover().max()).isPositive().isEqualTo(figures.duplicates());
        assertThat(figures.faults()).containsEntry("crash", 1L);
    }

    @Test
    void theSilenceOfAPausedWorkerCountsFromThePause() {
        Figures figures =
                run(THREE_WORKERS.withActions(new Action.Pause(Duration.ofSeconds(40), "w1", Duration.ofSeconds(25))));
        assertThat(figures.recoveryMillis().count()).isEqualTo(1);
        assertThat(figures.recoveryMillis().max()).isBetween(5_000L, 12_000L);
    }

    @Test
    void aStopInGoodOrderIsNoFailoverAndMovesOnlyTheSharesOfTheLeaver() {
        Figures figures = run(THREE_WORKERS.withActions(new Action.GracefulStop(Duration.ofSeconds(40), "w2")));
        assertThat(figures.recoveryMillis().count()).isZero();
        assertThat(figures.movesPerMembershipChange().counts()).containsKey(2L);
    }

    @Test
    void aSplitAddsAShardFromThenOn() {
        Figures figures = run(THREE_WORKERS.withActions(new Action.Split(Duration.ofSeconds(30), 2)));
        double seconds = figures.virtualTime().toMillis() / 1_000.0;
        assertThat(figures.shardHours()).isCloseTo((6 * seconds + seconds - 30) / 3_600, within(0.001));
    }

    @Test
    void theBillOfTheStoreIsThatOfItsUnits() {
        SimulationReport report = FleetSimulation.of(THREE_WORKERS).run();
        StoreUse use = report.figures().storeUse();
        assertThat(use.writeCount()).isEqualTo(report.storeWrites());
        assertThat(use.writes().get("create lease")).isEqualTo(6);
        assertThat(use.readUnits()).isLessThan(use.readCount());
        assertThat(use.writeDollarsPerMonth(Duration.ofHours(1)))
                .isCloseTo(use.writeUnits() * 730 * 0.625e-6, within(1e-9));
    }

    @Test
    void figuresOfSeveralRunsAddUp() {
        Figures one = run(THREE_WORKERS.withActions(new Action.Crash(Duration.ofSeconds(40), "w2")));
        Figures both = one.plus(one).plus(Figures.NONE);
        assertThat(both.recoveryMillis().count()).isEqualTo(2);
        assertThat(both.recoveryMillis().max()).isEqualTo(one.recoveryMillis().max());
        assertThat(both.storeUse().readCount()).isEqualTo(2 * one.storeUse().readCount());
        assertThat(both.moves()).isEqualTo(2 * one.moves());
    }

    private static Figures run(Scenario scenario) {
        SimulationReport report = FleetSimulation.of(scenario).run();
        assertThat(report.violations()).isEmpty();
        return report.figures();
    }
}
