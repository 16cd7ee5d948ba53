package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.engine.ConfigurationException;
import io.millrace.engine.KinesisConsumer;
import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Enhanced fan-out")
final class FanOutTest {
    private static final FanOutSettings READER = FanOutSettings.as("reader");

    private static List<String> texts(int count) {
        return IntStream.range(0, count).mapToObj(n -> "r" + n).toList();
    }

    private static FanOutSource fanOut(InMemoryStream stream) {
        return stream.source().fanOut().orElseThrow();
    }

    @Test
    @DisplayName("reads everything, over subscriptions that end, with one consumer for all workers")
    void readsEverything() {
        try (Stage stage = new Stage(4)) {
            Stage.Actor first = stage.worker("w1", builder -> builder.fanOut(READER));
            Stage.Actor second = stage.worker("w2", builder -> builder.fanOut(READER));
            for (int minute = 0; minute < 12; minute++) {
                stage.put(20);
                stage.run(Duration.ofMinutes(1));
            }
            assertThat(stage.delivered).hasSize(240);
            assertThat(stage.distinctTexts()).containsExactlyInAnyOrderElementsOf(texts(240));
            assertThat(first.told(WorkerEvent.FanOutConsumerFound.class))
                    .isEqualTo(second.told(WorkerEvent.FanOutConsumerFound.class))
                    .hasSize(1);
            assertThat(first.told(WorkerEvent.CallEnded.class))
                    .noneMatch(call -> call.operation().equals("records"));
        }
    }

    @Test
    @DisplayName("delivers a record sooner than polling does")
    void isSooner() {
        try (Stage stage = new Stage(1)) {
            stage.worker("w1", builder -> builder.fanOut(READER));
            stage.run(Duration.ofSeconds(20));
            long putAtNanos = stage.kernel.time().nowNanos();
            stage.put(1);
            stage.run(Duration.ofSeconds(1));
            assertThat(Duration.ofNanos(stage.deliveredAtNanos.get(0) - putAtNanos))
                    .isLessThan(Duration.ofMillis(20));
        }
    }

    @Test
    @DisplayName("follows splits by the last event of a subscription, and goes on after a crash")
    void followsSplitsAndCrashes() {
        try (Stage stage = new Stage(1)) {
            Stage.Actor first = stage.worker("w1", builder -> builder.fanOut(READER));
            stage.put(50);
            stage.run(Duration.ofSeconds(20));
            stage.stream.split(stage.stream.openShards().get(0).id());
            stage.put(50);
            stage.run(Duration.ofSeconds(20));
            assertThat(stage.distinctTexts()).containsExactlyInAnyOrderElementsOf(texts(100));

            first.process.kill();
            stage.worker("w2", builder -> builder.fanOut(READER));
            stage.put(50);
            stage.run(Duration.ofMinutes(1));
            assertThat(stage.distinctTexts()).containsExactlyInAnyOrderElementsOf(texts(150));
        }
    }

    @Test
    @DisplayName("registers another consumer when somebody deregisters the one in use")
    void survivesDeregistration() {
        try (Stage stage = new Stage(2)) {
            Stage.Actor worker = stage.worker("w1", builder -> builder.fanOut(READER));
            stage.put(20);
            stage.run(Duration.ofSeconds(20));
            String arn =
                    worker.told(WorkerEvent.FanOutConsumerFound.class).get(0).arn();
            fanOut(stage.stream).deregisterConsumer(arn);
            stage.put(20);
            stage.run(Duration.ofMinutes(2));
            assertThat(stage.delivered).hasSize(40);
            assertThat(stage.distinctTexts()).containsExactlyInAnyOrderElementsOf(texts(40));
            assertThat(worker.told(WorkerEvent.FanOutConsumerFound.class))
                    .hasSize(2)
                    .last()
                    .matches(found -> !found.arn().equals(arn));
        }
    }

    @Test
    @DisplayName("falls back to polling where that is allowed, and says so")
    void fallsBack() {
        try (Stage stage = new Stage(1)) {
            for (int n = 0; n < 20; n++) {
                Optional<ConsumerAnswer> registered = Optional.of(fanOut(stage.stream)
                        .registerConsumer("other-" + n)
                        .toCompletableFuture()
                        .join());
                assertThat(registered.get()).isInstanceOf(ConsumerAnswer.Registered.class);
                stage.run(Duration.ofSeconds(1));
            }
            Stage.Actor worker = stage.worker("w1", builder -> builder.fanOut(READER.orPolling()));
            stage.put(20);
            stage.run(Duration.ofMinutes(2));
            assertThat(stage.distinctTexts()).containsExactlyInAnyOrderElementsOf(texts(20));
            assertThat(worker.told(WorkerEvent.Trouble.class))
                    .extracting(WorkerEvent.Trouble::what)
                    .anyMatch(text -> text.startsWith("Shards are polled, although enhanced fan-out is asked for"));
        }
    }

    @Test
    @DisplayName("with a name that Kinesis does not take is refused")
    void wrongName() {
        assertThatThrownBy(() -> KinesisConsumer.builder()
                        .fanOut(FanOutSettings.as("a name"))
                        .build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("fanOut: the consumer's name 'a name'");
    }
}
