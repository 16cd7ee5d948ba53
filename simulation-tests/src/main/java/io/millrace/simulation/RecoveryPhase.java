package io.millrace.simulation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ShardId;
import io.millrace.simulation.invariant.Recovery;
import io.millrace.simulation.invariant.Recovery.Debt;
import io.millrace.simulation.invariant.Verdict;
import io.millrace.simulation.kernel.SimulationKernel;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The second phase: nothing goes wrong any more, and the fleet has to pay all its debts in time. */
final class RecoveryPhase {
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    /** No lease moves for so long: then the fleet is at rest. */
    private static final Duration QUIET = Duration.ofSeconds(20);

    private static final Duration SLACK = Duration.ofSeconds(10);
    /** How many times as long as usual user code and processes may take in the first phase. */
    private static final int SLOWEST = 20;

    private static final Duration LONGEST_HAND_OFF = Duration.ofSeconds(40);
    /** Ended leases are removed when the leader looks at the stream, one generation at a time. */
    private static final Duration TIDY_WITHIN = Duration.ofMinutes(3);

    private final Scenario scenario;
    private final SimulationKernel kernel;
    private final SimulatedFleet fleet;
    private final Recovery recovery;
    private final Verdict verdict;
    private final Map<LeaseKey, Long> orphanSince = new TreeMap<>();
    private final int threads;
    private final Duration drainWithin;
    private long drainedAt = -1;

    RecoveryPhase(
            SimulationSetup setup, SimulationKernel kernel, SimulatedFleet fleet, Recovery recovery, Verdict verdict) {
        this.scenario = setup.scenario();
        this.kernel = kernel;
        this.fleet = fleet;
        this.recovery = recovery;
        this.verdict = verdict;
        this.threads = fewestThreads(setup);
        this.drainWithin = drainWithin();
    }

    private static int fewestThreads(SimulationSetup setup) {
        Scenario scenario = setup.scenario();
        return Stream.concat(Stream.of(""), scenario.workerSettings().keySet().stream())
                .mapToInt(
                        worker -> scenario.settingsOf(worker).processorThreads().orElse(setup.processorThreads()))
                .min()
                .orElseThrow();
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
        ImmutableList<Debt> unprocessed = recovery.unprocessed();
        if (!unprocessed.isEmpty() || !fleet.stopping().isEmpty()) {
            // that those who stop do so in time is a law of its own
            if (now - begin > drainWithin.toNanos()) {
                unprocessed.forEach(this::violated);
            }
            return false;
        }
        if (drainedAt < 0) {
            drainedAt = now;
        }
        return isAtRest(begin, now, working) && isTidy(now);
    }

    private boolean isAtRest(long begin, long now, ImmutableSortedSet<String> working) {
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

    private boolean isTidy(long now) {
        ImmutableList<Debt> leftOver = recovery.leftOver();
        if (now - drainedAt > TIDY_WITHIN.toNanos()) {
            leftOver.forEach(this::violated);
        }
        return leftOver.isEmpty();
    }

    /** User code that hangs at the end of the first phase does so until its fault would have been over. */
    private Duration drainWithin() {
        Duration hanging = scenario.actions().stream()
                .filter(Action.UserFault.class::isInstance)
                .map(Action.UserFault.class::cast)
                .map(fault -> fault.at().plus(fault.lasts()).minus(scenario.duration()))
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) >= 0 ? one : other);
        return recovery.drainWithin(
                        scenario.longestBatch(),
                        threads * Math.max(1, fleet.working().size()),
                        failoverWithin())
                .plus(hanging)
                .plus(scenario.longestBatch().multipliedBy(SLOWEST))
                .plus(LONGEST_HAND_OFF);
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
