package io.millrace.simulation.invariant;

import io.millrace.domain.lease.Lease;
import io.millrace.domain.stream.HashKeyCoverage;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * S11. The bound counts from the last disturbance (a fault, a worker that comes or goes): two failover times for a new
 * leader, its look at the stream, and a few seconds for the writes. While there is no worker that has run for as long,
 * nobody owes anything.
 */
final class EveryHashKeyIsCovered extends Invariant {
    private static final Duration SLACK = Duration.ofSeconds(10);

    private final GroundTruth truth;
    private long shapeSeen = -1;
    private long holeSinceNanos = LifeTruth.NEVER;
    private List<HashKeyRange> holes = List.of();

    EveryHashKeyIsCovered(GroundTruth truth) {
        super(
                "S11",
                "Leases that are not at SHARD_END cover all hash keys; a hole is gone after a look at the stream.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void secondPassed() {
        look();
        if (holeSinceNanos == LifeTruth.NEVER || truth.fleet().isAnyStreamLeftOut()) {
            // Only a leader that has the stream can see to it.
            return;
        }
        long now = truth.nowNanos();
        long since = Math.max(holeSinceNanos, truth.fleet().disturbedAtNanos());
        // Any of them may lead, and only the leader looks.
        long boundNanos = 0;
        boolean somebodyAnswers = false;
        for (LifeTruth life : truth.fleet().lives()) {
            if (life.isAlive()) {
                boundNanos = Math.max(boundNanos, boundNanos(life));
                somebodyAnswers |= life.isAttentiveSince(since, now) && !life.isStopping();
            }
        }
        if (somebodyAnswers && now - since > boundNanos) {
            violated(null, "no lease covers " + holes + " since " + Trace.timeText(holeSinceNanos));
        }
    }

    private static long boundNanos(LifeTruth life) {
        return FleetTruth.mostNanos(life.config()
                .shardSyncInterval()
                .plus(life.config().failoverTime().multipliedBy(2))
                .plus(SLACK));
    }

    /** Only when leases were made, ended or deleted can a hole have come or gone. */
    private void look() {
        if (truth.leases().shapeChanges() == shapeSeen) {
            return;
        }
        shapeSeen = truth.leases().shapeChanges();
        Map<String, List<HashKeyRange>> covered = new TreeMap<>();
        for (Lease lease : truth.leases().leases()) {
            List<HashKeyRange> ofStream = covered.computeIfAbsent(lease.key().stream(), none -> new ArrayList<>());
            if (!lease.isEnded()) {
                ofStream.add(lease.hashKeyRange());
            }
        }
        holes = covered.isEmpty()
                ? HashKeyCoverage.holes(List.of())
                : covered.values().stream()
                        .flatMap(ofStream -> HashKeyCoverage.holes(ofStream).stream())
                        .toList();
        if (holes.isEmpty()) {
            holeSinceNanos = LifeTruth.NEVER;
        } else if (holeSinceNanos == LifeTruth.NEVER) {
            holeSinceNanos = truth.nowNanos();
        }
    }
}
