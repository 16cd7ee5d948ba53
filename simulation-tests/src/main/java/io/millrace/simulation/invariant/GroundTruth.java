package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.ConsumerConfig;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.Environment;
import io.millrace.simulation.scenario.FaultKind;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What is true in a run, kept by the simulator, and the laws that are held against it. Everything that happens is told to
 * it once; it brings the truth up to date and asks each law.
 */
public final class GroundTruth implements Observer {
    private static final int MANY_LEASES = 1_000;
    private static final int SECONDS_BETWEEN_LOOKS = 5;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final LongSupplier nowNanos;
    private final StreamTruth stream;
    private final LeaseTruth leases = new LeaseTruth();
    private final FleetTruth fleet = new FleetTruth();
    private final Verdict verdict;
    private ImmutableList<? extends Observer> observers = ImmutableList.of();
    private ImmutableList<Observer> toldOfApplied = ImmutableList.of();
    private ImmutableList<Observer> toldOfBegan = ImmutableList.of();
    private ImmutableList<Observer> toldOfReturned = ImmutableList.of();
    private ImmutableList<Observer> toldOfSaid = ImmutableList.of();
    private ImmutableList<Observer> toldOfSent = ImmutableList.of();
    private ImmutableList<Observer> toldOfAnswered = ImmutableList.of();
    private ImmutableList<Observer> toldOfPushed = ImmutableList.of();
    private ImmutableList<Observer> toldOfSecondPassed = ImmutableList.of();

    /** @param nowNanos virtual time */
    public GroundTruth(LongSupplier nowNanos) {
        this(nowNanos, Environment.USUAL.retention());
    }

    /**
     * @param nowNanos virtual time
     * @param retention how long the stream keeps a record
     */
    public GroundTruth(LongSupplier nowNanos, Duration retention) {
        this.nowNanos = Objects.requireNonNull(nowNanos, "nowNanos");
        this.stream = new StreamTruth(new Retention(nowNanos, retention));
        this.verdict = new Verdict(nowNanos);
    }

    /** Who is told after the truth has been brought up to date, in this order. */
    public void tell(ImmutableList<? extends Observer> next) {
        this.observers = next;
        toldOfApplied = Listeners.to("applied", next);
        toldOfBegan = Listeners.to("began", next);
        toldOfReturned = Listeners.to("returned", next);
        toldOfSaid = Listeners.to("said", next);
        toldOfSent = Listeners.to("sent", next);
        toldOfAnswered = Listeners.to("answered", next);
        toldOfPushed = Listeners.to("pushed", next);
        toldOfSecondPassed = Listeners.to("secondPassed", next);
    }

    /**
     * Whether laws that look over all leases should do so at this second. With thousands of leases that would take longer than
     * what happens to them, and their bounds are tens of seconds.
     */
    boolean isTimeToLookOverAll() {
        return leases.leases().size() <= MANY_LEASES || nowNanos() / SECOND_NANOS % SECONDS_BETWEEN_LOOKS == 0;
    }

    /** What time it is, in virtual time. */
    public long nowNanos() {
        return nowNanos.getAsLong();
    }

    public StreamTruth stream() {
        return stream;
    }

    public LeaseTruth leases() {
        return leases;
    }

    public FleetTruth fleet() {
        return fleet;
    }

    public Verdict verdict() {
        return verdict;
    }

    /** The store carried out a write. */
    public void applied(String writer, long sentAtNanos, EntryKey key, Optional<Entry> after, long revision) {
        AppliedWrite write = leases.apply(nowNanos.getAsLong(), writer, sentAtNanos, key, after, revision);
        if (writer.equals(LeaseTruth.OPERATOR)) {
            write.leaseBefore().ifPresent(this::loseHistoryOfAncestors);
        }
        applied(write);
    }

    /** Whoever finds a shard without a lease begins with the oldest of its ancestors that the stream knows. */
    private void loseHistoryOfAncestors(Lease lease) {
        for (ShardId parent : stream.ancestorsOf(lease.shard())) {
            leases.removedByHand(EntryKey.of(new LeaseKey(lease.key().stream(), parent)));
        }
    }

