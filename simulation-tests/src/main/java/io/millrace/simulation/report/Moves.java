package io.millrace.simulation.report;

import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.ShardId;
import io.millrace.simulation.invariant.AppliedWrite;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.Observer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts changes of owner, in all and after each change of the fleet's membership. */
final class Moves implements Observer {
    /** Workers that come or go within this time are one change: a fleet that starts, or a zone that fails. */
    private static final long ONE_CHANGE_NANOS = 1_000_000_000;

    private final GroundTruth truth;
    private final Map<ShardId, String> lastOwner = new HashMap<>();
    private final Tally perChange = new Tally();
    private long moves;
    private long sinceChange;
    private long changedAtNanos = -1;

    Moves(GroundTruth truth) {
        this.truth = truth;
    }

    long moves() {
        return moves;
    }

    /** How many leases moved after each change and before the next. */
    Distribution perChange() {
        return changedAtNanos < 0
                ? Distribution.EMPTY
                : perChange.distribution().plus(ofLatest());
    }

    @Override
    public void applied(AppliedWrite write) {
        Optional<Lease> lease = write.leaseAfter();
        if (lease.isPresent() && write.isTake()) {
            String before = lastOwner.put(lease.get().shard(), write.writer());
            if (before != null && !before.equals(write.writer())) {
                moves++;
                sinceChange++;
            }
        }
    }

    @Override
    public void started(String worker, String life) {
        changed();
    }

    @Override
    public void ended(String life) {
        changed();
    }

    private void changed() {
        long now = truth.nowNanos();
        if (changedAtNanos >= 0 && now - changedAtNanos < ONE_CHANGE_NANOS) {
            return;
        }
        if (changedAtNanos >= 0) {
            perChange.add(sinceChange);
        }
        changedAtNanos = now;
        sinceChange = 0;
    }

    private Distribution ofLatest() {
        Tally latest = new Tally();
        latest.add(sinceChange);
        return latest.distribution();
    }
}
