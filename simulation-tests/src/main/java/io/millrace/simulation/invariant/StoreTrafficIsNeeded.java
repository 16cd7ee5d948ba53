package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;
import io.millrace.domain.sharing.LeaseSharing;
import io.millrace.ports.store.ListAnswer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * S17, the cost of the lease store. A write to a lease takes it, gives it up or moves its checkpoint; there is no other
 * reason for one, but where leases are shared with workers of KCL's: there each is renewed by itself, and the leader looks at
 * all of them more often. And in a fleet at rest nobody lists all leases but the leader, once in a shard sync interval.
 */
final class StoreTrafficIsNeeded extends Invariant {
    /** So long after the last change of a lease or of the fleet the leader may still be settling it. */
    private static final Duration SETTLING = Duration.ofSeconds(15);

    private static final Duration JITTER = Duration.ofMillis(2_500);

    private final GroundTruth truth;
    private final Map<String, Long> lastScan = new HashMap<>();
    private long lastChangeNanos;

    StoreTrafficIsNeeded(GroundTruth truth) {
        super(
                "S17",
                "Each write to a lease changes its owner or its checkpoint, and a fleet at rest lists the leases once in a"
                        + " shard sync interval.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void applied(AppliedWrite write) {
        Lease was = write.leaseBefore().orElse(null);
        Lease now = write.leaseAfter().orElse(null);
        if (was == null || now == null) {
            lastChangeNanos = truth.nowNanos();
        } else if (was.equals(now) && truth.fleet().sharing().isEmpty()) {
            violated(now.shard(), write.writer() + " wrote the lease as it was: " + now);
        } else if (!was.ownership().equals(now.ownership())) {
            lastChangeNanos = truth.nowNanos();
        }
    }

    @Override
    public void answered(ServiceCall call, Object answer) {
        if (answer instanceof ListAnswer.Page page
                && page.nextPageToken().isEmpty()
                && !page.entries().isEmpty()
                && page.entries().get(0).entry() instanceof Lease) {
            scanned(call.life());
        }
    }

    private void scanned(String name) {
        long now = truth.nowNanos();
        Long before = lastScan.put(name, now);
        long restSince = Math.max(lastChangeNanos, truth.fleet().disturbedAtNanos()) + SETTLING.toNanos();
        Duration interval = truth.fleet()
                .sharing()
                .map(LeaseSharing::lookInterval)
                .orElse(truth.fleet().life(name).config().shardSyncInterval());
        if (before != null && before > restSince && now - before < FleetTruth.leastNanos(interval.minus(JITTER))) {
            violated(null, name + " has listed all leases twice in a shard sync interval, in a fleet at rest");
        }
    }

    @Override
    public void ended(String life) {
        lastScan.remove(life);
    }
}
