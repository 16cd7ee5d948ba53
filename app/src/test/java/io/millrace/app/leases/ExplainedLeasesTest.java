package io.millrace.app.leases;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.adapters.jdbc.JdbcLeaseStore;
import io.millrace.app.CommandRunner;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.ShardId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why each shard is where it is, as the command says it. */
class ExplainedLeasesTest {
    private static final SessionId A = new SessionId("a@1");
    private static final SessionId B = new SessionId("b@2");

    private final List<WorkerSession> sessions = new ArrayList<>();
    private final List<Lease> leases = new ArrayList<>();
    private final List<Assignment> assignments = new ArrayList<>();

    private static LeaseKey key(int shard) {
        return new LeaseKey("words", ShardId.ofOrdinal(shard));
    }

    private static Lease unowned(int shard, int... parents) {
        ImmutableList.Builder<ShardId> ids = ImmutableList.builder();
        for (int parent : parents) {
            ids.add(ShardId.ofOrdinal(parent));
        }
        return Lease.unowned(key(shard), HashKeyRange.WHOLE, ids.build(), parents.length == 0, Checkpoint.TRIM_HORIZON);
    }

    private static Lease owned(int shard, SessionId owner) {
        return unowned(shard).withOwnership(new Ownership(Optional.of(owner), 1));
    }

    private void worker(SessionId id, ImmutableSortedMap<LeaseKey, Integer> levels, int... shards) {
        sessions.add(new WorkerSession(id, "w", WorkerSession.State.ACTIVE, 3, Duration.ofSeconds(6), 1, 0)
                .withLoad(new WorkerLoad(0.35, 2, levels)));
        ImmutableSortedSet.Builder<LeaseKey> planned = ImmutableSortedSet.naturalOrder();
        for (int shard : shards) {
            planned.add(key(shard));
        }
        assignments.add(new Assignment(id, A, 1, planned.build()));
    }

    private Explanation explain() {
        return Explanation.of(new LeaseReport(
                "shop",
                ImmutableList.of(),
                Optional.of(A),
                ImmutableList.copyOf(sessions),
                ImmutableList.copyOf(leases),
                ImmutableList.copyOf(assignments),
                ImmutableList.of()));
    }

    private String why(int shard) {
        return explain().reasons().get(key(shard)).why();
    }

    @Test
    void anIdleFleetStaysWhereItIs() {
        worker(A, ImmutableSortedMap.of(), 0, 1);
        worker(B, ImmutableSortedMap.of(), 2);
        leases.addAll(List.of(owned(0, A), owned(1, A), owned(2, B)));

        assertThat(why(0)).isEqualTo("stays: a@1 has 2 of 3 leases, fair share 1..2");
        assertThat(explain().shares().get(B)).isEqualTo(new Explanation.Share(1, "1..2", 1, 1.5));
    }

    @Test
    void aBusyShardBesideAnotherIsToMove() {
        worker(A, ImmutableSortedMap.of(key(0), 6, key(1), 6), 0, 1);
        worker(B, ImmutableSortedMap.of(), 2, 3);
        leases.addAll(List.of(owned(0, A), owned(1, A), owned(2, B), owned(3, B)));

        Explanation explained = explain();
        assertThat(explained.reasons().values())
                .filteredOn(reason -> reason.movesTo().isPresent())
                .hasSize(2);
        assertThat(explained.reasons().get(key(0)).level()).isEqualTo(6);
        assertThat(explained.reasons().values())
                .filteredOn(reason -> reason.level() == 6 && reason.movesTo().isPresent())
                .singleElement()
                .satisfies(reason -> assertThat(reason.why())
                        .startsWith("moves to b@2 once it has stayed here for a while: a@1 carries 32.38, 88 % above"));
        assertThat(explained.reasons().values())
                .filteredOn(reason -> reason.level() == 6 && reason.movesTo().isEmpty())
                .singleElement()
                .satisfies(reason -> assertThat(reason.why()).contains("; beside it are busy words/shardId-"));
    }

