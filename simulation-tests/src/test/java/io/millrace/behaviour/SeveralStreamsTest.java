package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.engine.ConfigurationException;
import io.millrace.engine.ConsumedStream;
import io.millrace.engine.StartRefusedException;
import io.millrace.ports.store.ForwardingLeaseStore;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An application with several streams")
final class SeveralStreamsTest {
    private static final Duration A_WHILE = Duration.ofSeconds(20);

    private static InMemoryStream stream(Stage stage, String name, int shards) {
        return InMemoryStream.builder(name)
                .shards(shards)
                .time(stage.kernel.trueTime())
                .alarm((delay, task) -> stage.kernel.time().schedule(delay.toNanos(), task))
                .build();
    }

    private static void put(InMemoryStream stream, String prefix, int from, int to) {
        IntStream.range(from, to).forEach(n -> stream.put("key-" + n, prefix + n));
    }

    private static List<String> texts(String prefix, int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> prefix + n).toList();
    }

    private static ConsumedStream collecting(InMemoryStream stream, List<String> texts) {
        return ConsumedStream.of(stream.source())
                .processor(batch -> batch.records().forEach(record -> texts.add(record.dataAsText())));
    }

    private static List<Lease> leases(Stage stage, String stream) {
        return stage.table.entries(Stage.APPLICATION, Lease.class).stream()
                .filter(lease -> lease.key().stream().equals(stream))
                .toList();
    }

    private static List<String> owners(Stage stage, String stream) {
        return leases(stage, stream).stream()
                .map(lease -> lease.ownership().owner().map(SessionId::value).orElse("nobody"))
                .map(owner -> owner.replaceAll("@.*", ""))
                .toList();
    }

    private static CompletableFuture<Void> done(CompletionStage<Void> stage) {
        return stage.toCompletableFuture();
    }

    @Test
    @DisplayName("gives each stream's records to its own processor, although their shards have the same ids")
    void keepsThemApart() {
        try (Stage stage = new Stage(3)) {
            InMemoryStream visits = stream(stage, "visits", 3);
            List<String> visited = new ArrayList<>();
            put(visits, "old", 0, 10);
            stage.put(30);
            Stage.Actor first = stage.worker("w1", builder -> builder.stream(collecting(visits, visited)));
            Stage.Actor second = stage.worker("w2", builder -> builder.stream(collecting(visits, visited)));
            put(visits, "new", 0, 30);
            stage.run(A_WHILE);

            assertThat(stage.distinctTexts()).containsExactlyInAnyOrderElementsOf(texts("r", 0, 30));
            assertThat(visited).containsAll(texts("old", 0, 10)).containsAll(texts("new", 0, 30));
            assertThat(leases(stage, "visits")).hasSize(3);
            assertThat(leases(stage, "words")).hasSize(3);
            List<String> all = new ArrayList<>(owners(stage, "visits"));
            all.addAll(owners(stage, "words"));
            assertThat(all).as("owners").containsExactlyInAnyOrder("w1", "w1", "w1", "w2", "w2", "w2");
            assertThat(first.told(WorkerEvent.Trouble.class)).isEmpty();
            assertThat(second.told(WorkerEvent.Trouble.class)).isEmpty();
        }
    }

    @Test
    @DisplayName("begins each stream where that stream's settings say, and reads it as they say")
    void hasSettingsOfItsOwn() {
        try (Stage stage = new Stage(1)) {
            InMemoryStream visits = stream(stage, "visits", 2);
            List<String> visited = new ArrayList<>();
            put(visits, "old", 0, 10);
            stage.put(10);
            stage.run(Duration.ofSeconds(5));
            Stage.Actor worker = stage.worker(
                    "w1",
                    builder -> builder.stream(collecting(visits, visited)
                            .initialPosition(InitialPosition.LATEST)
                            .fanOut(FanOutSettings.as("reader"))));
            stage.run(A_WHILE);
            put(visits, "new", 0, 10);
            stage.run(A_WHILE);

            assertThat(stage.distinctTexts()).containsExactlyInAnyOrderElementsOf(texts("r", 0, 10));
            assertThat(visited).containsExactlyInAnyOrderElementsOf(texts("new", 0, 10));
            assertThat(worker.told(WorkerEvent.FanOutConsumerFound.class)).hasSize(1);
            assertThat(worker.told(WorkerEvent.CallEnded.class))
                    .as("the other stream is polled")
                    .anyMatch(call -> call.operation().equals("records"));
        }
    }

    @Test
    @DisplayName("follows splits of each")
    void followsSplits() {
        try (Stage stage = new Stage(1)) {
            InMemoryStream visits = stream(stage, "visits", 1);
            List<String> visited = new ArrayList<>();
            stage.worker("w1", builder -> builder.stream(collecting(visits, visited)));
            stage.run(A_WHILE);
            visits.split(visits.openShards().get(0).id());
            put(visits, "v", 0, 20);
            stage.put(20);
            stage.run(A_WHILE);

            assertThat(visited).containsExactlyInAnyOrderElementsOf(texts("v", 0, 20));
            assertThat(stage.distinctTexts()).hasSize(20);
            assertThat(leases(stage, "visits")).hasSizeGreaterThan(1);
            assertThat(leases(stage, "words")).hasSize(1);
        }
    }

    @Test
    @DisplayName("takes a stream that is added to running workers, and balances over all of them")
    void addsWhileRunning() {
        try (Stage stage = new Stage(2)) {
            InMemoryStream visits = stream(stage, "visits", 4);
            List<String> visited = new ArrayList<>();
            Stage.Actor first = stage.worker("w1");
            Stage.Actor second = stage.worker("w2");
            stage.run(A_WHILE);
            put(visits, "v", 0, 40);

            CompletableFuture<Void> added = done(first.consumer.addStream(collecting(visits, visited)));
            done(second.consumer.addStream(collecting(visits, visited)));
            stage.put(10);
            stage.run(A_WHILE);

            assertThat(added).isCompleted();
            assertThat(visited).containsExactlyInAnyOrderElementsOf(texts("v", 0, 40));
            assertThat(owners(stage, "visits")).containsExactlyInAnyOrder("w1", "w1", "w2", "w2");
            assertThat(owners(stage, "words")).containsExactlyInAnyOrder("w1", "w2");
            assertThat(first.told(WorkerEvent.StreamAdded.class)).hasSize(1);
            assertThat(stage.distinctTexts()).hasSize(10);
        }
    }

    @Test
    @DisplayName("gives shards only to workers that have their stream, and lets one of those lead")
    void givesOnlyToThoseThatHaveIt() {
        try (Stage stage = new Stage(3)) {
            InMemoryStream visits = stream(stage, "visits", 3);
            List<String> visited = new ArrayList<>();
            List<Stage.Actor> workers = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                workers.add(stage.worker("w" + i));
                stage.run(Duration.ofSeconds(3));
            }
            stage.run(A_WHILE);
            Optional<Stage.Actor> leading = workers.stream()
                    .filter(worker ->
                            !worker.told(WorkerEvent.LeadershipTaken.class).isEmpty())
                    .findFirst();
            assertThat(leading).as("the first worker leads").contains(workers.get(0));

            done(workers.get(3).consumer.addStream(collecting(visits, visited)));
            put(visits, "v", 0, 30);
            stage.run(Duration.ofMinutes(1));

            assertThat(owners(stage, "visits")).containsExactly("w4", "w4", "w4");
            assertThat(owners(stage, "words")).containsExactlyInAnyOrder("w1", "w2", "w3");
            assertThat(visited).containsExactlyInAnyOrderElementsOf(texts("v", 0, 30));
            assertThat(workers.get(3).told(WorkerEvent.LeadershipTaken.class)).hasSize(1);
        }
    }

    @Test
    @DisplayName(
            "hands a stream's shards to the others when it is removed, and goes on where it was when it is added again")
    void removesAndAddsAgain() {
        try (Stage stage = new Stage(2)) {
            InMemoryStream visits = stream(stage, "visits", 2);
            List<String> visited = new ArrayList<>();
            Stage.Actor first = stage.worker("w1", builder -> builder.stream(collecting(visits, visited)));
            Stage.Actor second = stage.worker("w2", builder -> builder.stream(collecting(visits, visited)));
            put(visits, "v", 0, 20);
            stage.run(A_WHILE);

            CompletableFuture<Void> removed = done(first.consumer.removeStream("visits"));
            stage.run(A_WHILE);
            assertThat(removed).isCompleted();
            assertThat(owners(stage, "visits")).containsExactly("w2", "w2");
            assertThat(owners(stage, "words")).as("the balance").containsExactly("w1", "w1");

            done(second.consumer.removeStream("visits"));
            stage.run(A_WHILE);
            assertThat(owners(stage, "visits")).containsExactly("nobody", "nobody");
            put(visits, "v", 20, 40);
            stage.put(10);
            stage.run(A_WHILE);
            assertThat(visited).hasSize(20);
            assertThat(stage.distinctTexts()).as("the other stream").hasSize(10);

            done(first.consumer.addStream(collecting(visits, visited)));
            stage.run(A_WHILE);
            assertThat(visited)
                    .as("nothing is lost, nothing repeated")
                    .containsExactlyInAnyOrderElementsOf(texts("v", 0, 40));
        }
    }

    @Test
    @DisplayName("tells who removes a stream that it was added again before its shards were given up")
    void tellsOfARaceOfChanges() {
        try (Stage stage = new Stage(1)) {
            InMemoryStream visits = stream(stage, "visits", 1);
            List<String> visited = new ArrayList<>();
            Stage.Actor[] worker = new Stage.Actor[1];
            ConsumedStream slow = ConsumedStream.of(visits.source()).processor(batch -> {
                worker[0].processors.sleep(Duration.ofSeconds(5));
                batch.records().forEach(record -> visited.add(record.dataAsText()));
            });
            worker[0] = stage.worker("w1", builder -> builder.stream(slow));
            stage.run(A_WHILE);
            put(visits, "v", 0, 1);
            stage.run(Duration.ofSeconds(2));

            CompletableFuture<Void> removed = done(worker[0].consumer.removeStream("visits"));
            CompletableFuture<Void> added = done(worker[0].consumer.addStream(slow));
            stage.run(A_WHILE);
            put(visits, "v", 1, 2);
            stage.run(A_WHILE);

            assertFailed(removed, "it was added again");
            assertThat(added).isCompleted();
            assertThat(visited).containsExactlyElementsOf(texts("v", 0, 2));
        }
    }

    @Test
    @DisplayName("is refused by a lease store that keeps the leases of one stream")
    void needsAStoreForAny() {
        try (Stage stage = new Stage(1)) {
            InMemoryStream visits = stream(stage, "visits", 1);
            LeaseStore any = stage.table.store(Stage.APPLICATION);
            ForwardingLeaseStore only = new ForwardingLeaseStore() {
                @Override
                public LeaseStore store() {
                    return any;
                }

                @Override
                public Optional<String> onlyStream() {
                    return Optional.of("words");
                }
            };
            assertThatThrownBy(() -> stage.worker(
                            "w1", builder -> builder.leaseStore(only).stream(ConsumedStream.of(visits.source()))))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("keeps the leases of 'words' only");

            Stage.Actor worker = stage.worker("w2", builder -> builder.leaseStore(only));
            stage.run(A_WHILE);
            assertFailed(
                    done(worker.consumer.addStream(ConsumedStream.of(visits.source()))),
                    "keeps the leases of 'words' only");
        }
    }

    @Test
    @DisplayName("goes on with the others when one of its streams is deleted")
    void survivesTheDeletionOfOne() {
        try (Stage stage = new Stage(2)) {
            InMemoryStream visits = stream(stage, "visits", 2);
            Stage.Actor worker = stage.worker("w1", builder -> builder.stream(collecting(visits, new ArrayList<>())));
            stage.run(A_WHILE);
            visits.delete();
            stage.run(Duration.ofMinutes(2));
            stage.put(10);
            stage.run(A_WHILE);

            assertThat(worker.told(WorkerEvent.StreamGone.class)).containsExactly(new WorkerEvent.StreamGone("visits"));
            assertThat(worker.told(WorkerEvent.StreamRemoved.class)).hasSize(1);
            assertThat(worker.consumer.stopped().toCompletableFuture()).isNotDone();
            assertThat(stage.distinctTexts()).hasSize(10);

            stage.stream.delete();
            stage.run(Duration.ofMinutes(2));
            assertThat(worker.consumer.stopped().toCompletableFuture())
                    .isCompletedWithValueMatching(reason -> reason.contains("words"));
        }
    }

    @Test
    @DisplayName("goes on after a worker that had several streams is killed")
    void survivesACrash() {
        try (Stage stage = new Stage(2)) {
            InMemoryStream visits = stream(stage, "visits", 2);
            List<String> visited = new ArrayList<>();
            Stage.Actor first = stage.worker("w1", builder -> builder.stream(collecting(visits, visited)));
            stage.run(A_WHILE);
            stage.worker("w2", builder -> builder.stream(collecting(visits, visited)));
            stage.run(A_WHILE);
            first.process.kill();
            put(visits, "v", 0, 20);
            stage.put(20);
            stage.run(A_WHILE);

            assertThat(visited).containsAll(texts("v", 0, 20));
            assertThat(stage.distinctTexts()).hasSize(20);
        }
    }

    @Test
    @DisplayName("refuses what cannot be: a stream twice, one that does not exist, one that is none of its, the last")
    void refusesWhatCannotBe() {
        try (Stage stage = new Stage(1)) {
            InMemoryStream visits = stream(stage, "visits", 1);
            InMemoryStream gone = stream(stage, "gone", 1);
            gone.delete();
            InMemoryStream other = stream(stage, "other", 1);
            other.delete();
            Stage.Actor lacking = stage.worker(
                    "lacking",
                    builder ->
                            builder.stream(ConsumedStream.of(gone.source())).stream(ConsumedStream.of(other.source())));
            stage.run(Duration.ofSeconds(5));
            assertThatThrownBy(() -> done(lacking.consumer.start()).join())
                    .hasCauseInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("gone")
                    .hasMessageContaining("other");
            assertThat(stage.table.writes()).isZero();

            assertThatThrownBy(() ->
                            stage.worker("twice", builder -> builder.stream(ConsumedStream.of(stage.stream.source()))))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("stream 'words' is given twice");

            Stage.Actor worker = stage.worker("w1");
            CompletableFuture<Void> early = done(worker.consumer.addStream(ConsumedStream.of(visits.source())));
            stage.run(A_WHILE);
            CompletableFuture<Void> twice = done(worker.consumer.addStream(ConsumedStream.of(stage.stream.source())));
            CompletableFuture<Void> missing = done(worker.consumer.addStream(ConsumedStream.of(gone.source())));
            CompletableFuture<Void> unknown = done(worker.consumer.removeStream("unknown"));
            CompletableFuture<Void> last = done(worker.consumer.removeStream("words"));
            stage.run(A_WHILE);
            assertFailed(early, "is added and removed once it has started");
            assertFailed(twice, "is there already");
            assertFailed(missing, "gone");
            assertFailed(unknown, "none of this worker's");
            assertFailed(last, "stop the consumer instead");
            assertThat(owners(stage, "words")).containsExactly("w1");
        }
    }

    private static void assertFailed(CompletableFuture<Void> future, String message) {
        assertThat(future).isCompletedExceptionally();
        assertThatThrownBy(future::join).hasMessageContaining(message);
    }
}
