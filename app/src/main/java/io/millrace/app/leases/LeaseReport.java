package io.millrace.app.leases;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.ports.store.CorruptEntry;
import java.util.Optional;

/**
 * What an application keeps in its lease store.
 *
 * @param application its name
 * @param streams those that its leases were made for
 * @param leader the session that leads; empty when none does
 * @param sessions of workers, in the order of their names
 * @param leases in the order of their shards
 * @param assignments what the leader has planned for whom
 * @param corrupt entries that cannot be understood
 */
public record LeaseReport(
        String application,
        ImmutableList<StreamBinding> streams,
        Optional<SessionId> leader,
        ImmutableList<WorkerSession> sessions,
        ImmutableList<Lease> leases,
        ImmutableList<Assignment> assignments,
        ImmutableList<CorruptEntry> corrupt) {
    /** Where a lease stands. */
    public enum LeaseState {
        /** Its shard is processed to its end. */
        ENDED,
        /** A worker has it. */
        OWNED,
        /** Its owner's session is not there any more; the leader gives it to somebody else. */
        ORPHANED,
        /** Nobody has begun with it; its parents may not be finished yet. */
        WAITING,
        /** It was given up and not taken yet. */
        FREE
    }

    public boolean isEmpty() {
        return streams.isEmpty() && sessions.isEmpty() && leases.isEmpty() && corrupt.isEmpty();
    }

    /** Where this lease stands. */
    public LeaseState stateOf(Lease lease) {
        if (lease.isEnded()) {
            return LeaseState.ENDED;
        }
        Optional<SessionId> owner = lease.ownership().owner();
        if (owner.isPresent()) {
            return sessions.stream().anyMatch(session -> session.id().equals(owner.get()))
                    ? LeaseState.OWNED
                    : LeaseState.ORPHANED;
        }
        return lease.hasBegun() ? LeaseState.FREE : LeaseState.WAITING;
    }

    /** How many leases a session owns that are not ended. */
    public long ownedBy(WorkerSession session) {
        return leases.stream()
                .filter(lease -> !lease.isEnded() && lease.ownership().isOwnedBy(session.id()))
                .count();
    }
}
