package io.millrace.simulation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ShardId;
import io.millrace.simulation.invariant.Recovery;
import io.millrace.simulation.invariant.Recovery.Debt;
import io.millrace.simulation.invariant.Verdict;
import io.millrace.simulation.kernel.SimulationKernel;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The second phase: nothing goes wrong any more, and the fleet has to pay all its debts in time. */
final class RecoveryPhase {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /** No lease moves for so long: then the fleet is at rest. */
    private static final Duration QUIET = Duration.ofSeconds(20);

    private static final Duration SLACK = Duration.ofSeconds(10);
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);

    private final Scenario scenario;
    private final SimulationKernel kernel;
    private final SimulatedFleet fleet;
    private final Recovery recovery;
    private final Verdict verdict;
    private final Map<LeaseKey, Long> orphanSince = new TreeMap<>();
    private long drainedAt = -1;

    RecoveryPhase(
            Scenario scenario, SimulationKernel kernel, SimulatedFleet fleet, Recovery recovery, Verdict verdict) {
        this.scenario = scenario;
        this.kernel = kernel;
        this.fleet = fleet;
        this.recovery = recovery;
        this.verdict = verdict;
    }

    /** Runs until the fleet is at rest or owes something for too long; returns how long it took. */
    Duration run() {
        long begin = kernel.time().nowNanos();
        while (!verdict.isBroken()) {
            long now = kernel.time().nowNanos();
            if (look(begin, now)) {
                return Duration.ofNanos(Math.max(begin, recovery.lastMoveAtNanos()) - begin);
            }
            if (!verdict.isBroken()) {
                kernel.runUntil(now + LOOK_EVERY.toNanos(), verdict::isBroken);
            }
        }
        return Duration.ZERO;
    }

    /** Whether nothing is owed any more. */
    private boolean look(long begin, long now) {
        ImmutableSortedSet<String> working = fleet.working();
        checkOrphans(now, recovery.orphans(working));
        ImmutableList<Debt> unprocessed = recovery.unprocessed(SimulatedStream.NAME);
        if (!unprocessed.isEmpty() || !fleet.stopping().isEmpty()) {
            if (now - begin > LONGEST_DRAIN.toNanos()) {
                unprocessed.forEach(this::violated);
                fleet.stopping()
                        .forEach(life -> violated(new Debt(
                                "L7",
                                "A worker that was asked to stop stops in time.",
                                null,
                                life + " has not stopped")));
            }
            return false;
        }
        if (drainedAt < 0) {
            drainedAt = now;
        }
        ImmutableList<Debt> imbalance = recovery.imbalance(working);
        boolean quiet = now - Math.max(recovery.lastMoveAtNanos(), begin) >= QUIET.toNanos();
        if (imbalance.isEmpty() && quiet) {
            return true;
        }
        if (now - drainedAt > failoverWithin().plus(QUIET).plus(SLACK).toNanos()) {
            if (imbalance.isEmpty()) {
                violated(new Debt("L3", "A balanced fleet keeps still.", null, "leases still change hands"));
            } else {
                imbalance.forEach(this::violated);
            }
        }
        return false;
    }

    /** A lease is looked after by the leader: if that died too it takes a failover time to have another. */
    private Duration failoverWithin() {
        return scenario.longestFailoverTime().multipliedBy(2).plus(SLACK);
    }

    private void checkOrphans(long now, ImmutableList<Debt> orphans) {
        Map<LeaseKey, Long> before = new TreeMap<>(orphanSince);
        orphanSince.clear();
        for (Debt orphan : orphans) {
            LeaseKey key = java.util.Objects.requireNonNull(orphan.lease());
            long since = before.getOrDefault(key, now);
            orphanSince.put(key, since);
            if (now - since > failoverWithin().toNanos()) {
                violated(orphan);
            }
        }
    }

    private void violated(Debt debt) {
        @Nullable ShardId shard = debt.lease() == null ? null : debt.lease().shard();
        verdict.violated(debt.id(), debt.sentence(), shard, debt.finding());
    }
}
