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
import java.util.TreeSet;

/**
 * S21. Workers are told apart by their sessions, not by what people call them: so nobody but the life that made a session
 * beats for it, and two lives, of the same worker id or not, both believe that they own a lease only for as long as the
 * elder needs to learn that it does not, while it runs and is not fenced.
 */
final class SessionsAreNotShared extends Invariant {
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final GroundTruth truth;
    private final Map<LeaseKey, Map<String, Belief>> believers = new TreeMap<>();
    private final Set<LeaseKey> contested = new TreeSet<>();

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
            Map<String, Belief> all = believers.computeIfAbsent(taken.lease(), key -> new TreeMap<>());
            all.values().forEach(belief -> belief.overtaken(taken.epoch(), truth.nowNanos()));
            all.put(life, new Belief(taken.epoch()));
            if (all.size() > 1) {
                contested.add(taken.lease());
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
        for (LeaseKey key : contested.toArray(LeaseKey[]::new)) {
            believesNoMore(life, key);
        }
        believers.values().forEach(all -> all.remove(life));
    }

    private void believesNoMore(String life, LeaseKey lease) {
        Map<String, Belief> all = believers.get(lease);
        if (all != null) {
            all.remove(life);
            if (all.size() < 2) {
                contested.remove(lease);
            }
        }
    }

    @Override
    public void secondPassed() {
        contested.stream()
                .filter(lease -> !truth.leases().wasRemovedByHand(EntryKey.of(lease)))
                .forEach(lease -> look(lease, believers.getOrDefault(lease, Map.of())));
    }

    private void look(LeaseKey lease, Map<String, Belief> all) {
        all.forEach((name, belief) -> {
            if (belief.overSinceNanos != LifeTruth.NEVER && shouldKnow(name, belief.overSinceNanos)) {
                violated(lease.shard(), name + " believes that it owns the lease, as do " + all.keySet());
            }
        });
    }

    /** Whether a life has run for so long since a moment that it must know what others did then. */
    private boolean shouldKnow(String name, long sinceNanos) {
        LifeTruth life = truth.fleet().life(name);
        long now = truth.nowNanos();
        long bound = FleetTruth.mostNanos(life.config().failoverTime().plus(SLACK));
        return now - sinceNanos > bound && life.isAttentiveSince(now - bound, now) && !life.isFenced();
    }

    /** That of one life in its lease. */
    private static final class Belief {
        private final long epoch;
        /** Since when another has taken it under a later epoch. */
        private long overSinceNanos = LifeTruth.NEVER;

        private Belief(long epoch) {
            this.epoch = epoch;
        }

        private void overtaken(long laterEpoch, long nowNanos) {
            if (laterEpoch > epoch && overSinceNanos == LifeTruth.NEVER) {
                overSinceNanos = nowNanos;
            }
        }
    }
}
