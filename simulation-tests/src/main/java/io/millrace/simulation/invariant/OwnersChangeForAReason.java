package io.millrace.simulation.invariant;

import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.trace.Trace;
import java.util.HashMap;
import java.util.Map;

/**
 * S15. A lease is taken because nobody ever had it (unowned), because its owner gave it up (hand-off, which is also how
 * leases are balanced: nothing is stolen), or because its owner's session is gone from the store (expired). And a session is
 * removed by others only after its heartbeat has stood still for its failover time: judged from when the store carried
 * the last one out to when the removal was sent, by the fastest clock there is.
 */
final class OwnersChangeForAReason extends Invariant {
    private final GroundTruth truth;
    private final Map<Term, Taken> taken = new HashMap<>();

    OwnersChangeForAReason(GroundTruth truth) {
        super(
                "S15",
                "A lease changes hands because it was unowned, handed over, or its owner has died, and the taker says which.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.writer().equals(LeaseTruth.OPERATOR)) {
            return;
        }
        if (write.key().kind() == EntryKind.SESSION) {
            checkDeath(write);
        } else if (write.isTake() && write.leaseBefore().isPresent()) {
            checkTake(write, write.leaseBefore().get());
        }
    }

    private void checkTake(AppliedWrite write, Lease was) {
        SessionId owner = was.ownership().owner().orElse(null);
        Term term = new Term(was.key(), was.ownership().epoch() + 1);
        if (owner == null) {
            taken.put(term, new Taken(was.hasBegun() ? "hand-off" : "unowned", ""));
            return;
        }
        taken.put(term, new Taken("expired", owner.value()));
        if (truth.leases().isThere(owner)) {
            violated(was.shard(), write.writer() + " took the lease of " + owner + ", whose session is in the store");
        }
    }

    private void checkDeath(AppliedWrite write) {
        SessionId session = new SessionId(write.key().id());
        String life = truth.leases().lifeOf(session).orElse(write.writer());
        LeaseTruth.Beat beat = truth.leases().lastBeat(session);
        if (write.after().isPresent() || write.before().isEmpty() || life.equals(write.writer()) || beat == null) {
            return;
        }
        WorkerSession was = (WorkerSession) write.before().get().entry();
        long silence = write.sentAtNanos() - beat.appliedAtNanos();
        if (silence < FleetTruth.leastNanos(was.failoverTime())) {
            violated(
                    null,
                    write.writer() + " declared " + session + " dead, whose last heartbeat was stored at "
                            + Trace.timeText(beat.appliedAtNanos()) + ", and whose failover time is "
                            + was.failoverTime());
        }
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.LeaseTaken told) {
            Taken was = taken.get(new Term(told.lease(), told.epoch()));
            if (was == null
                    || !was.reason().equals(told.reason())
                    || !was.from().equals(told.takenFrom())) {
                violated(told.lease().shard(), life + " says " + told + ", but it was " + was);
            }
        }
    }

    private record Term(LeaseKey lease, long epoch) {}

    private record Taken(String reason, String from) {}
}
