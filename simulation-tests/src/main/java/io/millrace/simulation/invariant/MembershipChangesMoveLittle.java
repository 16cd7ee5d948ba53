package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.scenario.Action;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * L4, for scenarios without faults. Judged are the changes that come upon a fleet at rest, each until the next change, crash
 * or reshard: what two at a time move cannot be told apart. A lease that its owner gives up and takes again is judged
 * always, unless there was such a change in between. Leases that move for load are another matter ({@link
 * MovesForLoadAreRare}).
 */
final class MembershipChangesMoveLittle extends Invariant {
    private static final Duration REST = Duration.ofSeconds(15);

    private final GroundTruth truth;
    private final Map<LeaseKey, String> lastOwner = new HashMap<>();
    private final Map<LeaseKey, Long> takenAtNanos = new HashMap<>();
    private final TreeSet<LeaseKey> moved = new TreeSet<>();
    /** Planned to be moved for load, and not taken since. */
    private final TreeSet<LeaseKey> movingForLoad = new TreeSet<>();

    private long lastChangeNanos;
    private long disturbedAtNanos;
    private boolean judging;
    private String leaver = "";
    private int most;

    MembershipChangesMoveLittle(GroundTruth truth) {
        super(
                "L4",
                "Who joins a fleet at rest gets its share and no more is moved, who leaves gives away its own, and no lease"
                        + " moves twice or comes back to who gave it up.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void started(String worker, String life) {
        int others = 0;
        for (LifeTruth other : truth.fleet().lives()) {
            others += other.isAlive() && !other.isStopping() && !other.name().equals(life) ? 1 : 0;
        }
        long leases = truth.leases().leases().stream()
                .filter(lease -> !lease.isEnded())
                .count();
        change("", (int) ((leases + others) / (others + 1)));
    }

    @Override
    public void askedToStop(String life) {
        change(life, Integer.MAX_VALUE);
    }

    @Override
    public void ended(String life) {
        if (!life.equals(leaver)) {
            disturbed();
        }
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.Planned plan) {
            movingForLoad.addAll(plan.forLoad());
        }
    }

    @Override
    public void resharded(ImmutableList<ShardId> parents, ImmutableList<ShardId> children) {
        disturbed();
    }

    @Override
    public void acted(Action action) {
        if (action instanceof Action.RemoveStream || action instanceof Action.AddStream) {
            disturbed();
        }
    }

    private void change(String leaving, int mostMoves) {
        judging = truth.nowNanos() - lastChangeNanos > REST.toNanos() && allAreOwned();
        lastChangeNanos = truth.nowNanos();
        disturbedAtNanos = truth.nowNanos();
        moved.clear();
        leaver = leaving;
        most = mostMoves;
    }

    private boolean allAreOwned() {
        return truth.leases().leases().stream()
                .allMatch(lease -> lease.isEnded() || lease.ownership().owner().isPresent());
    }

    private void disturbed() {
        judging = false;
        lastChangeNanos = truth.nowNanos();
        disturbedAtNanos = truth.nowNanos();
    }

    @Override
    public void applied(AppliedWrite write) {
        if (!write.isTake()) {
            return;
        }
        Lease lease = write.leaseAfter().orElseThrow();
        String before = lastOwner.put(lease.key(), write.writer());
        Long takenBefore = takenAtNanos.put(lease.key(), truth.nowNanos());
        lastChangeNanos = truth.nowNanos();
        if (movingForLoad.remove(lease.key())) {
            return;
        }
        if (write.writer().equals(before) && takenBefore != null && takenBefore > disturbedAtNanos) {
            violated(lease.shard(), before + " gave it up and took it again although nothing had changed");
            return;
        }
        if (!judging || before == null) {
            return;
        }
        if (!leaver.isEmpty() && !leaver.equals(before)) {
            violated(lease.shard(), write.writer() + " took it from " + before + " when " + leaver + " left");
        } else if (!moved.add(lease.key())) {
            violated(lease.shard(), "it moves for the second time after one change of the fleet");
        } else if (moved.size() > most) {
            violated(lease.shard(), moved + " are moved for one worker that joined, more than " + most);
        }
    }
}
