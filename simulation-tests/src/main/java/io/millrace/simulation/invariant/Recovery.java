package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ShardId;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Liveness: what the fleet still owes once everything that went wrong has stopped. Each debt is named, so that a run that
 * does not come to rest says why.
 */
public final class Recovery implements Observer {
    private static final int BATCH_RECORDS = 1_000;
    /** Of what is left some may be cut into small batches already. */
    private static final int FEW_BATCHES = 4;

    private final GroundTruth truth;
    private long lastMoveAtNanos;

    public Recovery(GroundTruth truth) {
        this.truth = Objects.requireNonNull(truth, "truth");
    }

    @Override
    public void applied(AppliedWrite write) {
        boolean moved = write.leaseAfter()
                .map(now -> !write.leaseBefore()
                        .map(was -> was.ownership().equals(now.ownership()))
                        .orElse(false))
                .orElse(false);
        if (moved) {
            lastMoveAtNanos = write.atNanos();
        }
    }

    /** When a lease was last made, taken or given up. */
    public long lastMoveAtNanos() {
        return lastMoveAtNanos;
    }

    /** L1: records that nobody has processed, and closed shards that are not at SHARD_END. */
    public ImmutableList<Debt> unprocessed() {
        ImmutableList.Builder<Debt> debts = ImmutableList.builder();
        for (ShardTruth shard : truth.stream().shards()) {
            LeaseKey key = new LeaseKey(shard.stream(), shard.id());
            if (!shard.allDone()) {
                debts.add(new Debt(
                        "L1",
                        "Every record that was put is processed.",
                        key,
                        (shard.size() - shard.firstNotDone()) + " records from " + shard.record(shard.firstNotDone())
                                + " on are not processed; the lease is " + describe(key)));
            } else if (shard.isClosed() && !shard.isGone() && !truth.leases().hasEnded(key)) {
                debts.add(new Debt(
                        "L1", "Every closed shard is processed to its end.", key, "the lease is " + describe(key)));
            }
        }
        return debts.build();
    }

    /** L2: leases that could be processed and are not owned by a living worker. */
    public ImmutableList<Debt> orphans(ImmutableSortedSet<String> living) {
        ImmutableList.Builder<Debt> debts = ImmutableList.builder();
        for (Lease lease : truth.leases().leases()) {
            boolean owned =
                    truth.leases().ownerLife(lease).map(living::contains).orElse(false);
            boolean gone = truth.stream().shard(lease.shard()).isGone();
            if (!lease.isEnded() && !gone && isReady(lease) && !owned) {
                debts.add(new Debt(
                        "L2",
                        "Every lease that can be processed is owned by a living worker.",
                        lease.key(),
                        "it is " + describe(lease.key()) + "; alive: " + living));
            }
        }
        return debts.build();
    }

    /** L3: workers that hold more or less than their share of the leases. */
    public ImmutableList<Debt> imbalance(ImmutableSortedSet<String> living) {
        Map<String, Integer> held = new TreeMap<>();
        living.forEach(life -> held.put(life, 0));
        int leases = 0;
        for (Lease lease : truth.leases().leases()) {
            if (!lease.isEnded() && isReady(lease)) {
                leases++;
                truth.leases().ownerLife(lease).ifPresent(life -> held.computeIfPresent(life, (name, n) -> n + 1));
            }
        }
        int floor = leases / living.size();
        int ceiling = floor + (leases % living.size() == 0 ? 0 : 1);
        boolean balanced = held.values().stream().allMatch(count -> count >= floor && count <= ceiling);
        return balanced
                ? ImmutableList.of()
                : ImmutableList.of(new Debt(
                        "L3",
                        "Each living worker holds its share of the leases, and none moves any more.",
                        null,
                        leases + " leases are held as " + held + "; the last move was at "
                                + Trace.timeText(lastMoveAtNanos)));
    }

    /** L10: ended leases that nobody needs: the leases of all their children have made progress, those of their parents are gone. */
    public ImmutableList<Debt> leftOver() {
        ImmutableList.Builder<Debt> debts = ImmutableList.builder();
        for (Lease lease : truth.leases().leases()) {
            boolean needed = !lease.isEnded()
                    || lease.parents().stream()
                            .anyMatch(parent -> truth.leases()
                                    .lease(new LeaseKey(lease.key().stream(), parent))
                                    .isPresent())
                    || !truth.stream().childrenOf(lease.shard()).stream()
                            .map(child -> truth.leases().lease(new LeaseKey(lease.key().stream(), child.id())))
                            .allMatch(child -> child.filter(found -> found.hasBegun()
                                            && !found.checkpoint().isSentinel())
                                    .isPresent());
            if (!needed) {
                debts.add(new Debt(
                        "L10",
                        "Leases of ended shards are removed in the end.",
                        lease.key(),
                        "its children are being processed, and it is " + describe(lease.key())));
            }
        }
        return debts.build();
    }

    /**
     * How long it may take until everything that is left is processed: all of it in batches of the largest size, one after
     * the other in each line of descent and as many at a time as there are threads.
     *
     * @param longestBatch the longest time of one batch
     * @param threads how many batches the working fleet processes at a time
     * @param generation how long each generation of shards may need to be taken and begun
     */
    public Duration drainWithin(Duration longestBatch, int threads, Duration generation) {
        Map<ShardId, Line> lines = new TreeMap<>();
        long batches = 0;
        Line longest = new Line(0, 1);
        for (ShardTruth shard : truth.stream().shards()) {
            long ofShard = shard.allDone() ? 0 : FEW_BATCHES + (shard.size() - shard.firstNotDone()) / BATCH_RECORDS;
            batches += ofShard;
            Line before = shard.parents().stream()
                    .map(parent -> lines.getOrDefault(parent, new Line(0, 0)))
                    .reduce(new Line(0, 0), Line::longer);
            Line line = new Line(before.batches() + ofShard, before.generations() + 1);
            lines.put(shard.id(), line);
            longest = longest.longer(line);
        }
        return longestBatch
                .multipliedBy(longest.batches() + batches / Math.max(1, threads) + 1)
                .plus(generation.multipliedBy(longest.generations()));
    }

    private record Line(long batches, long generations) {
        Line longer(Line other) {
            return new Line(Math.max(batches, other.batches), Math.max(generations, other.generations));
        }
    }

    private boolean isReady(Lease lease) {
        return lease.lineageStart()
                || lease.parents().stream()
                        .allMatch(parent -> truth.leases().hasEnded(new LeaseKey(lease.key().stream(), parent)));
    }

    private String describe(LeaseKey key) {
        return truth.leases()
                .lease(key)
                .map(lease -> "owned by " + truth.leases().ownerLife(lease).orElse("nobody") + " as "
                        + lease.ownership() + " at " + lease.checkpoint())
                .orElse("not there");
    }

    /**
     * One thing that is still owed.
     *
     * @param id of the law
     * @param sentence what the law says
     * @param lease which lease it is about; null when about the fleet
     * @param finding what is the case instead
     */
    public record Debt(
            String id,
            String sentence,
            @org.jspecify.annotations.Nullable LeaseKey lease,
            String finding) {}
}
