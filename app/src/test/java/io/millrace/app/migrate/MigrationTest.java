package io.millrace.app.migrate;

import static io.millrace.app.migrate.LeasesOfKcl.NOW;
import static io.millrace.app.migrate.LeasesOfKcl.SOMEWHERE;
import static io.millrace.app.migrate.LeasesOfKcl.WORDS;
import static io.millrace.app.migrate.LeasesOfKcl.owned;
import static io.millrace.app.migrate.LeasesOfKcl.shard;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.adapters.inmemory.ManualTime;
import io.millrace.app.leases.LeaseReader;
import io.millrace.app.leases.LeaseReport;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ReadAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A migration among tables in memory, in virtual time. */
class MigrationTest {
    private static final Duration FAILOVER = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final LeaseStore kcl = InMemoryLeaseTable.create().store("app");
    private final LeaseStore beside = InMemoryLeaseTable.create().store("app");
    private final LeaseStore target = InMemoryLeaseTable.create().store("app");
    private final List<String> progress = new ArrayList<>();
    private Optional<Places.Leader> leader = Optional.empty();
    private Runnable meanwhile = () -> {};
    private LeaseStore writable = target;

    private Migration migration() {
        Places places = new Places() {
            @Override
            public LeaseStore kcl() {
                return kcl;
            }

            @Override
            public Optional<Leader> kclLeader() {
                return leader;
            }

            @Override
            public Optional<LeaseStore> besideKcl() {
                return Optional.of(beside);
            }

            @Override
            public Optional<LeaseStore> target() {
                return Optional.of(target);
            }

            @Override
            public LeaseStore createTarget() {
                return writable;
            }

            @Override
            public DescribeAnswer.Described stream() {
                return new DescribeAnswer.Described(WORDS, Duration.ofDays(1), 3, NOW);
            }
        };
        return new Migration(
                places,
                FAILOVER,
                time,
                pause -> {
                    time.advance(pause);
                    meanwhile.run();
                },
                progress::add);
    }

    private void fillKcl() {
        kcl.create(owned(0, Checkpoint.SHARD_END));
        kcl.create(owned(1, SOMEWHERE, 0));
        kcl.create(owned(2, Checkpoint.TRIM_HORIZON, 1));
    }

    private static Versioned<?> read(LeaseStore store, EntryKey key) {
        return ((ReadAnswer.Found) store.read(key).toCompletableFuture().join()).found();
    }

    private static EntryKey leaseOf(int shard) {
        return EntryKey.of(new LeaseKey("words", shard(shard)));
    }

    /** As a renewal does: the same once more. */
    private static void touch(LeaseStore store, Entry entry) {
        Versioned<?> found = read(store, entry.entryKey());
        store.replace(entry, found.revision());
    }

    private LeaseReport inTarget() throws Exception {
        return new LeaseReader(target).read();
    }

    private static WorkerSession session(String worker, long heartbeat) {
        return new WorkerSession(
                new SessionId(worker), worker, WorkerSession.State.ACTIVE, heartbeat, Duration.ofSeconds(6), 1, 0);
    }

    @Test
    void copiesWhenNothingMovedForLongerThanTheFailoverTime() throws Exception {
        fillKcl();

        Migration migration = migration();
        Migration.Findings found = migration.look();

        assertThat(Duration.ofNanos(time.nanoTime())).isBetween(Duration.ofSeconds(12), Duration.ofSeconds(13));
        assertThat(progress.get(0)).contains("Watching for living workers for 13 s");
        assertThat(found.refusals()).isEmpty();
        assertThat(inTarget().isEmpty()).as("looking writes nothing").isTrue();
        assertThat(migration.write(found)).isEqualTo(5);
        assertThat(inTarget().leases())
                .extracting(Lease::checkpoint)
                .containsExactly(Checkpoint.SHARD_END, SOMEWHERE, Checkpoint.TRIM_HORIZON);
        assertThat(inTarget().streams()).containsExactly(new StreamBinding(WORDS, NOW));
        assertThat(migration().look().plan().isDone()).isTrue();
    }

