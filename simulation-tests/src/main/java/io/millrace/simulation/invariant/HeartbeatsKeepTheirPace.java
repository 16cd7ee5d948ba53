package io.millrace.simulation.invariant;

import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerSession;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * S17, the heartbeats. One is due every third of the failover time, and one whose answer was lost is repeated; those that
 * tell the leader of a change come besides, and do not count. Three times what is due leaves room for any run of faults.
 */
final class HeartbeatsKeepTheirPace extends Invariant {
    private static final int MOST_IN_A_FAILOVER_TIME = 9;

    private final Map<SessionId, Deque<Long>> beats = new HashMap<>();

    HeartbeatsKeepTheirPace(Verdict verdict) {
        super("S17", "A worker beats no more than " + MOST_IN_A_FAILOVER_TIME + " times in a failover time.", verdict);
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.key().kind() != EntryKind.SESSION) {
            return;
        }
        SessionId id = new SessionId(write.key().id());
        if (write.after().isEmpty()) {
            beats.remove(id);
        } else if (write.before().isPresent()) {
            WorkerSession was = (WorkerSession) write.before().get().entry();
            WorkerSession now = (WorkerSession) write.after().get().entry();
            if (was.changes() == now.changes() && was.state() == now.state()) {
                beat(write, now);
            }
        }
    }

    private void beat(AppliedWrite write, WorkerSession session) {
        Deque<Long> last = beats.computeIfAbsent(session.id(), id -> new ArrayDeque<>());
        last.addLast(write.atNanos());
        if (last.size() > MOST_IN_A_FAILOVER_TIME
                && write.atNanos() - last.removeFirst() < FleetTruth.leastNanos(session.failoverTime())) {
            violated(
                    null,
                    write.writer() + " has beaten more than " + MOST_IN_A_FAILOVER_TIME + " times within "
                            + session.failoverTime());
        }
    }
}
