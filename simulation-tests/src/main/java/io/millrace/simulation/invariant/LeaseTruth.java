package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is true of the lease store: every entry as it stands, and who made which session. */
public final class LeaseTruth {
    /** The writer of what an operator does by hand. */
    public static final String OPERATOR = "operator";

    private final SortedMap<EntryKey, Versioned<?>> entries = new TreeMap<>();
    private final SortedMap<LeaseKey, Lease> leases = new TreeMap<>();
    private final Map<SessionId, Beat> beats = new HashMap<>();
    private final Set<LeaseKey> everMade = new HashSet<>();
    private long shapeChanges;
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
        if (key.kind() == EntryKind.LEASE) {
            Lease lease = after.map(Lease.class::cast).orElse(null);
            keepLease(lease == null ? LeaseKey.parse(key.id()) : lease.key(), lease);
        } else if (key.kind() == EntryKind.SESSION && after.isPresent()) {
            beats.put(new SessionId(key.id()), new Beat(sentAtNanos, atNanos));
        }
        return new AppliedWrite(atNanos, writer, sentAtNanos, key, before, now);
    }

    private void keepLease(LeaseKey key, @Nullable Lease now) {
        Lease was = now == null ? leases.remove(key) : leases.put(key, now);
        if (was == null || now == null || was.isEnded() != now.isEnded()) {
            shapeChanges++;
        }
        if (now != null) {
            everMade.add(key);
            if (now.isEnded()) {
                everEnded.add(key);
            }
        }
    }

    /** When the last heartbeat that the store carried out was sent, and when it was carried out; null if there was none. */
    @Nullable
    Beat lastBeat(SessionId session) {
        return beats.get(session);
    }

    /** Whether a session stands in the store. */
    public boolean isThere(SessionId session) {
        return entries.containsKey(EntryKey.session(session));
    }

    /** The session as it stands in the store. */
    public Optional<WorkerSession> session(SessionId session) {
        return Optional.ofNullable(entries.get(EntryKey.session(session))).map(found -> (WorkerSession) found.entry());
    }

    /** Whether there ever was such a lease, even if it is deleted by now. */
    public boolean wasEverMade(LeaseKey key) {
        return everMade.contains(key);
    }

    /** How often leases were made, ended or deleted: as long as it stands still their set is the same. */
    public long shapeChanges() {
        return shapeChanges;
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
        return Optional.ofNullable(leases.get(key));
    }

    /**
     * Whether an operator has deleted the session of a life, which then cannot know yet that it has lost its leases, and goes
     * on until it sends its next heartbeat.
     */
    public boolean wasBuried(String life) {
        return removedByHand.stream()
                .filter(key -> key.kind() == EntryKind.SESSION)
                .anyMatch(key -> life.equals(lifeOfSession.get(new SessionId(key.id()))));
    }

    /** Counts an entry as deleted by an operator: one that is made again because he has deleted another. */
    void removedByHand(EntryKey key) {
        removedByHand.add(key);
    }

    /**
     * Whether an operator has deleted this entry at some time. Of a lease of which he has, nothing is claimed that rests on
     * its history: what is made in its place begins anew, with old revisions, old epochs and an old checkpoint.
     */
    public boolean wasRemovedByHand(EntryKey key) {
        return removedByHand.contains(key);
    }

    /** All entries of a kind as they stand in the store, in order. */
    public ImmutableList<Versioned<?>> entries(EntryKind kind) {
        return entries.values().stream()
                .filter(found -> found.entry().entryKey().kind() == kind)
                .collect(ImmutableList.toImmutableList());
    }

    /** All leases as they stand in the store, in order. */
    public Collection<Lease> leases() {
        return Collections.unmodifiableCollection(leases.values());
    }

    /** Whether a lease ever was at SHARD_END, even if it is deleted by now. */
    public boolean hasEnded(LeaseKey key) {
        return everEnded.contains(key);
    }

    /** A heartbeat that the store carried out. */
    record Beat(long sentAtNanos, long appliedAtNanos) {}
}
