package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.engine.ConsumerConfig;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * L5. The bound is two rounds of assignment and a look at the stream after the last parent's SHARD_END, or, when the fleet
 * was disturbed since, after that and the time to find two dead workers, of which one led.
 */
final class ChildrenAreTakenSoon extends Invariant {
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final GroundTruth truth;
    private final Map<LeaseKey, Long> dueSince = new TreeMap<>();

    ChildrenAreTakenSoon(GroundTruth truth) {
        super("L5", "A shard is owned soon after all its parents were processed to their end.", truth.verdict());
        this.truth = truth;
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.leaseAfter().isEmpty()) {
            return;
        }
        Lease now = write.leaseAfter().get();
        if (now.hasBegun()) {
            dueSince.remove(now.key());
        }
        if (now.isEnded() && !write.leaseBefore().map(Lease::isEnded).orElse(false)) {
            truth.stream().childrenOf(now.shard()).forEach(child -> parentEnded(now.key().stream(), child));
        }
    }

    private void parentEnded(String stream, ShardTruth child) {
        LeaseKey key = new LeaseKey(stream, child.id());
        boolean begun = truth.leases().hasEnded(key)
                || truth.leases().lease(key).map(Lease::hasBegun).orElse(false);
        boolean ready =
                child.parents().stream().allMatch(parent -> truth.leases().hasEnded(new LeaseKey(stream, parent)));
        if (ready && !begun) {
            dueSince.put(key, truth.nowNanos());
        }
    }

    @Override
    public void secondPassed() {
        long now = truth.nowNanos();
        for (Map.Entry<LeaseKey, Long> due : dueSince.entrySet()) {
            long since = Math.max(due.getValue(), truth.fleet().disturbedAtNanos());
            for (LifeTruth life : truth.fleet().lives()) {
                if (!life.isStopping()
                        && life.serves(due.getKey().stream())
                        && life.isAttentiveSince(since, now)
                        && now - since > boundNanos(life.config())) {
                    violated(
                            due.getKey().shard(),
                            "its last parent ended at " + Trace.timeText(due.getValue()) + ", " + life.name()
                                    + " is alive, and nobody has taken it");
                    return;
                }
            }
        }
    }

    private static long boundNanos(ConsumerConfig config) {
        return FleetTruth.mostNanos(config.coordinationInterval()
                .plus(config.failoverTime())
                .multipliedBy(2)
                .plus(config.shardSyncInterval())
                .plus(SLACK));
    }
}
