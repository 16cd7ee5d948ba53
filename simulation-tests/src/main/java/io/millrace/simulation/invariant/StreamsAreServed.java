package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.engine.ConsumerConfig;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * L15, for applications with several streams. The bound counts from when the lease came into the wrong hands or into none, or
 * from the last disturbance (a fault, a worker that comes or goes, a stream that is left out or taken up): a hand-over, the
 * time to find a dead worker and another leader, and two rounds of assignment.
 */
final class StreamsAreServed extends Invariant {
    private static final Duration SLACK = Duration.ofSeconds(10);

    private final GroundTruth truth;
    private final Duration longestBatch;
    private final Map<LeaseKey, Long> wrongSince = new TreeMap<>();

    /** @param longestBatch how long a batch may take, for which a hand-over has to wait */
    StreamsAreServed(GroundTruth truth, Duration longestBatch) {
        super(
                "L15",
                "A lease that can be processed is soon owned by a worker that works on its stream, if there is one.",
                truth.verdict());
        this.truth = truth;
        this.longestBatch = longestBatch;
    }

    @Override
    public void secondPassed() {
        long now = truth.nowNanos();
        for (Lease lease : truth.leases().leases()) {
            Optional<String> owner = truth.leases().ownerLife(lease);
            boolean right = lease.isEnded()
                    || !isReady(lease)
                    || owner.filter(life -> truth.fleet().life(life).serves(lease.key().stream()))
                            .isPresent();
            if (right) {
                wrongSince.remove(lease.key());
            } else {
                long since = Math.max(wrongSince.computeIfAbsent(lease.key(), key -> now), calmSinceNanos());
                judge(lease, owner, since, now);
            }
        }
    }

    /** What slows a worker down lasts for a while, in which it is held to nothing. */
    private long calmSinceNanos() {
        long since = truth.fleet().disturbedAtNanos();
        for (LifeTruth life : truth.fleet().lives()) {
            since = Math.max(since, life.isAlive() ? life.lastFaultNanos() : since);
        }
        return since;
    }

    private void judge(Lease lease, Optional<String> owner, long since, long now) {
        for (LifeTruth life : truth.fleet().lives()) {
            if (life.isAlive()
                    && !life.isStopping()
                    && life.serves(lease.key().stream())
                    && life.isAttentiveSince(since, now)
                    && now - since > boundNanos(life.config())) {
                violated(
                        lease.shard(),
                        lease.key() + " is owned by " + owner.orElse("nobody") + " since "
                                + Trace.timeText(wrongSince.getOrDefault(lease.key(), since)) + ", and " + life.name()
                                + " works on its stream");
                return;
            }
        }
    }

    private boolean isReady(Lease lease) {
        return lease.lineageStart()
                || lease.parents().stream()
                        .allMatch(parent -> truth.leases().hasEnded(new LeaseKey(lease.key().stream(), parent)));
    }

    private long boundNanos(ConsumerConfig config) {
        return FleetTruth.mostNanos(config.coordinationInterval()
                .plus(config.failoverTime())
                .multipliedBy(2)
                .plus(longestBatch)
                .plus(SLACK));
    }
}
