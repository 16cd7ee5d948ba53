package io.millrace.simulation.invariant;

import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * S21. Workers are told apart by their sessions, not by what people call them: so nobody but the life that made a session
 * beats for it, and two lives, of the same worker id or not, both believe that they own a lease only for as long as the
 * elder needs to learn that it does not, while it runs and is not fenced.
 */
final class SessionsAreNotShared extends Invariant {
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final GroundTruth truth;
    private final Map<LeaseKey, Map<String, Long>> believers = new TreeMap<>();
    private final Map<LeaseKey, Long> contestedSince = new TreeMap<>();

    SessionsAreNotShared(GroundTruth truth) {
        super(
                "S21",
                "Two workers, even of one worker id, do not both believe that they own a lease for longer than a renewal.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.key().kind() == EntryKind.SESSION && write.after().isPresent()) {
            String maker =
                    truth.leases().lifeOf(new SessionId(write.key().id())).orElseThrow();
            if (!maker.equals(write.writer())) {
                violated(
                        null,
                        write.writer() + " wrote the session " + write.key().id() + ", which " + maker + " made");
            }
        }
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.LeaseTaken taken) {
            Map<String, Long> all = believers.computeIfAbsent(taken.lease(), key -> new TreeMap<>());
            all.put(life, taken.epoch());
            if (all.size() > 1) {
                contestedSince.putIfAbsent(taken.lease(), truth.nowNanos());
            }
        } else if (event instanceof WorkerEvent.LeaseReleased released) {
            believesNoMore(life, released.lease());
        } else if (event instanceof WorkerEvent.LeaseLost lost) {
            believesNoMore(life, lost.lease());
        } else if (event instanceof WorkerEvent.ShardFinished finished) {
            believesNoMore(life, finished.lease());
        }
    }

    @Override
    public void ended(String life) {
        for (LeaseKey key : contestedSince.keySet().toArray(LeaseKey[]::new)) {
            believesNoMore(life, key);
        }
        believers.values().forEach(all -> all.remove(life));
    }

    private void believesNoMore(String life, LeaseKey lease) {
        Map<String, Long> all = believers.get(lease);
        if (all != null) {
            all.remove(life);
            if (all.size() < 2) {
                contestedSince.remove(lease);
            }
        }
    }

    @Override
    public void secondPassed() {
        contestedSince.forEach((lease, since) -> names(lease).forEach(name -> {
            LifeTruth life = truth.fleet().life(name);
            long bound = FleetTruth.mostNanos(life.config().failoverTime().plus(SLACK));
            long now = truth.nowNanos();
            if (!truth.leases().wasRemovedByHand(EntryKey.of(lease))
                    && now - since > bound
                    && life.isAttentiveSince(now - bound, now)
                    && !life.isFenced()
                    && isOver(name, lease)) {
                violated(lease.shard(), name + " believes that it owns the lease, as do " + names(lease));
            }
        }));
    }

    private Set<String> names(LeaseKey lease) {
        return believers.getOrDefault(lease, Map.of()).keySet();
    }

    /** Whether the epoch under which a life took the lease is over: by then another has taken it, or it is gone. */
    private boolean isOver(String life, LeaseKey key) {
        Long epoch = believers.getOrDefault(key, Map.of()).get(life);
        return epoch != null
                && !truth.leases().wasRemovedByHand(EntryKey.of(key))
                && truth.leases()
                        .lease(key)
                        .map(lease -> lease.ownership().epoch() > epoch)
                        .orElse(true);
    }
}
