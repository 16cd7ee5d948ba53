package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.ports.store.ForwardingLeaseStore;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A worker that cannot be sure that others see it alive")
final class SessionProofTest {
    private static final Duration FAILOVER = Duration.ofSeconds(6);

    @Test
    @DisplayName("does not take a session that it made some seconds ago for a fresh sign of life")
    void aSessionFoundLateProvesNoMoreThanWhenItMayHaveBeenMade() {
        try (Stage stage = new Stage(2)) {
            stage.put(20);
            stage.worker(
                    "w",
                    builder -> builder.failoverTime(FAILOVER)
                            .leaseStore(new LateNews(stage.table.store(Stage.APPLICATION), stage)));
            stage.run(Duration.ofSeconds(30));
            assertThat(stage.table.entries(Stage.APPLICATION, WorkerSession.class))
                    .hasSize(1);
            assertThat(stage.delivered)
                    .as("others may call it dead " + FAILOVER + " after its first and only sign of life")
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("beats no faster when a client that repeats its requests makes each beat conflict with itself")
    void conflictsOfABeatWithItselfDoNotHurryTheNext() {
        try (Stage stage = new Stage(2)) {
            Stage.Actor actor = stage.worker("w", builder -> builder.failoverTime(FAILOVER));
            actor.store.replacesTwice = true;
            stage.run(Duration.ofMinutes(2));
            assertThat(stage.table.entries(Stage.APPLICATION, WorkerSession.class))
                    .as("a beat every third of the failover time, and a few for changes")
                    .allSatisfy(session -> assertThat(session.heartbeat()).isBetween(55L, 65L));
            assertThat(actor.told(WorkerEvent.Fenced.class)).isEmpty();
        }
    }

    /** Makes the session, says nothing of it for almost the failover time, and takes no heartbeats. */
    private record LateNews(LeaseStore store, Stage stage) implements ForwardingLeaseStore {
        private static final StoreFailure LOST = new StoreFailure(StoreFailure.Kind.UNKNOWN, "the answer was lost");

        @Override
        public CompletionStage<WriteAnswer> create(Entry entry) {
            CompletionStage<WriteAnswer> answer = store.create(entry);
            return entry instanceof WorkerSession && isEarly()
                    ? CompletableFuture.completedFuture(new WriteAnswer.Failed(LOST))
                    : answer;
        }

        @Override
        public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
            return entry instanceof WorkerSession
                    ? CompletableFuture.completedFuture(new WriteAnswer.Failed(LOST))
                    : store.replace(entry, expectedRevision);
        }

        @Override
        public CompletionStage<ReadAnswer> read(EntryKey key) {
            return key.kind() == EntryKind.SESSION && isEarly()
                    ? CompletableFuture.completedFuture(new ReadAnswer.Failed(LOST))
                    : store.read(key);
        }

        private boolean isEarly() {
            return stage.kernel.time().nowNanos() < FAILOVER.minusSeconds(1).toNanos();
        }

        @Override
        public void close() {}
    }
}
