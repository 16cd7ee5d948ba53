package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.WorkerSession;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("When something is gone for a while, or for good")
final class OutageTest {
    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = StoreFailure.Kind.class,
            names = {"THROTTLED", "UNAVAILABLE", "UNKNOWN"})
    @DisplayName("a store that fails for a minute stops deliveries in time; afterwards all goes on and nothing is lost")
    void storeIsGoneForAMinute(StoreFailure.Kind kind) {
        try (Stage stage = new Stage(4)) {
            Stage.Actor first = stage.worker("first");
            Stage.Actor second = stage.worker("second");
            stage.run(Duration.ofSeconds(10));
            stage.put(20);
            stage.run(Duration.ofSeconds(5));
            first.store.failing = kind;
            second.store.failing = kind;
            stage.run(Duration.ofSeconds(10));
            int before = stage.delivered.size();
            stage.put(50);
            stage.run(Duration.ofSeconds(50));
            assertThat(stage.delivered)
                    .as("nobody may deliver while life is not proven")
                    .hasSize(before);
            assertThat(first.told(WorkerEvent.Fenced.class)).hasSize(1);
            first.store.failing = null;
            second.store.failing = null;
            stage.run(Duration.ofSeconds(30));
            assertThat(stage.distinctTexts()).hasSize(70);
            assertThat(stage.delivered)
                    .as("nobody died, so nothing is repeated")
                    .hasSize(70);
        }
    }

    @Test
    @DisplayName("a stream that is deleted ends the workers in order, with that as the reason")
    void streamGoneIsAnEnd() {
        try (Stage stage = new Stage(2)) {
            Stage.Actor worker = stage.worker("w");
            stage.put(10);
            stage.run(Duration.ofSeconds(10));
            stage.stream.delete();
            stage.run(Duration.ofSeconds(60));
            assertThat(worker.told(WorkerEvent.StreamGone.class)).hasSize(1);
            assertThat(worker.consumer.stopped().toCompletableFuture())
                    .isCompletedWithValueMatching(reason -> reason.contains("does not exist"));
            assertThat(stage.table.entries(Stage.APPLICATION, WorkerSession.class))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("a crashed leader and a crashed follower are replaced within the failover time plus 3 s")
    void crashesAreSurvived() {
        try (Stage stage = new Stage(4)) {
            Stage.Actor first = stage.worker("first");
            stage.run(Duration.ofSeconds(5));
            stage.worker("second");
            stage.run(Duration.ofSeconds(10));
            assertThat(first.told(WorkerEvent.LeadershipTaken.class)).hasSize(1);
            first.process.kill();
            stage.put(40);
            stage.run(Duration.ofSeconds(9));
            assertThat(stage.distinctTexts()).hasSize(40);
            Stage.Actor third = stage.worker("third");
            stage.run(Duration.ofSeconds(10));
            third.process.kill();
            stage.put(40);
            stage.run(Duration.ofSeconds(9));
            assertThat(stage.distinctTexts()).hasSize(80);
        }
    }

    @Test
    @DisplayName("two workers with one worker id are two workers")
    void sameWorkerId() {
        try (Stage stage = new Stage(4)) {
            Stage.Actor first = stage.worker("twin");
            Stage.Actor second = stage.worker("twin-b", builder -> builder.workerId("twin"));
            stage.run(Duration.ofSeconds(20));
            stage.put(40);
            stage.run(Duration.ofSeconds(5));
            assertThat(stage.delivered).hasSize(40);
            assertThat(first.told(WorkerEvent.LeaseTaken.class)).isNotEmpty();
            assertThat(second.told(WorkerEvent.LeaseTaken.class)).isNotEmpty();
        }
    }
}
