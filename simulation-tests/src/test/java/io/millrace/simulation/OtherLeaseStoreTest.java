package io.millrace.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.EntryKind;
import io.millrace.ports.store.LeaseStore;
import io.millrace.simulation.kernel.VirtualTime;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A lease store that is not the simulator's own, under a simulated fleet. */
class OtherLeaseStoreTest {
    private static final Scenario CRASH = Scenario.quiet(7, 3, 6, Duration.ofSeconds(90))
            .withActions(new Action.Crash(Duration.ofSeconds(40), "w2"), new Action.Split(Duration.ofSeconds(20), 1));

    private final List<TextLeaseStore.Rows> tables = new ArrayList<>();

    @Test
    void whatAnswersAtOnceGivesTheSameRunAsTheTableInMemory() {
        SimulationReport other =
                FleetSimulation.of(CRASH).withLeaseStore(answering(0)).run().assertPassed();
        SimulationReport own = FleetSimulation.of(CRASH).run().assertPassed();
        assertThat(other.traceHash()).isEqualTo(own.traceHash());
        assertThat(other.figures().storeUse()).isEqualTo(own.figures().storeUse());
        assertThat(tables)
                .singleElement()
                .satisfies(rows ->
                        assertThat(rows.calls()).isGreaterThanOrEqualTo(other.storeReads() + other.storeWrites()));
    }

    @Test
    void whatAnswersLaterIsWaitedForAndIsStillRepeatable() {
        FleetSimulation slow = FleetSimulation.of(CRASH).withLeaseStore(answering(40_000_000));
        SimulationReport first = slow.run().assertPassed();
        assertThat(slow.run().traceHash()).isEqualTo(first.traceHash());
        assertThat(first.traceHash())
                .isNotEqualTo(FleetSimulation.of(CRASH).run().traceHash());
        assertThat(tables).as("each run has entries of its own").hasSize(2);
    }

    @Test
    void faultsAndOperatorsReachItToo() {
        Scenario scenario = Scenario.quiet(5, 3, 6, Duration.ofSeconds(90))
                .withActions(
                        new Action.Faults(
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(15),
                                FaultKind.STORE_RESPONSE_LOST,
                                0.4,
                                Optional.empty()),
                        new Action.RemoveEntry(Duration.ofSeconds(50), EntryKind.ASSIGNMENT, 1));
        List<String> trace = new ArrayList<>();
        SimulationReport report = FleetSimulation.of(scenario)
                .withLeaseStore(answering(0))
                .trace(trace::add)
                .run()
                .assertPassed();
        assertThat(report.faults()).containsKey(FaultKind.STORE_RESPONSE_LOST);
        assertThat(trace).anyMatch(line -> line.contains("deletes ASSIGNMENT:"));
    }

    private Function<VirtualTime, Supplier<LeaseStore>> answering(long afterNanos) {
        return time -> {
            TextLeaseStore.Rows rows = new TextLeaseStore.Rows();
            tables.add(rows);
            Executor later = afterNanos == 0 ? Runnable::run : task -> time.schedule(afterNanos, task);
            return () -> new TextLeaseStore(rows, later);
        };
    }
}
