package io.millrace.simulation.invariant;

import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.domain.sharing.LeaseSharing;
import io.millrace.engine.ConsumerConfig;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.scenario.Action;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is true of the fleet: its lives, and since when nothing has happened to it. */
public final class FleetTruth {
    private Optional<LeaseSharing> sharing = Optional.empty();
    /** The share by which a worker's clock may at most run fast or slow, and a little more. */
    private static final double DRIFT = 0.06;

    private final Map<String, LifeTruth> lives = new LinkedHashMap<>();
    private long disturbedAtNanos;

    /** @throws IllegalArgumentException when there was never such a life */
    public LifeTruth life(String name) {
        LifeTruth life = lives.get(name);
        if (life == null) {
            throw new IllegalArgumentException("there was never a life " + name);
        }
        return life;
    }

    /** Whether a worker processes the records of a shard one after the other, in their order. */
    boolean keepsOrderOfShard(String life) {
        return orderOf(life) == ProcessingOrder.SHARD;
    }

    /** Whether every worker that ever was does so. */
    boolean allKeepOrderOfShard() {
        return lives.keySet().stream().allMatch(this::keepsOrderOfShard);
    }

    /** In which order a worker processes the records of a shard. */
    ProcessingOrder orderOf(String life) {
        return life(life).config().order();
    }

    /** All lives that ever were, in the order of their beginning. */
    public Iterable<LifeTruth> lives() {
        return Collections.unmodifiableCollection(lives.values());
    }

    /**
     * When the fleet was last disturbed: a worker came, went, was asked to stop, paused, lost its session or its
     * leadership, or a call was made to fail. Reshards are no disturbance.
     */
    public long disturbedAtNanos() {
        return disturbedAtNanos;
    }

    /** Whether a living worker has left a stream out. */
    boolean isAnyStreamLeftOut() {
        return lives.values().stream().anyMatch(life -> life.isAlive() && life.hasLeftOutAny());
    }

    /** In true time, the least that a worker can mean by a duration of its own clock. */
    public static long leastNanos(Duration duration) {
        return (long) (duration.toNanos() * (1 - DRIFT));
    }

    /** In true time, the most that a worker can mean by a duration of its own clock. */
    public static long mostNanos(Duration duration) {
        return (long) (duration.toNanos() * (1 + DRIFT));
    }

    void started(String worker, String life, long nowNanos) {
        lives.put(life, new LifeTruth(worker, life, nowNanos));
        disturbedAtNanos = nowNanos;
    }

    void configured(String life, ConsumerConfig config) {
        life(life).configured(config);
    }

    void askedToStop(String life, long nowNanos) {
        life(life).askedToStop(nowNanos);
        disturbedAtNanos = nowNanos;
    }

    void ended(String life, long nowNanos) {
        life(life).ended();
        disturbedAtNanos = nowNanos;
    }

    void sent(String life, long nowNanos) {
        life(life).sent(nowNanos);
    }

    void injected(String worker, long nowNanos) {
        faulted(worker, nowNanos);
        disturbedAtNanos = nowNanos;
    }

    private void faulted(String worker, long untilNanos) {
        for (LifeTruth life : lives.values()) {
            if (life.isAlive() && life.worker().equals(worker)) {
                life.faulted(untilNanos);
            }
        }
    }

    void acted(Action action, long nowNanos) {
        if (action instanceof Action.RemoveEntry || action instanceof Action.RecreateStream) {
            lives.values().stream().filter(LifeTruth::isAlive).forEach(life -> life.faulted(nowNanos));
        } else if (action instanceof Action.Slow slow) {
            // Its calls may take so long that they are given up.
            faulted(slow.worker(), nowNanos + slow.lasts().toNanos());
        }
        if (!(action instanceof Action.Split) && !(action instanceof Action.Merge)) {
            disturbedAtNanos = nowNanos;
        }
    }

    void said(String life, WorkerEvent event, long nowNanos) {
        if (event instanceof WorkerEvent.Fenced) {
            life(life).fenced(true, nowNanos);
        } else if (event instanceof WorkerEvent.Unfenced || event instanceof WorkerEvent.SessionStarted) {
            life(life).fenced(false, nowNanos);
        }
        if (event instanceof WorkerEvent.StreamRemoved removed) {
            life(life).leftOut(removed.stream());
        } else if (event instanceof WorkerEvent.StreamAdded added) {
            life(life).tookUp(added.stream());
        }
        if (event instanceof WorkerEvent.StreamRemoved
                || event instanceof WorkerEvent.StreamAdded
                || event instanceof WorkerEvent.Fenced
                || event instanceof WorkerEvent.SessionLost
                || event instanceof WorkerEvent.SessionDeclaredDead
                || event instanceof WorkerEvent.LeadershipTaken
                || event instanceof WorkerEvent.LeadershipLost) {
            disturbedAtNanos = nowNanos;
        }
    }

    /** The terms on which leases are shared with workers of another system; empty when they are not. */
    public Optional<LeaseSharing> sharing() {
        return sharing;
    }

    /** That they are shared, as a worker's lease store says. */
    public void shared(Optional<LeaseSharing> terms) {
        sharing = terms;
    }
}
