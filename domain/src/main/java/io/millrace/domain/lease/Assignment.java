package io.millrace.domain.lease;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Objects;

/**
 * The leases that one worker should own, written by the leader alone and read by that worker.
 *
 * @param session whose assignment it is
 * @param leader the session of the leader that wrote it: the one to watch
 * @param leaderEpoch the leader's epoch; an assignment of an older leader never replaces one of a newer
 * @param leases what the worker should own, in order
 */
public record Assignment(SessionId session, SessionId leader, long leaderEpoch, ImmutableSortedSet<LeaseKey> leases)
        implements Entry {
    public Assignment {
        Objects.requireNonNull(session, "session");
        Objects.requireNonNull(leader, "leader");
        Objects.requireNonNull(leases, "leases");
    }

    @Override
    public EntryKey entryKey() {
        return EntryKey.assignment(session);
    }
}
