package io.millrace.ports.contract;

import static io.millrace.ports.contract.Answers.answer;
import static io.millrace.ports.contract.Answers.applied;
import static io.millrace.ports.contract.Answers.conflict;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.ReadAnswer;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Conditional writes and what a read sees of them. */
public interface LeaseStoreWriting extends LeaseStoreHarness {
    @Test
    @DisplayName("Reading an entry that nobody wrote finds nothing")
    default void readsNothing() {
        assertEquals(new ReadAnswer.Absent(), answer(store().read(KEY)));
    }

    @Test
    @DisplayName("A new entry has revision 1 and is read back at once")
    default void creates() {
        assertEquals(1, applied(store().create(SampleEntries.leaseAt(1))));

        assertFound(SampleEntries.leaseAt(1), 1);
    }

    @Test
    @DisplayName("An entry that exists is not created again; the conflict shows it as it is")
    default void createsOnce() {
        applied(store().create(SampleEntries.leaseAt(1)));

        assertEquals(current(SampleEntries.leaseAt(1), 1), conflict(store().create(SampleEntries.leaseAt(2))));
        assertEquals(current(SampleEntries.leaseAt(1), 1), conflict(store().create(SampleEntries.leaseAt(1))));

        assertFound(SampleEntries.leaseAt(1), 1);
    }

    @Test
    @DisplayName("Each replacement raises the revision by one and is read back at once")
    default void replaces() {
        applied(store().create(SampleEntries.leaseAt(1)));

        for (long revision = 1; revision < 20; revision++) {
            assertEquals(revision + 1, applied(store().replace(SampleEntries.leaseAt(revision + 1), revision)));
            assertFound(SampleEntries.leaseAt(revision + 1), revision + 1);
        }
    }

    @Test
    @DisplayName("A replacement by an equal entry raises the revision too")
    default void replacesByAnEqualEntry() {
        applied(store().create(SampleEntries.leaseAt(1)));

        assertEquals(2, applied(store().replace(SampleEntries.leaseAt(1), 1)));

        assertFound(SampleEntries.leaseAt(1), 2);
    }

    @Test
    @DisplayName("A replacement leaves nothing of the entry before: optional fields become empty again")
    default void replacesAsAWhole() {
        Lease full = (Lease) SampleEntries.leases(onlyStream()).get(4);
        Lease bare = Lease.unowned(
                full.key(),
                SampleEntries.lease(0).hashKeyRange(),
                SampleEntries.lease(0).parents(),
                false,
                SampleEntries.lease(0).checkpoint());
        applied(store().create(full));

        applied(store().replace(bare, 1));

        assertEquals(new ReadAnswer.Found(new Versioned<>(bare, 2)), answer(store().read(full.entryKey())));
    }

    @Test
    @DisplayName("A replacement with a revision of the past or of the future is refused; the conflict shows what is")
    default void refusesOtherRevisions() {
        applied(store().create(SampleEntries.leaseAt(1)));
        applied(store().replace(SampleEntries.leaseAt(2), 1));
        applied(store().replace(SampleEntries.leaseAt(3), 2));

        for (long revision : new long[] {1, 2, 4, 30, Long.MAX_VALUE}) {
            assertEquals(
                    current(SampleEntries.leaseAt(3), 3),
                    conflict(store().replace(SampleEntries.leaseAt(9), revision)),
                    "with revision " + revision);
        }
        assertFound(SampleEntries.leaseAt(3), 3);
    }

    @Test
    @DisplayName("An entry that does not exist is not replaced; the conflict shows nothing")
    default void replacesNothing() {
        assertEquals(Optional.empty(), conflict(store().replace(SampleEntries.leaseAt(1), 1)));

        assertEquals(new ReadAnswer.Absent(), answer(store().read(KEY)));
    }

    @Test
    @DisplayName("A deletion answers the revision it deleted, and the entry is gone at once")
    default void deletes() {
        applied(store().create(SampleEntries.leaseAt(1)));
        applied(store().replace(SampleEntries.leaseAt(2), 1));

        assertEquals(2, applied(store().delete(KEY, 2)));

        assertEquals(new ReadAnswer.Absent(), answer(store().read(KEY)));
    }

    @Test
    @DisplayName("A deletion with another revision is refused; the conflict shows what is")
    default void deletesConditionally() {
        applied(store().create(SampleEntries.leaseAt(1)));
        applied(store().replace(SampleEntries.leaseAt(2), 1));

        assertEquals(current(SampleEntries.leaseAt(2), 2), conflict(store().delete(KEY, 1)));
        assertEquals(current(SampleEntries.leaseAt(2), 2), conflict(store().delete(KEY, 3)));

        assertFound(SampleEntries.leaseAt(2), 2);
    }

    @Test
    @DisplayName("An entry that does not exist is not deleted; the conflict shows nothing")
    default void deletesNothing() {
        assertEquals(Optional.empty(), conflict(store().delete(KEY, 1)));

        applied(store().create(SampleEntries.leaseAt(1)));
        applied(store().delete(KEY, 1));
        assertEquals(Optional.empty(), conflict(store().delete(KEY, 1)));
    }

    @Test
    @DisplayName("After a deletion an entry is not replaced, and may be created anew at revision 1")
    default void createsAnew() {
        applied(store().create(SampleEntries.leaseAt(1)));
        applied(store().replace(SampleEntries.leaseAt(2), 1));
        applied(store().delete(KEY, 2));

        assertEquals(Optional.empty(), conflict(store().replace(SampleEntries.leaseAt(3), 2)));
        assertEquals(1, applied(store().create(SampleEntries.leaseAt(4))));

        assertFound(SampleEntries.leaseAt(4), 1);
    }

    @Test
    @DisplayName("What one store wrote, another of the same application reads at once")
    default void sharesEntries() {
        applied(store().create(SampleEntries.leaseAt(1)));

        assertEquals(
                new ReadAnswer.Found(new Versioned<>(SampleEntries.leaseAt(1), 1)),
                answer(openStore(application()).read(KEY)));
    }

    @Test
    @DisplayName("Entries of different kinds live side by side, even under the same id")
    default void keepsKindsApart() {
        for (Entry entry : SampleEntries.oneOfEachKind()) {
            assertEquals(1, applied(store().create(entry)), "creating " + entry);
        }
        for (Entry entry : SampleEntries.oneOfEachKind()) {
            assertEquals(2, applied(store().replace(entry, 1)), "replacing " + entry);
        }
        EntryKey session = SampleEntries.session("same-id", 1).entryKey();
        applied(store().delete(session, 2));

        for (Entry entry : SampleEntries.oneOfEachKind()) {
            ReadAnswer expected = entry.entryKey().equals(session)
                    ? new ReadAnswer.Absent()
                    : new ReadAnswer.Found(new Versioned<>(entry, 2));
            assertEquals(expected, answer(store().read(entry.entryKey())));
        }
    }

    /** The key of every {@link SampleEntries#leaseAt}. */
    EntryKey KEY = SampleEntries.lease(0).entryKey();

    private void assertFound(Entry entry, long revision) {
        assertEquals(new ReadAnswer.Found(new Versioned<>(entry, revision)), answer(store().read(KEY)));
    }

    private static Optional<Versioned<?>> current(Entry entry, long revision) {
        return Optional.of(new Versioned<>(entry, revision));
    }
}
