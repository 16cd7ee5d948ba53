package io.millrace.adapters.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.inmemory.InMemoryLeaseTable.Operation;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A lease table in memory")
class InMemoryLeaseTableTest {
    private final InMemoryLeaseTable table = InMemoryLeaseTable.withPageSize(2);
    private final LeaseStore store = table.store("word-count");

    @Test
    @DisplayName("shows the entries of an application in the order of their keys")
    void showsEntries() {
        store.create(session("worker-2"));
        store.create(lease(3));
        store.create(lease(1));
        store.replace(lease(1), 1);
        table.store("another").create(lease(7));

        assertThat(table.entries("word-count"))
                .isEqualTo(List.of(
                        new Versioned<>(lease(1), 2),
                        new Versioned<>(lease(3), 1),
                        new Versioned<>(session("worker-2"), 1)));
        assertThat(table.entries("word-count", Lease.class)).containsExactly(lease(1), lease(3));
        assertThat(table.entries("a stranger")).isEmpty();
    }

    @Test
    @DisplayName("counts what it is asked by operation and kind, refused writes included")
    void countsCalls() {
        store.create(lease(1));
        store.create(lease(1));
        store.create(session("a"));
        store.replace(session("a"), 1);
        store.replace(session("a"), 1);
        store.delete(lease(1).entryKey(), 1);
        store.read(lease(1).entryKey());
        store.list(EntryKind.LEASE, Optional.empty());

        assertThat(table.calls(Operation.CREATE)).isEqualTo(3);
        assertThat(table.calls(Operation.CREATE, EntryKind.LEASE)).isEqualTo(2);
        assertThat(table.calls(Operation.REPLACE, EntryKind.SESSION)).isEqualTo(2);
        assertThat(table.calls(Operation.REPLACE, EntryKind.LEASE)).isZero();
        assertThat(table.writes()).isEqualTo(6);
        assertThat(table.reads()).isEqualTo(2);
        assertThat(table.conflicts()).isEqualTo(2);
    }

    @Test
    @DisplayName("tells listeners of every write that was applied, in order, and of no other")
    void tellsListeners() {
        List<String> seen = new ArrayList<>();
        Runnable end = table.observe((application, before, after) ->
                seen.add(application + " " + revision(before) + " to " + revision(after)));

        store.create(lease(1));
        store.create(lease(1));
        store.replace(lease(1), 1);
        store.replace(lease(1), 1);
        store.delete(lease(1).entryKey(), 1);
        store.delete(lease(1).entryKey(), 2);
        end.run();
        store.create(lease(1));

        assertThat(seen).containsExactly("word-count 0 to 1", "word-count 1 to 2", "word-count 2 to 0");
    }

    @Test
    @DisplayName("lets a listener look at the table, which has the write already")
    void letsListenersLook() {
        List<ImmutableList<Versioned<?>>> seen = new ArrayList<>();
        table.observe((application, before, after) -> seen.add(table.entries(application)));

        store.create(lease(1));

        assertThat(seen).containsExactly(ImmutableList.of(new Versioned<>(lease(1), 1)));
    }

    @Test
    @DisplayName("goes on with a listing behind the page before, also when its last entry is gone")
    void listsOnAfterADeletion() {
        for (int i = 0; i < 5; i++) {
            store.create(lease(i));
        }
        ListAnswer.Page first = (ListAnswer.Page) Asked.answer(store.list(EntryKind.LEASE, Optional.empty()));
        store.delete(lease(1).entryKey(), 1);

        ListAnswer.Page second = (ListAnswer.Page) Asked.answer(store.list(EntryKind.LEASE, first.nextPageToken()));

        assertThat(first.entries()).extracting(Versioned::entry).isEqualTo(List.of(lease(0), lease(1)));
        assertThat(second.entries()).extracting(Versioned::entry).isEqualTo(List.of(lease(2), lease(3)));
    }

    @Test
    @DisplayName("refuses what is asked of a closed store")
    void refusesAfterClose() {
        store.close();

        StoreFailure.Kind refused = StoreFailure.Kind.REFUSED;
        assertThat(((OpenAnswer.Failed) Asked.answer(store.open())).failure().kind())
                .isEqualTo(refused);
        assertThat(((WriteAnswer.Failed) Asked.answer(store.create(lease(1))))
                        .failure()
                        .kind())
                .isEqualTo(refused);
        assertThat(((ReadAnswer.Failed) Asked.answer(store.read(lease(1).entryKey())))
                        .failure()
                        .kind())
                .isEqualTo(refused);
        assertThat(table.entries("word-count")).isEmpty();
    }

    @Test
    @DisplayName("has pages of at least one entry")
    void refusesEmptyPages() {
        assertThatIllegalArgumentException().isThrownBy(() -> InMemoryLeaseTable.withPageSize(0));
    }

    private static long revision(Optional<Versioned<?>> entry) {
        return entry.map(Versioned::revision).orElse(0L);
    }

    private static Lease lease(int ordinal) {
        LeaseKey key = new LeaseKey("words", ShardId.ofOrdinal(ordinal));
        return Lease.unowned(key, HashKeyRange.WHOLE, ImmutableList.of(), true, Checkpoint.TRIM_HORIZON);
    }

    private static WorkerSession session(String id) {
        return new WorkerSession(new SessionId(id), id, WorkerSession.State.ACTIVE, 1, Duration.ofSeconds(7), 1.0, 0);
    }
}