    @Test
    void refusesWhileTheCounterOfALeaseMoves() throws Exception {
        fillKcl();
        meanwhile = () -> touch(kcl, owned(1, SOMEWHERE, 0));

        assertThat(migration().look().refusals())
                .singleElement()
                .asString()
                .contains("workers live: host-a (its lease of shardId-000000000001 changed)");
    }

    @Test
    void watchesAsLongAsReportsOfKclsWorkersAreApart() throws Exception {
        fillKcl();
        leader = Optional.of(new Places.Leader("host-b", "v1"));
        meanwhile = () -> {
            if (time.nanoTime() > Duration.ofSeconds(29).toNanos()) {
                leader = Optional.of(new Places.Leader("host-b", "v2"));
            }
        };

        assertThat(migration().look().refusals())
                .singleElement()
                .asString()
                .contains("host-b (its lock as KCL's leader changed)");
        assertThat(Duration.ofNanos(time.nanoTime())).isGreaterThan(Duration.ofSeconds(37));
    }

    @Test
    void aReportOfAWorkerOfKclWithoutALeaseIsASignOfLife() throws Exception {
        fillKcl();
        WorkerSession reported = new WorkerSession(
                SessionId.foreign("host-c"), "host-c", WorkerSession.State.FOREIGN, 1, Duration.ofMinutes(1), 1, 0);
        kcl.create(reported);
        meanwhile = () -> touch(kcl, reported.beat(WorkerSession.State.FOREIGN, 0));

        assertThat(migration().look().refusals())
                .singleElement()
                .asString()
                .contains("host-c (its report in KCL's table, host-c changed)");
    }

    @Test
    void refusesWhileASessionOfMillracesLivesAndTakesOneThatStandsStillForDead() throws Exception {
        fillKcl();
        beside.create(session("dead", 3));
        beside.create(session("living", 1));
        meanwhile = () -> touch(beside, session("living", 2 + time.nanoTime()));

        assertThat(migration().look().refusals())
                .singleElement()
                .asString()
                .contains("living (its session living changed)")
                .doesNotContain("dead");
    }

    @Test
    void aWorkerThatBeginsWhileLeasesAreCopiedKeepsTheCopyIncomplete() throws Exception {
        fillKcl();
        Migration migration = migration();
        Migration.Findings found = migration.look();
        beside.create(session("late", 1));

        assertThatThrownBy(() -> migration.write(found))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(
                        "workers began: late", "Of 5 writes 4 were made", "give the same command again");
        assertThat(inTarget().streams().get(0).isIncomplete()).isTrue();
    }

    @Test
    void whereverItDiesNobodyTakesWhatIsThereForCompleteAndTheNextRunGoesOn() throws Exception {
        for (int survived = 0; survived < 5; survived++) {
            MigrationTest run = new MigrationTest();
            run.fillKcl();
            run.writable = new DyingStore(run.target, survived);
            Migration dying = run.migration();
            Migration.Findings found = dying.look();

            assertThatThrownBy(() -> dying.write(found)).hasMessageContaining("Of 5 writes " + survived + " were made");

            assertThat(run.inTarget().streams())
                    .as("after %d writes", survived)
                    .allSatisfy(binding -> assertThat(binding.isIncomplete()).isTrue());
            assertThat(run.inTarget().leases()).hasSize(Math.max(0, survived - 1));

            run.writable = run.target;
            touch(run.kcl, owned(2, SOMEWHERE, 1));
            Migration again = run.migration();
            again.write(again.look());

            assertThat(run.inTarget().leases())
                    .extracting(Lease::checkpoint)
                    .as("KCL's table as it is by then")
                    .containsExactly(Checkpoint.SHARD_END, SOMEWHERE, SOMEWHERE);
            assertThat(run.inTarget().streams().get(0).isIncomplete()).isFalse();
        }
    }

    @Test
    void aWriteWhoseAnswerIsLostIsNotMadeTwice() throws Exception {
        fillKcl();
        writable = new AnswerLosingStore(target);
        Migration migration = migration();

        migration.write(migration.look());

        assertThat(inTarget().leases()).hasSize(3);
        assertThat(read(target, leaseOf(1)).revision()).isEqualTo(1);
    }
}
