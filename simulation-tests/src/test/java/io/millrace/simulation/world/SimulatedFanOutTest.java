package io.millrace.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.Subscription;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.ports.source.SubscriptionListener;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.kernel.ClockModel;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.SimulatedProcess;
import io.millrace.simulation.kernel.SimulationKernel;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.trace.Trace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedFanOutTest implements SubscriptionListener {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final SimulationKernel kernel = new SimulationKernel();
    private final SimulatedProcess process = kernel.newProcess("w1", ClockModel.PERFECT);
    private final InMemoryStream stream = InMemoryStream.builder("stream")
            .time(kernel.trueTime())
            .alarm((delay, task) -> kernel.time().schedule(delay.toNanos(), task))
            .build();
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void end() {
        kernel.close();
    }

    @Test
    void whatIsPushedTakesItsTimeAndArrivesInOrder() {
        Subscription subscription = subscribe();
        assertThat(told).isEmpty();
        kernel.runFor(MOMENT);
        subscription.request(50);
        List<String> expected = new ArrayList<>(List.of("opened"));
        for (int i = 0; i < 50; i++) {
            stream.put("key", "r" + i);
            kernel.runFor(Duration.ofMillis(2));
            expected.add("r" + i);
        }
        assertThat(told).hasSizeLessThan(51);
        kernel.runFor(MOMENT);
        assertThat(String.join(" ", told)).isEqualTo(String.join(" ", expected));
    }

    @Test
    void nothingIsToldAfterACancellation() {
        Subscription subscription = subscribe();
        subscription.request(5);
        kernel.runFor(MOMENT);
        stream.put("key", "on its way");
        subscription.cancel();
        kernel.runFor(Duration.ofMinutes(6));
        assertThat(told).containsExactly("opened");
    }

    @Test
    void aProcessThatStandsStillIsToldInABurstAndADeadOneNothing() {
        subscribe().request(5);
        kernel.runFor(MOMENT);
        process.pause(Duration.ofSeconds(3));
        stream.put("key", "a");
        kernel.runFor(MOMENT);
        stream.put("key", "b");
        kernel.runFor(MOMENT);
        assertThat(told).containsExactly("opened");
        kernel.runFor(Duration.ofSeconds(2));
        assertThat(told).containsExactly("opened", "a", "b");

        process.kill();
        stream.put("key", "c");
        kernel.runFor(MOMENT);
        assertThat(told).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "SUBSCRIPTION_IN_USE, IN_USE",
        "SUBSCRIPTION_THROTTLED, THROTTLED",
        "SUBSCRIPTION_NOT_FOUND, NOT_FOUND",
        "SOURCE_THROTTLED, THROTTLED",
        "SOURCE_UNAVAILABLE, UNAVAILABLE"
    })
    void whoSubscribesIsRefusedInEachWay(FaultKind kind, SourceFailure.Kind failure) {
        subscribe(kind);
        kernel.runFor(Duration.ofSeconds(5));
        assertThat(told).containsExactly("ended " + failure);
    }

    @Test
    void anOpenSubscriptionEndsInOrderOrBreaks() {
        subscribe(FaultKind.SUBSCRIPTION_ENDS);
        kernel.runFor(Duration.ofSeconds(10));
        subscribe(FaultKind.SUBSCRIPTION_FAILS);
        kernel.runFor(MOMENT);
        assertThat(told).contains("ended", "ended UNAVAILABLE");
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultKind.class,
            names = {"SUBSCRIPTION_SILENT", "SOURCE_UNAVAILABLE"})
    void whatIsLostMakesTheConnectionSilentForEver(FaultKind kind) {
        Subscription subscription = subscribeWith(
                source(new Action.Faults(Duration.ofSeconds(20), Duration.ofSeconds(10), kind, 1, Optional.empty())));
        subscription.request(1_000);
        kernel.runFor(Duration.ofSeconds(15));
        int before = told.size();
        assertThat(before).isPositive();
        kernel.runFor(Duration.ofMinutes(10));
        stream.put("key", "never");
        kernel.runFor(MOMENT);
        assertThat(told).hasSize(before);
    }

    private Subscription subscribe(FaultKind... kinds) {
        Action[] faults = new Action[kinds.length];
        for (int i = 0; i < kinds.length; i++) {
            faults[i] = new Action.Faults(Duration.ZERO, Duration.ofHours(1), kinds[i], 1, Optional.empty());
        }
        return subscribeWith(source(faults));
    }

    private Subscription subscribeWith(FanOutSource source) {
        FanOutSource direct = stream.source().fanOut().orElseThrow();
        direct.registerConsumer("reader");
        kernel.runFor(Duration.ofSeconds(5));
        ConsumerAnswer.Registered reader = (ConsumerAnswer.Registered)
                direct.describeConsumer("reader").toCompletableFuture().join();
        return source.subscribe(reader.arn(), stream.shards().get(0).id(), new ReadPosition.TrimHorizon(), this);
    }

    private FanOutSource source(Action... faults) {
        Scenario scenario = Scenario.quiet(1, 1, 1, Duration.ofMinutes(30)).withActions(faults);
        Link link = new Link(
                kernel.time(),
                process,
                "w1",
                new KeyedRandom(1, "network"),
                Network.REGIONAL,
                new FaultPlan(kernel.time(), scenario),
                new Trace(kernel.time()::nowNanos),
                new Observer() {});
        return new SimulatedSource(new CurrentSource(stream::source), link)
                .fanOut()
                .orElseThrow();
    }

    @Override
    public void opened() {
        told.add("opened");
    }

    @Override
    public void event(SubscriptionEvent event) {
        event.records()
                .forEach(record ->
                        told.add(StandardCharsets.UTF_8.decode(record.data()).toString()));
    }

    @Override
    public void ended(Optional<SourceFailure> failure) {
        told.add("ended" + failure.map(why -> " " + why.kind()).orElse(""));
    }
}