    @Test
    void aBusyShardThatCannotBeHelpedStays() {
        worker(A, ImmutableSortedMap.of(key(0), 6), 0, 1);
        worker(B, ImmutableSortedMap.of(), 2, 3);
        leases.addAll(List.of(owned(0, A), owned(1, A), owned(2, B), owned(3, B)));

        assertThat(why(0))
                .isEqualTo("stays: a@1 has 2 of 4 leases, fair share 2, and carries 17.2, fair share 9.6; within these"
                        + " counts no move brings it nearer; beside it is no other busy shard");
        assertThat(why(2)).endsWith("no move brings it nearer");
    }

    @Test
    void whatIsNotAtRestSaysWhatItWaitsFor() {
        worker(A, ImmutableSortedMap.of(), 0, 1, 4);
        leases.add(owned(0, A));
        leases.add(owned(1, B));
        leases.add(unowned(2, 0));
        leases.add(owned(3, A).withCheckpoint(Checkpoint.SHARD_END, Optional.empty()));
        leases.add(unowned(4));
        leases.add(unowned(5));
        leases.add(owned(6, SessionId.foreign("host-7")));

        assertThat(why(1)).isEqualTo("given to a@1, which is about to take it");
        assertThat(why(2)).startsWith("waits: parent shardId-000000000000 is not processed to its end");
        assertThat(why(3)).startsWith("processed to its end");
        assertThat(why(4)).isEqualTo("given to a@1, which is about to take it");
        assertThat(why(5)).startsWith("goes to a@1: nobody owns it; a@1 has 3 of 4 leases");
        assertThat(why(6)).isEqualTo("a worker of KCL's has it");

        worker(B, ImmutableSortedMap.of());
        assertThat(why(1)).isEqualTo("on its way from b@2, which finishes what it has in hand, to a@1");
    }

    @Test
    void aLeaseOfAStreamThatNobodyHasWaits() {
        leases.add(owned(0, A).freed());
        sessions.add(new WorkerSession(
                B, "w", WorkerSession.State.ACTIVE, 1, Duration.ofSeconds(6), 1, 0, ImmutableSortedSet.of("letters")));
        assertThat(why(0)).isEqualTo("waits: no worker has the stream words any more");
    }

    @Test
    void withoutAnybodyNothingIsPlanned() {
        leases.add(unowned(0));
        assertThat(why(0)).isEqualTo("nobody has it, because no worker takes part");
    }

    @Test
    void theCommandPrintsIt(@TempDir Path folder) {
        Path file = folder.resolve("millrace-leases.db");
        worker(A, ImmutableSortedMap.of(key(0), 6), 0, 1);
        leases.addAll(List.of(owned(0, A), owned(1, A)));
        try (JdbcLeaseStore store = JdbcLeaseStore.builder()
                .application("word-count")
                .url("jdbc:sqlite:" + file)
                .build()) {
            store.open().toCompletableFuture().join();
            ImmutableList.<Entry>builder()
                    .addAll(sessions)
                    .addAll(leases)
                    .addAll(assignments)
                    .build()
                    .forEach(entry -> store.create(entry).toCompletableFuture().join());
        }
        String command = "./millrace leases --application word-count --store file:millrace-leases.db --explain"
                .replace("./millrace ", "")
                .replace("millrace-leases.db", file.toString());

        assertThat(CommandRunner.run(command.split(" ")))
                .contains("a@1     2       2     17.2  17.2  0.35 of 2.00")
                .contains("words/shardId-000000000000  a@1    6      16.2  stays: a@1 has 2 of 2 leases");
        assertThat(CommandRunner.run((command + " --json").split(" ")))
                .contains("\"fairLeases\":\"2\"", "\"coresUsed\":0.35", "\"movesTo\":null", "\"why\":\"stays: ")
                .hasLineCount(1);
    }
}
