package io.millrace.ports.contract;

import static io.millrace.ports.contract.Answers.answer;
import static io.millrace.ports.contract.Answers.applied;
import static io.millrace.ports.contract.Answers.conflict;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.DoneBeyond;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.PendingCheckpoint;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.ReadAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Entries come back as they were written, every field of every kind. */
public interface LeaseStoreRoundTrips extends LeaseStoreHarness {
    @Test
    @DisplayName("Stream bindings come back as they were written")
    default void keepsBindings() {
        assertAllComeBack(SampleEntries.bindings());
    }

    @Test
    @DisplayName("The leadership comes back as it was written, owned or not")
    default void keepsLeadership() {
        assertAllComeBack(SampleEntries.leaderships());
    }

    @Test
    @DisplayName("Worker sessions come back as they were written")
    default void keepsSessions() {
        assertAllComeBack(SampleEntries.sessions());
    }

    @Test
    @DisplayName("Assignments come back as they were written, empty ones and those over several streams too")
    default void keepsAssignments() {
        assertAllComeBack(SampleEntries.assignments());
    }

    @Test
    @DisplayName("Leases come back as they were written, and the parents in their order")
    default void keepsLeases() {
        assertAllComeBack(SampleEntries.leases(onlyStream()));
    }

    @Test
    @DisplayName("Every type of checkpoint comes back as it was written, sequence numbers of 129 digits too")
    default void keepsCheckpoints() {
        for (Checkpoint checkpoint : SampleEntries.checkpoints()) {
            Optional<Instant> arrival =
                    checkpoint.isSentinel() ? Optional.empty() : Optional.of(SampleEntries.TO_THE_NANOSECOND);
            assertComesBack(SampleEntries.lease(0).withCheckpoint(checkpoint, arrival));
        }
    }

    @Test
    @DisplayName("Prepared checkpoints come back as they were written, an empty state told from none")
    default void keepsPendingCheckpoints() {
        for (Checkpoint checkpoint : SampleEntries.checkpoints()) {
            Lease lease = SampleEntries.leaseAt(5);
            assertComesBack(lease.withPending(new PendingCheckpoint(checkpoint, Optional.of("state"))));
        }
        for (Optional<String> state : SampleEntries.pendingStates()) {
            Lease lease = SampleEntries.leaseAt(5);
            assertComesBack(lease.withPending(new PendingCheckpoint(Checkpoint.SHARD_END, state)));
        }
    }

    @Test
    @DisplayName("What is done beyond a checkpoint comes back as it was written, and goes with the next checkpoint")
    default void keepsWhatIsDoneBeyond() {
        for (DoneBeyond beyond : SampleEntries.doneBeyonds()) {
            Lease lease = SampleEntries.leaseAt(5).withDoneBeyond(Optional.of(beyond));
            assertComesBack(lease);
        }
        Lease lease = SampleEntries.leaseAt(5)
                .withDoneBeyond(Optional.of(SampleEntries.doneBeyonds().get(0)));
        Lease next = lease.withCheckpoint(Checkpoint.at(SampleEntries.USUAL_SEQUENCE_NUMBER), Optional.empty());
        assertEquals(1, applied(store().create(lease)));
        assertEquals(2, applied(store().replace(next, 1)));
        assertEquals(new ReadAnswer.Found(new Versioned<>(next, 2)), answer(store().read(next.entryKey())));
    }

    @Test
    @DisplayName("An assignment of 10,000 leases of a stream with the longest name comes back as it was written")
    default void keepsLargeAssignments() {
        assertComesBack(SampleEntries.assignment("busy", SampleEntries.LONGEST_STREAM_NAME, 10_000));
    }

    /** Writes entries, whose keys may be the same, and demands that each way of seeing them shows them unchanged. */
    private void assertAllComeBack(List<Entry> entries) {
        entries.forEach(this::assertComesBack);
    }

    private void assertComesBack(Entry entry) {
        assertEquals(1, applied(store().create(entry)), () -> "creating " + entry);
        assertEquals(new ReadAnswer.Found(new Versioned<>(entry, 1)), answer(store().read(entry.entryKey())));
        assertEquals(2, applied(store().replace(entry, 1)), () -> "replacing " + entry);
        assertEquals(Optional.of(new Versioned<>(entry, 2)), conflict(store().create(entry)));
        assertEquals(new ReadAnswer.Found(new Versioned<>(entry, 2)), answer(store().read(entry.entryKey())));
        assertEquals(2, applied(store().delete(entry.entryKey(), 2)), () -> "deleting " + entry);
    }
}
