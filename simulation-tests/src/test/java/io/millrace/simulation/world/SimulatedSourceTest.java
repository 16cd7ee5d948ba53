package io.millrace.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import io.millrace.ports.source.SourceFailure;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.kernel.ClockModel;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.SimulationKernel;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulatedSourceTest {
    private final SimulationKernel kernel = new SimulationKernel();
    private final InMemoryStream stream =
            InMemoryStream.builder("stream").time(kernel.trueTime()).build();
    private final ShardId shard = stream.shards().get(0).id();

    @AfterEach
    void end() {
        kernel.close();
    }

    @Test
    void recordsTakeTheirTimeAndArrive() {
        stream.put("key", "word");
        SimulatedSource source = source();
        CompletionStage<RecordsAnswer> answer = source.records(shard, iterator(source), 10);
        assertThat(answer.toCompletableFuture()).isNotDone();
        assertThat(records(answer).records()).hasSize(1);
    }

    @Test
    void anEmptyPageKeepsItsPlace() {
        stream.put("key", "word");
        String iterator = iterator(source());
        RecordsAnswer.Records empty =
                records(source(FaultKind.SOURCE_EMPTY_PAGE).records(shard, iterator, 10));
        assertThat(empty.records()).isEmpty();
        assertThat(records(source().records(shard, empty.nextIterator().orElseThrow(), 10))
                        .records())
                .hasSize(1);
    }

    @Test
    void eachFaultHasItsFailure() {
        assertThat(failure(FaultKind.SOURCE_THROTTLED)).isEqualTo(SourceFailure.Kind.THROTTLED);
        assertThat(failure(FaultKind.SOURCE_UNAVAILABLE)).isEqualTo(SourceFailure.Kind.UNAVAILABLE);
        assertThat(failure(FaultKind.SOURCE_EXPIRED_ITERATOR)).isEqualTo(SourceFailure.Kind.EXPIRED_ITERATOR);
    }

    @Test
    void aStaleListShowsTheShardsOfBefore() {
        SimulatedSource stale = source(FaultKind.SOURCE_STALE_LIST);
        assertThat(listed(stale)).isEqualTo(1);
        stream.split(shard);
        assertThat(listed(stale)).isEqualTo(1);
        assertThat(listed(source())).isEqualTo(3);
    }

    private SourceFailure.Kind failure(FaultKind kind) {
        String iterator = iterator(source());
        CompletionStage<RecordsAnswer> answer = source(kind).records(shard, iterator, 10);
        kernel.runFor(Duration.ofSeconds(5));
        return ((RecordsAnswer.Failed) answer.toCompletableFuture().join())
                .failure()
                .kind();
    }

    private int listed(SimulatedSource source) {
        CompletionStage<ListShardsAnswer> answer = source.listShards(new ShardFilter.All(), Optional.empty());
        kernel.runFor(Duration.ofSeconds(1));
        return ((ListShardsAnswer.Page) answer.toCompletableFuture().join())
                .shards()
                .size();
    }

    private String iterator(SimulatedSource source) {
        CompletionStage<IteratorAnswer> answer = source.iterator(shard, new ReadPosition.TrimHorizon());
        kernel.runFor(Duration.ofSeconds(1));
        return ((IteratorAnswer.Given) answer.toCompletableFuture().join()).iterator();
    }

    private RecordsAnswer.Records records(CompletionStage<RecordsAnswer> answer) {
        kernel.runFor(Duration.ofSeconds(1));
        return (RecordsAnswer.Records) answer.toCompletableFuture().join();
    }

    private SimulatedSource source(FaultKind... kinds) {
        Scenario scenario = Scenario.quiet(1, 1, 1, Duration.ofMinutes(10));
        for (FaultKind kind : kinds) {
            scenario = scenario.withActions(
                    new Action.Faults(Duration.ZERO, Duration.ofHours(2), kind, 1, Optional.empty()));
        }
        return new SimulatedSource(
                stream.source(),
                new Link(
                        kernel.time(),
                        kernel.newProcess("w1", ClockModel.PERFECT),
                        "w1",
                        new KeyedRandom(1, "network"),
                        Network.REGIONAL,
                        new FaultPlan(kernel.time(), scenario),
                        new Trace(kernel.time()::nowNanos),
                        new Observer() {}));
    }
}
