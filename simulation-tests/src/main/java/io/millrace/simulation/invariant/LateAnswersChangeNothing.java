package io.millrace.simulation.invariant;

import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.ports.telemetry.WorkerEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * S24. What a worker does after it gave a lease up or lost it, it does not do under that epoch any more, also when it has
 * taken the lease again: no batch, no second farewell, and no lease is taken twice under one epoch. That the store takes nothing of it is S3's, that what was read under
 * the epoch before is not handed over is S6's, and that a checkpoint of which it learns late really is stored is S13's.
 */
final class LateAnswersChangeNothing extends Invariant {
    private final Map<String, Map<LeaseKey, Long>> overOfLife = new HashMap<>();
    private final Map<String, Map<LeaseKey, Long>> takenOfLife = new HashMap<>();

    private final GroundTruth truth;

    LateAnswersChangeNothing(GroundTruth truth) {
        super(
                "S24",
                "An answer that comes after a worker has given up or lost a lease changes nothing under that epoch.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.LeaseReleased released) {
            over(life, released.lease(), released.epoch(), event);
        } else if (event instanceof WorkerEvent.LeaseLost lost) {
            over(life, lost.lease(), lost.epoch(), event);
        } else if (event instanceof WorkerEvent.BatchStarted started) {
            check(life, started.lease(), started.epoch(), event);
        } else if (event instanceof WorkerEvent.LeaseTaken taken) {
            check(life, taken.lease(), taken.epoch(), event);
            takenOnce(life, taken);
        }
    }

    private void takenOnce(String life, WorkerEvent.LeaseTaken taken) {
        Long before = takenOfLife.computeIfAbsent(life, name -> new HashMap<>()).put(taken.lease(), taken.epoch());
        if (before != null && taken.epoch() <= before && !truth.leases().wasRemovedByHand(EntryKey.of(taken.lease()))) {
            violated(taken.lease().shard(), life + " says " + taken + " although it had taken epoch " + before);
        }
    }

    @Override
    public void ended(String life) {
        overOfLife.remove(life);
        takenOfLife.remove(life);
    }

    private void over(String life, LeaseKey lease, long epoch, WorkerEvent event) {
        check(life, lease, epoch, event);
        overOfLife.computeIfAbsent(life, name -> new HashMap<>()).put(lease, epoch);
    }

    private void check(String life, LeaseKey lease, long epoch, WorkerEvent event) {
        Long over = overOfLife.getOrDefault(life, Map.of()).get(lease);
        if (over != null && epoch <= over && !truth.leases().wasRemovedByHand(EntryKey.of(lease))) {
            violated(lease.shard(), life + " says " + event + " although epoch " + over + " is over for it");
        }
    }
}
