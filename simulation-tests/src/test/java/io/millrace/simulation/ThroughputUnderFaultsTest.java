package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.invariant.ProcessorCall;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** L12: faults that never amount to an outage cost a fleet little of what it does without them. */
class ThroughputUnderFaultsTest {
    private static final double SHARE_OF_CALLS = 0.05;
    private static final double LEAST_SHARE = 0.95;
    private static final Duration DURATION = Duration.ofMinutes(3);

    private final Scenario undisturbed = Scenario.quiet(12, 3, 6, DURATION).withLoad(120, Duration.ofMillis(800));

    /** Not of dead connections, which no call is: one of them is noticed after half a minute, as S19 holds. */
    @ParameterizedTest
    @EnumSource(value = FaultKind.class, mode = EnumSource.Mode.EXCLUDE, names = "SUBSCRIPTION_SILENT")
    void steadyFaultsOfOneKindCostLittle(FaultKind kind) {
        Scenario scenario = kind.ofSubscription() ? undisturbed.withSettings(Map.of("fanOut", "reader")) : undisturbed;
        holds(scenario, scenario.withActions(steady(kind)));
    }

    @Test
    void steadyFaultsOfManyKindsCostLittle() {
        EnumSet<FaultKind> kinds = EnumSet.of(
                FaultKind.STORE_THROTTLED,
                FaultKind.STORE_RESPONSE_LOST,
                FaultKind.SOURCE_THROTTLED,
                FaultKind.SOURCE_EXPIRED_ITERATOR,
                FaultKind.SOURCE_UNAVAILABLE);
        holds(
                undisturbed,
                undisturbed.withActions(
                        kinds.stream().map(ThroughputUnderFaultsTest::steady).toArray(Action[]::new)));
    }

    private static void holds(Scenario calm, Scenario disturbed) {
        long most = processedInTime(calm);
        long processed = processedInTime(disturbed);
        assertThat(most).isGreaterThan(20_000);
        assertThat((double) processed)
                .as(() -> processed + " records instead of " + most + " with "
                        + Arrays.toString(disturbed.actions().toArray()))
                .isGreaterThanOrEqualTo(most * LEAST_SHARE);
    }

    private static Action steady(FaultKind kind) {
        return new Action.Faults(Duration.ZERO, DURATION, kind, SHARE_OF_CALLS, Optional.empty());
    }

    /** How many records were processed before the end of the first phase, after which nothing is put. */
    private static long processedInTime(Scenario scenario) {
        AtomicLong processed = new AtomicLong();
        SimulationReport report = FleetSimulation.of(scenario)
                .watch(truth -> new Observer() {
                    @Override
                    public void returned(ProcessorCall call) {
                        if (truth.nowNanos() < DURATION.toNanos()) {
                            processed.addAndGet(call.records().size());
                        }
                    }
                })
                .run();
        assertThat(report.passed()).as(report::text).isTrue();
        return processed.get();
    }
}
