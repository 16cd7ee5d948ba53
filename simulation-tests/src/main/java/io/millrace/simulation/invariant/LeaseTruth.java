package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is true of the lease store: every entry as it stands, and who made which session. */
public final class LeaseTruth {
    /** The writer of what an operator does by hand. */
    public static final String OPERATOR = "operator";

    private final SortedMap<EntryKey, Versioned<?>> entries = new TreeMap<>();
    private final Map<SessionId, String> lifeOfSession = new HashMap<>();
    private final Set<LeaseKey> everEnded = new HashSet<>();
    private final Set<EntryKey> removedByHand = new HashSet<>();

    /** Carries a write over; returns it with what stood there before. */
    AppliedWrite apply(
            long atNanos, String writer, long sentAtNanos, EntryKey key, Optional<Entry> after, long revision) {
        Optional<Versioned<?>> now = after.map(entry -> new Versioned<>(entry, revision));
        Optional<Versioned<?>> before =
                Optional.ofNullable(now.isPresent() ? entries.put(key, now.get()) : entries.remove(key));
        if (writer.equals(OPERATOR)) {
            removedByHand.add(key);
        }
        if (key.kind() == EntryKind.SESSION && before.isEmpty()) {
            lifeOfSession.put(new SessionId(key.id()), writer);
        }
        after.filter(Lease.class::isInstance)
                .map(Lease.class::cast)
                .filter(Lease::isEnded)
                .ifPresent(ended -> everEnded.add(ended.key()));
        return new AppliedWrite(atNanos, writer, sentAtNanos, key, before, now);
    }

    /** The life of a worker that made a session; empty when none did. */
    public Optional<String> lifeOf(SessionId session) {
        return Optional.ofNullable(lifeOfSession.get(session));
    }

    /** The life of the worker that owns a lease, dead or alive. */
    public Optional<String> ownerLife(Lease lease) {
        return lease.ownership().owner().flatMap(this::lifeOf);
    }

    /** The lease as it stands in the store. */
    public Optional<Lease> lease(LeaseKey key) {
        return Optional.ofNullable(entries.get(EntryKey.of(key))).map(found -> (Lease) found.entry());
    }

    /**
     * Whether an operator has deleted this entry at some time. Of a lease of which he has, nothing is claimed that rests on
     * its history: what is made in its place begins anew, with old revisions, old epochs and an old checkpoint.
     */
    public boolean wasRemovedByHand(EntryKey key) {
        return removedByHand.contains(key);
    }

    /** All leases as they stand in the store, in order. */
    public ImmutableList<Lease> leases() {
        return entries.values().stream()
                .map(Versioned::entry)
                .filter(Lease.class::isInstance)
                .map(Lease.class::cast)
                .collect(ImmutableList.toImmutableList());
    }

    /** Whether a lease ever was at SHARD_END, even if it is deleted by now. */
    public boolean hasEnded(LeaseKey key) {
        return everEnded.contains(key);
    }
}