    @Override
    public void applied(AppliedWrite write) {
        boolean historyIsLost = leases.wasRemovedByHand(write.key());
        for (Observer observer : toldOfApplied) {
            if (!historyIsLost || !(observer instanceof Invariant law) || !law.restsOnHistory()) {
                observer.applied(write);
            }
        }
    }

    @Override
    public void began(ProcessorCall call) {
        for (Observer observer : toldOfBegan) {
            observer.began(call);
        }
        ShardTruth shard = stream.shard(call.shard());
        for (StreamRecord record : call.records()) {
            int index = shard.indexOf(record.position());
            if (index >= 0) {
                shard.deliver(index);
            }
        }
    }

    @Override
    public void returned(ProcessorCall call) {
        ShardTruth shard = stream.shard(call.shard());
        for (StreamRecord record : call.records()) {
            int index = shard.indexOf(record.position());
            if (index >= 0) {
                shard.finish(index);
            }
        }
        for (Observer observer : toldOfReturned) {
            observer.returned(call);
        }
    }

    @Override
    public void threw(ProcessorCall call, Throwable thrown) {
        observers.forEach(observer -> observer.threw(call, thrown));
    }

    @Override
    public void asked(ProcessorRun run, RecordPosition position) {
        stream.shard(run.shard().shardId()).vouched(position);
        observers.forEach(observer -> observer.asked(run, position));
    }

    /** A record that could not be processed was put aside, which counts as processing it. */
    public void parked(ShardId shard, RecordPosition record) {
        int index = stream.shard(shard).indexOf(record);
        if (index >= 0) {
            stream.shard(shard).finish(index);
        }
    }

    @Override
    public void confirmed(ProcessorRun run, Checkpoint checkpoint) {
        observers.forEach(observer -> observer.confirmed(run, checkpoint));
    }

    @Override
    public void said(String life, WorkerEvent event) {
        fleet.said(life, event, nowNanos());
        for (Observer observer : toldOfSaid) {
            observer.said(life, event);
        }
    }

    @Override
    public void started(String worker, String life) {
        fleet.started(worker, life, nowNanos());
        observers.forEach(observer -> observer.started(worker, life));
    }

    @Override
    public void configured(String life, ConsumerConfig config) {
        fleet.configured(life, config);
        observers.forEach(observer -> observer.configured(life, config));
    }

    @Override
    public void askedToStop(String life) {
        fleet.askedToStop(life, nowNanos());
        observers.forEach(observer -> observer.askedToStop(life));
    }

    @Override
    public void ended(String life) {
        fleet.ended(life, nowNanos());
        observers.forEach(observer -> observer.ended(life));
    }

    @Override
    public void acted(Action action) {
        fleet.acted(action, nowNanos());
        observers.forEach(observer -> observer.acted(action));
    }

    @Override
    public void injected(FaultKind kind, String worker) {
        fleet.injected(worker, nowNanos());
        observers.forEach(observer -> observer.injected(kind, worker));
    }

    @Override
    public void sent(ServiceCall call) {
        fleet.sent(call.life(), nowNanos());
        for (Observer observer : toldOfSent) {
            observer.sent(call);
        }
    }

    @Override
    public void answered(ServiceCall call, Object answer) {
        for (Observer observer : toldOfAnswered) {
            observer.answered(call, answer);
        }
    }

    @Override
    public void pushed(ServiceCall subscription, SubscriptionEvent event) {
        for (Observer observer : toldOfPushed) {
            observer.pushed(subscription, event);
        }
    }

    @Override
    public void resharded(ImmutableList<ShardId> parents, ImmutableList<ShardId> children) {
        observers.forEach(observer -> observer.resharded(parents, children));
    }

    @Override
    public void secondPassed() {
        for (Observer observer : toldOfSecondPassed) {
            observer.secondPassed();
        }
    }
}
