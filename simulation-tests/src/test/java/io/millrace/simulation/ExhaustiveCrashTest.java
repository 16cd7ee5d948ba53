package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * One small scenario, with a crash after each of its events in turn, and with each call of the lease store going wrong in
 * each way in turn: every point at which a worker waits for something is a point at which it dies or is answered badly,
 * and no luck is needed to find the one that matters.
 */
class ExhaustiveCrashTest {
    /** After each event one of the workers crashes; with {@code -Dthorough=true} each of them does, in runs of their own. */
    private static final boolean IS_THOROUGH = Boolean.getBoolean("thorough");

    private static final Scenario SMALL = Scenario.quiet(4, 2, 2, Duration.ofSeconds(24))
            .withLoad(1, Duration.ofMillis(400))
            .withSettings(Map.of("failoverTime", "4s"))
            .withActions(
                    new Action.Split(Duration.ofSeconds(6), 0),
                    new Action.GracefulStop(Duration.ofSeconds(13), "w1"),
                    new Action.Join(Duration.ofSeconds(16), "w1"));

    private static final List<FaultKind> STORE_FAULTS = List.of(
            FaultKind.STORE_REQUEST_LOST,
            FaultKind.STORE_RESPONSE_LOST,
            FaultKind.STORE_APPLIED_LATE,
            FaultKind.STORE_RESPONSE_REPEATED,
            FaultKind.STORE_APPLIED_TWICE);

    @Test
    void aCrashAfterAnyEventLosesNothing() {
        long events = run(SMALL).events();
        assertThat(events).isGreaterThan(1_000);
        check(
                "crashes",
                LongStream.rangeClosed(1, events)
                        .boxed()
                        .flatMap(event -> Stream.of("w1", "w2")
                                .filter(worker -> IS_THOROUGH || worker.equals(event % 2 == 0 ? "w1" : "w2"))
                                .map(worker -> with(new Action.CrashAtEvent(worker, event)))));
    }

    @Test
    void anyCallOfTheStoreMayGoWrongInAnyWay() {
        long calls = run(SMALL).storeReads() + run(SMALL).storeWrites();
        check(
                "faulty calls",
                LongStream.rangeClosed(1, calls)
                        .boxed()
                        .flatMap(call -> STORE_FAULTS.stream().map(kind -> with(new Action.FaultAtCall(call, kind)))));
    }

    private static Scenario with(Action action) {
        return SMALL.withActions(
                Stream.concat(SMALL.actions().stream(), Stream.of(action)).toList());
    }

    private static void check(String what, Stream<Scenario> scenarios) {
        long begin = System.nanoTime();
        List<SimulationReport> reports =
                scenarios.parallel().map(ExhaustiveCrashTest::run).toList();
        System.out.printf(
                Locale.ROOT, "%s: %d runs in %.1f s%n", what, reports.size(), (System.nanoTime() - begin) / 1e9);
        assertThat(reports.stream().filter(report -> !report.passed()).map(SimulationReport::text))
                .isEmpty();
    }

    private static SimulationReport run(Scenario scenario) {
        return FleetSimulation.of(scenario).run();
    }
}
