package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.sharing.LeaseSharing;
import io.millrace.domain.stream.Shard;
import io.millrace.ports.store.ForwardingLeaseStore;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Workers that share leases with those of KCL")
final class SharedLeasesTest {
    private static final LeaseSharing TERMS = new LeaseSharing(Duration.ofSeconds(6));
    private static final SessionId KCL = SessionId.foreign("host-7");

    private final Stage stage = new Stage(4);
    private final LeaseStore table = stage.table.store(Stage.APPLICATION);
    private boolean kclRenews = true;
    private Predicate<Lease> renewed = lease -> true;
    private Optional<WorkerSession> kclListed = Optional.empty();

    @AfterEach
    void close() {
        stage.close();
    }

    /** The table in memory, shared on the terms. */
    private record Shared(LeaseStore store, SharedLeasesTest test) implements ForwardingLeaseStore {
        @Override
        public Optional<LeaseSharing> sharing() {
            return Optional.of(TERMS);
        }

        @Override
        public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
            CompletionStage<ListAnswer> answer = store.list(kind, pageToken);
            return kind == EntryKind.SESSION && test.kclListed.isPresent() ? answer.thenApply(this::withKcl) : answer;
        }

        private ListAnswer withKcl(ListAnswer answer) {
            ListAnswer.Page page = (ListAnswer.Page) answer;
            return new ListAnswer.Page(
                    ImmutableList.<Versioned<?>>builder()
                            .addAll(page.entries())
                            .add(new Versioned<>(test.kclListed.orElseThrow(), 1))
                            .build(),
                    page.corrupt(),
                    page.nextPageToken());
        }
    }

    private Stage.Actor worker(String name) {
        return stage.worker(
                name,
                builder -> builder.failoverTime(Duration.ofSeconds(6))
                        .leaseStore(new Shared(new FaultyStore(table), this)));
    }

    private TreeMap<LeaseKey, Versioned<Lease>> leases() {
        TreeMap<LeaseKey, Versioned<Lease>> leases = new TreeMap<>();
        ListAnswer.Page page = (ListAnswer.Page) table.list(EntryKind.LEASE, Optional.empty())
                .toCompletableFuture()
                .join();
        for (Versioned<?> entry : page.entries()) {
            if (entry.entry() instanceof Lease lease) {
                leases.put(lease.key(), new Versioned<>(lease, entry.revision()));
            }
        }
        return leases;
    }

    /** A second at a time, in each of which KCL's worker renews what it has, as often as it would. */
    private void run(Duration duration) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            stage.run(Duration.ofSeconds(1));
            if (kclRenews && second % 2 == 0) {
                leases().values().stream()
                        .filter(lease -> lease.entry().ownership().isForeign() && renewed.test(lease.entry()))
                        .forEach(lease -> table.replace(lease.entry(), lease.revision()));
            }
        }
    }

    private void kclTakes(int leases) {
        leases().values().stream()
                .filter(lease -> !lease.entry().ownership().isForeign())
                .limit(leases)
                .forEach(lease -> table.replace(
                        lease.entry()
                                .withOwnership(new Ownership(
                                        Optional.of(KCL),
                                        lease.entry().ownership().epoch() + 1)),
                        lease.revision()));
    }

    private long foreign() {
        return leases().values().stream()
                .filter(lease -> lease.entry().ownership().isForeign())
                .count();
    }

    @Test
    @DisplayName("renew each lease by itself, with or without records")
    void renewEachLease() {
        worker("w");
        run(Duration.ofSeconds(20));
        TreeMap<LeaseKey, Versioned<Lease>> before = leases();
        run(Duration.ofSeconds(20));

        assertThat(leases())
                .allSatisfy((key, lease) -> assertThat(
                                lease.revision() - before.get(key).revision())
                        .as("one each third of the failover time, less 25 ms")
                        .isBetween(9L, 12L));
    }

    @Test
    @DisplayName("lose what KCL takes, say so, and take it again only when it stands still for the failover time")
    void takeAgainWhatStandsStill() {
        Stage.Actor worker = worker("w");
        run(Duration.ofSeconds(10));
        kclTakes(2);
        run(Duration.ofSeconds(40));

        assertThat(worker.told(WorkerEvent.LeaseLost.class)).hasSize(2);
        assertThat(foreign()).as("each has its share").isEqualTo(2);
        assertThat(worker.told(WorkerEvent.LeaseFreed.class)).isEmpty();

        kclRenews = false;
        stage.put(200);
        run(Duration.ofSeconds(5));
        assertThat(foreign()).as("it may still renew").isEqualTo(2);
        run(Duration.ofSeconds(15));
        assertThat(foreign()).isZero();
        assertThat(worker.told(WorkerEvent.LeaseFreed.class))
                .hasSize(2)
                .allMatch(event -> event.reason().equals("expired"));
        assertThat(stage.distinctTexts()).hasSize(200);
    }

    @Test
    @DisplayName("take one lease each round from a living worker of KCL's that has more than its share")
    void takeTheirShareFromTheLiving() {
        Stage.Actor worker = worker("w");
        run(Duration.ofSeconds(10));
        kclTakes(4);
        run(Duration.ofSeconds(11));
        assertThat(foreign()).isEqualTo(3);
        run(Duration.ofSeconds(40));

        assertThat(foreign()).isEqualTo(2);
        assertThat(worker.told(WorkerEvent.LeaseFreed.class))
                .hasSize(2)
                .allMatch(event -> event.reason().equals("balance"));
    }

    @Test
    @DisplayName(
            "give back what is beyond their share when a worker of KCL's shows up, and keep it when nobody comes for it")
    void giveBackWhatIsBeyondTheirShare() {
        Stage.Actor worker = worker("w");
        run(Duration.ofSeconds(10));
        kclListed = Optional.of(kclSession(1));
        for (int beat = 2; beat < 32; beat++) {
            kclListed = Optional.of(kclSession(beat));
            run(Duration.ofSeconds(10));
        }

        assertThat(worker.told(WorkerEvent.LeaseReleased.class)).hasSize(2);
        assertThat(leases().values())
                .allSatisfy(lease -> assertThat(lease.entry().ownership().owner())
                        .as("taken again when nobody came for it, for good")
                        .isPresent());
    }

    private static WorkerSession kclSession(long heartbeat) {
        return new WorkerSession(KCL, "host-7", WorkerSession.State.FOREIGN, heartbeat, Duration.ofSeconds(60), 1, 0);
    }

    @Test
    @DisplayName(
            "begin no child that KCL has owned before its parent is done, though KCL owned it while it waited itself")
    void waitForParentsOfWhatKclOnlyHeld() {
        stage.put(40);
        Shard parent = stage.stream.shards().get(0);
        stage.stream.split(parent.id());
        stage.put(40);
        for (Shard shard : stage.stream.shards()) {
            boolean waits = shard.parents().contains(parent.id());
            Lease lease = Lease.unowned(
                    new LeaseKey("words", shard.id()),
                    shard.hashKeyRange(),
                    ImmutableList.copyOf(shard.parents()),
                    !waits,
                    Checkpoint.TRIM_HORIZON);
            boolean held = waits || shard.id().equals(parent.id());
            table.create(held ? lease.withOwnership(new Ownership(Optional.of(KCL), 1)) : lease);
        }
        renewed = lease -> lease.shard().equals(parent.id());
        Stage.Actor worker = worker("w");
        run(Duration.ofSeconds(60));

        assertThat(worker.told(WorkerEvent.LeaseFreed.class))
                .as("what stood still is freed")
                .hasSize(2);
        assertThat(stage.delivered)
                .isNotEmpty()
                .noneMatch(line -> leases().values().stream()
                        .anyMatch(lease -> lease.entry().parents().contains(parent.id())
                                && line.contains(lease.entry().shard().value())));

        kclRenews = false;
        run(Duration.ofSeconds(60));
        assertThat(stage.distinctTexts()).as("parent first, then the children").hasSize(80);
    }

    @Test
    @DisplayName("deliver nothing of a lease that could not be renewed in time, though the worker itself is alive")
    void deliverNothingOfWhatIsNotRenewed() {
        FaultyStore store = new FaultyStore(table);
        Stage.Actor worker = stage.worker(
                "w", builder -> builder.failoverTime(Duration.ofSeconds(6)).leaseStore(new Shared(store, this)));
        stage.put(8);
        run(Duration.ofSeconds(10));
        assertThat(stage.distinctTexts()).hasSize(8);

        store.failingLeases = StoreFailure.Kind.THROTTLED;
        run(Duration.ofSeconds(6));
        stage.put(8);
        run(Duration.ofSeconds(10));
        assertThat(stage.distinctTexts()).hasSize(8);
        assertThat(worker.told(WorkerEvent.Trouble.class))
                .extracting(WorkerEvent.Trouble::what)
                .anyMatch(what -> what.contains("could not be renewed in time"));
        assertThat(worker.told(WorkerEvent.Fenced.class)).isEmpty();

        store.failingLeases = null;
        run(Duration.ofSeconds(5));
        assertThat(stage.distinctTexts()).hasSize(16);
    }

    @Test
    @DisplayName("of whom one is gone without a word take its leases, those beyond their share when KCL does not come")
    void coverForOneAnother() {
        Stage.Actor first = worker("a");
        worker("b");
        run(Duration.ofSeconds(20));
        kclTakes(1);
        run(Duration.ofSeconds(10));
        first.process.kill();
        stage.put(100);
        run(Duration.ofSeconds(90));

        assertThat(stage.distinctTexts().size()).as("but for what KCL has").isBetween(60, 90);
        List<SessionId> owners = leases().values().stream()
                .flatMap(lease -> lease.entry().ownership().owner().stream())
                .filter(owner -> !owner.isForeign())
                .distinct()
                .toList();
        assertThat(owners)
                .singleElement()
                .satisfies(owner -> assertThat(owner.value()).startsWith("b@"));
    }
}
