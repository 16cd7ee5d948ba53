package io.millrace.ports.store;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.sharing.LeaseSharing;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Where the workers of one application keep what they must agree on. All agreement rests on one operation: a
 * compare-and-set of a single entry on its revision. Nothing else is asked of the store: no transactions, no clock, no
 * notification.
 *
 * <p>An implementation translates and classifies. It neither retries nor decides: every answer goes to the engine, which
 * knows what is at stake. All methods return at once and are called from one thread at a time; the stages may complete on
 * any thread and never complete exceptionally: every failure is an answer. Whoever implements this runs the contract kit
 * {@code LeaseStoreContract} of this module's test artifact.
 */
public interface LeaseStore extends AutoCloseable {
    /** The application whose entries these are; several applications may share one table. */
    String application();

    /**
     * Makes the store ready: creates what is missing if that is allowed, and checks that what is there has the right
     * layout. Called before everything else, and again after a failure.
     */
    CompletionStage<OpenAnswer> open();

    /**
     * Reads one page of the entries of a kind. May be somewhat stale, and pages may be of different moments.
     *
     * @param pageToken empty for the first page, else what the page before gave
     */
    CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken);

    /** Reads one entry as it is now: sees every write that was answered before the call. */
    CompletionStage<ReadAnswer> read(EntryKey key);

    /** Writes an entry that does not exist yet, at revision 1; a conflict if it exists. */
    CompletionStage<WriteAnswer> create(Entry entry);

    /**
     * Replaces an entry if its revision is still the expected one; the revision grows by one.
     *
     * @param expectedRevision the revision last seen, from 1
     */
    CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision);

    /**
     * Deletes an entry if its revision is still the expected one; a conflict without a current value if it is gone.
     *
     * @param expectedRevision the revision last seen, from 1
     */
    CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision);

    /**
     * On which terms the leases are shared with workers of another system, to which an owner lives as long as it renews
     * each lease by itself. Empty, as nearly always, when the leases are Millrace's alone: then a session's heartbeat
     * proves the life of all its leases.
     *
     * <p>With terms, every held lease is replaced by an equal one each {@link LeaseSharing#renewalInterval()}, leases of
     * owners with a {@linkplain io.millrace.domain.lease.SessionId#isForeign() foreign} name are taken only when they
     * stand still, and the listing of sessions may show foreign workers.
     */
    default Optional<LeaseSharing> sharing() {
        return Optional.empty();
    }

    /** The name of the only stream whose leases it can keep; empty, as nearly always, when it keeps those of any. */
    default Optional<String> onlyStream() {
        return Optional.empty();
    }

    /** Lets go of connections and threads of its own. Idempotent; leaves the entries as they are. */
    @Override
    void close();
}
