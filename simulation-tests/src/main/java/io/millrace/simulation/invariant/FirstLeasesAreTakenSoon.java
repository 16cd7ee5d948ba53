package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.ShardId;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** L11, for runs in which nothing goes wrong at the beginning. That no lease is made twice the store itself sees to. */
final class FirstLeasesAreTakenSoon extends Invariant {
    private static final Duration SLACK = Duration.ofSeconds(3);

    private final GroundTruth truth;
    private long firstStartNanos = LifeTruth.NEVER;
    private boolean over;

    FirstLeasesAreTakenSoon(GroundTruth truth) {
        super(
                "L11",
                "Workers that begin together on an empty table soon own every shard, each of them one at a time.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void started(String worker, String life) {
        firstStartNanos = firstStartNanos == LifeTruth.NEVER ? truth.nowNanos() : firstStartNanos;
    }

    @Override
    public void acted(Action action) {
        over = true;
    }

    @Override
    public void injected(FaultKind kind, String worker) {
        over = true;
    }

    @Override
    public void ended(String life) {
        over = true;
    }

    @Override
    public void secondPassed() {
        if (over || firstStartNanos == LifeTruth.NEVER) {
            return;
        }
        LifeTruth first = truth.fleet().lives().iterator().next();
        Duration bound = first.config()
                .coordinationInterval()
                .multipliedBy(2)
                .plus(first.config().shardSyncInterval())
                .plus(SLACK);
        if (truth.nowNanos() - firstStartNanos > FleetTruth.mostNanos(bound)) {
            over = true;
            Set<ShardId> owned = truth.leases().leases().stream()
                    .filter(lease -> lease.ownership().owner().isPresent())
                    .map(Lease::shard)
                    .collect(Collectors.toSet());
            for (ShardTruth shard : truth.stream().shards()) {
                if (!owned.contains(shard.id())) {
                    violated(shard.id(), "nobody owns it " + bound + " after the first worker has started");
                    return;
                }
            }
        }
    }
}
