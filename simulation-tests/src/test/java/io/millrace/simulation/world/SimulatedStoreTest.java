package io.millrace.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.SessionId;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.kernel.ClockModel;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.SimulatedProcess;
import io.millrace.simulation.kernel.SimulationKernel;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedStoreTest {
    private static final Leadership LEADERSHIP = new Leadership(Ownership.NONE.takenBy(new SessionId("s1")));

    private final SimulationKernel kernel = new SimulationKernel();
    private final SimulatedProcess process = kernel.newProcess("w1", ClockModel.PERFECT);
    private final InMemoryLeaseTable table = InMemoryLeaseTable.create();
    private final List<Duration> written = new ArrayList<>();

    @AfterEach
    void end() {
        kernel.close();
    }

    @Test
    void anAnswerTakesItsTimeAndTheWriteIsSeenInBetween() {
        CompletableFuture<WriteAnswer> answer = store().create(LEADERSHIP).toCompletableFuture();
        assertThat(answer).isNotDone();
        run(Duration.ofSeconds(1));
        assertThat(answer).isCompletedWithValue(new WriteAnswer.Applied(1));
        assertThat(written).singleElement().satisfies(at -> assertThat(at).isPositive());
    }

    @Test
    void aRequestArrivesEvenIfItsProcessDiesMeanwhile() {
        CompletionStage<WriteAnswer> answer = store().create(LEADERSHIP);
        process.kill();
        run(Duration.ofSeconds(10));
        assertThat(answer.toCompletableFuture()).isNotDone();
        assertThat(written).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"STORE_THROTTLED", "STORE_UNAVAILABLE", "STORE_REQUEST_LOST"})
    void whatIsRefusedOrLostChangesNothing(FaultKind kind) {
        CompletionStage<WriteAnswer> answer = store(kind).create(LEADERSHIP);
        run(Duration.ofSeconds(10));
        StoreFailure.Kind expected = switch (kind) {
            case STORE_THROTTLED -> StoreFailure.Kind.THROTTLED;
            case STORE_UNAVAILABLE -> StoreFailure.Kind.UNAVAILABLE;
            default -> StoreFailure.Kind.UNKNOWN;
        };
        assertThat(failure(answer)).isEqualTo(expected);
        assertThat(table.entries("app")).isEmpty();
    }

    @Test
    void aLostAnswerLeavesTheWriteDoneAndTheWriterInTheDark() {
        CompletionStage<WriteAnswer> answer =
                store(FaultKind.STORE_RESPONSE_LOST).create(LEADERSHIP);
        run(Duration.ofSeconds(1));
        assertThat(answer.toCompletableFuture()).isNotDone();
        assertThat(written).hasSize(1);
        run(Duration.ofSeconds(10));
        assertThat(failure(answer)).isEqualTo(StoreFailure.Kind.UNKNOWN);
    }

    @Test
    void aWriteMayBeCarriedOutAfterTheWriterGaveUp() {
        CompletionStage<WriteAnswer> answer =
                store(FaultKind.STORE_APPLIED_LATE).create(LEADERSHIP);
        run(Network.REGIONAL.requestTimeout());
        assertThat(failure(answer)).isEqualTo(StoreFailure.Kind.UNKNOWN);
        assertThat(written).isEmpty();
        run(Duration.ofSeconds(10));
        assertThat(written).hasSize(1);
    }

    @Test
    void aStaleListShowsWhatWasWhenTheFaultBegan() {
        SimulatedStore stale = store(FaultKind.STORE_STALE_LIST);
        assertThat(listed(stale)).isZero();
        assertThat(table.store("app").create(LEADERSHIP).toCompletableFuture().join())
                .isEqualTo(new WriteAnswer.Applied(1));
        assertThat(listed(stale)).isZero();
        assertThat(listed(store())).isEqualTo(1);
        assertThat(stale.read(EntryKey.leadership()).toCompletableFuture()).isNotDone();
    }

    @Test
    void afterTheFirstPhaseNothingGoesWrongAnyMore() {
        SimulatedStore store = store(FaultKind.STORE_UNAVAILABLE);
        run(Duration.ofHours(1));
        CompletionStage<WriteAnswer> answer = store.create(LEADERSHIP);
        run(Duration.ofSeconds(1));
        assertThat(answer.toCompletableFuture()).isCompletedWithValue(new WriteAnswer.Applied(1));
    }

    private int listed(SimulatedStore store) {
        CompletableFuture<ListAnswer> answer =
                store.list(EntryKind.LEADERSHIP, Optional.empty()).toCompletableFuture();
        run(Duration.ofSeconds(1));
        return ((ListAnswer.Page) answer.join()).entries().size();
    }

    private static StoreFailure.Kind failure(CompletionStage<WriteAnswer> answer) {
        assertThat(answer.toCompletableFuture()).isDone();
        return ((WriteAnswer.Failed) answer.toCompletableFuture().join())
                .failure()
                .kind();
    }

    private SimulatedStore store(FaultKind... kinds) {
        Scenario scenario = Scenario.quiet(1, 1, 1, Duration.ofMinutes(10));
        for (FaultKind kind : kinds) {
            scenario = scenario.withActions(
                    new Action.Faults(Duration.ZERO, Duration.ofHours(2), kind, 1, Optional.of("w1")));
        }
        Link link = new Link(
                kernel.time(),
                process,
                "w1",
                new KeyedRandom(1, "network"),
                Network.REGIONAL,
                new FaultPlan(kernel.time(), scenario),
                new Trace(kernel.time()::nowNanos),
                new Observer() {});
        return new SimulatedStore(
                table.store("app"),
                link,
                Duration.ZERO,
                (writer, sentAt, key, after, revision) ->
                        written.add(Duration.ofNanos(kernel.time().nowNanos() - sentAt)));
    }

    private void run(Duration duration) {
        kernel.runFor(duration);
    }
}
