package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.stream.InitialPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The initial position")
final class InitialPositionTest {
    @Test
    @DisplayName("LATEST delivers what was put after the first start, also after a crash before the first checkpoint")
    void latestIsPinned() {
        try (Stage stage = new Stage(2)) {
            stage.put(20);
            stage.run(Duration.ofSeconds(5));
            Stage.Actor first = stage.worker(
                    "first",
                    builder -> builder.initialPosition(InitialPosition.LATEST)
                            .checkpointPolicy(CheckpointPolicy.manual()));
            stage.run(Duration.ofSeconds(5));
            stage.put(20);
            first.process.kill();
            stage.put(20);
            stage.worker("second", builder -> builder.initialPosition(InitialPosition.LATEST));
            stage.run(Duration.ofSeconds(30));
            assertThat(stage.distinctTexts()).containsExactlyInAnyOrderElementsOf(texts(20, 60));
        }
    }

    @Test
    @DisplayName("LATEST skips nothing of a shard that was born after the first start")
    void latestReadsChildrenFromTheirBeginning() {
        try (Stage stage = new Stage(1)) {
            stage.put(10);
            stage.run(Duration.ofSeconds(5));
            Stage.Actor first = stage.worker("first", builder -> builder.initialPosition(InitialPosition.LATEST));
            stage.run(Duration.ofSeconds(3));
            first.process.kill();
            stage.stream.split(stage.stream.openShards().get(0).id());
            stage.put(10);
            stage.run(Duration.ofSeconds(30));
            stage.stream.split(stage.stream.openShards().get(0).id());
            stage.put(10);
            stage.worker("second", builder -> builder.initialPosition(InitialPosition.LATEST));
            stage.run(Duration.ofSeconds(30));
            assertThat(stage.distinctTexts()).containsExactlyInAnyOrderElementsOf(texts(10, 30));
        }
    }

    @Test
    @DisplayName(
            "AT_TIMESTAMP delivers what arrived at that moment or later, also when that is the moment of a reshard")
    void atTimestamp() {
        try (Stage stage = new Stage(1)) {
            stage.put(10);
            stage.run(Duration.ofSeconds(5));
            stage.stream.split(stage.stream.openShards().get(0).id());
            stage.put(10);
            stage.run(Duration.ofSeconds(5));
            Instant moment = stage.kernel.trueTime().wallTime();
            stage.put(10);
            stage.stream.split(stage.stream.openShards().get(0).id());
            stage.put(10);
            stage.worker("w", builder -> builder.initialPosition(InitialPosition.atTimestamp(moment)));
            stage.run(Duration.ofSeconds(30));
            assertThat(stage.delivered).hasSize(20);
            assertThat(stage.distinctTexts()).containsExactlyInAnyOrderElementsOf(texts(20, 40));
        }
    }

    @Test
    @DisplayName("TRIM_HORIZON delivers everything retained, parents before children, once")
    void trimHorizon() {
        try (Stage stage = new Stage(2)) {
            stage.put(10);
            stage.stream.split(stage.stream.openShards().get(0).id());
            stage.put(10);
            stage.stream.merge(
                    stage.stream.openShards().get(2).id(),
                    stage.stream.openShards().get(0).id());
            stage.put(10);
            stage.worker("w");
            stage.run(Duration.ofMinutes(1));
            assertThat(stage.delivered).hasSize(30);
            assertThat(stage.distinctTexts()).containsExactlyInAnyOrderElementsOf(texts(0, 30));
        }
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "r" + i).toList();
    }
}
