package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import java.util.HashMap;
import java.util.Map;

/** S2. */
final class OneOwnerPerEpoch extends Invariant {
    private final Map<Term, SessionId> owners = new HashMap<>();

    OneOwnerPerEpoch(Verdict verdict) {
        super("S2", "In one epoch of a lease at most one worker is ever its owner.", verdict);
    }

    @Override
    protected boolean restsOnHistory() {
        return true;
    }

    @Override
    public void applied(AppliedWrite write) {
        write.leaseAfter().ifPresent(now -> now.ownership().owner().ifPresent(owner -> check(now, owner)));
    }

    private void check(Lease lease, SessionId owner) {
        Term term = new Term(lease.key(), lease.ownership().epoch());
        SessionId first = owners.putIfAbsent(term, owner);
        if (first != null && !first.equals(owner)) {
            violated(lease.shard(), "epoch " + term.epoch() + " belonged to " + first + " and now to " + owner);
        }
    }

    private record Term(LeaseKey lease, long epoch) {}
}
