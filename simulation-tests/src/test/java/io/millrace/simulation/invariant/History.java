package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.assignment.PlanningSettings;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.consumer.BatchLimits;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.ConsumerConfig;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells the laws a history by hand, in the order in which it happens. */
final class History {
    static final LeaseKey LEASE = key(0);

    /** With a checkpoint every 10 s, a hand-off within 30 s and a look at the stream every 30 s. */
    static final ConsumerConfig CONFIG = new ConsumerConfig(
            "worker",
            InitialPosition.TRIM_HORIZON,
            Duration.ofSeconds(8),
            1,
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            CheckpointPolicy.every(Duration.ofSeconds(10)),
            FailurePolicy.retry(),
            BatchLimits.defaults(),
            PollingSettings.defaults(),
            PlanningSettings.defaults(),
            1 << 20,
            false,
            ProcessingOrder.SHARD,
            1,
            Optional.empty());

    final GroundTruth truth = new GroundTruth(this::nowNanos);
    final Recovery recovery = new Recovery(truth);
    private long nowNanos;
    private int runs;
    private long calls;

    History() {
        this(Scenario.quiet(1, 2, 1, Duration.ofMinutes(1)));
    }

    History(Scenario scenario) {
        truth.tell(ImmutableList.<Observer>builder()
                .add(recovery)
                .addAll(Invariants.of(scenario, truth))
                .build());
        shard(0);
        for (String worker : new String[] {"w1", "w2"}) {
            truth.started(worker, worker);
            truth.configured(worker, CONFIG);
            session(worker);
        }
    }

    static LeaseKey key(int shard) {
        return new LeaseKey("stream", ShardId.ofOrdinal(shard));
    }

    static Lease lease(int shard, int... parents) {
        ImmutableList.Builder<ShardId> ids = ImmutableList.builder();
        for (int parent : parents) {
            ids.add(ShardId.ofOrdinal(parent));
        }
        return Lease.unowned(key(shard), HashKeyRange.WHOLE, ids.build(), parents.length == 0, Checkpoint.TRIM_HORIZON);
    }

    static Checkpoint at(long sequenceNumber) {
        return Checkpoint.at(SequenceNumber.of(sequenceNumber));
    }

    static SessionId session(int number, String worker) {
        return new SessionId(worker + "-session-" + number);
    }

    List<String> broken() {
        return truth.verdict().violations().stream()
                .map(Violation::id)
                .distinct()
                .toList();
    }

    void pass(Duration duration) {
        nowNanos += duration.toNanos();
    }

    void shard(int shard, int... parents) {
        truth.stream()
                .created(
                        new Shard(
                                ShardId.ofOrdinal(shard),
                                parents.length > 0 ? Optional.of(ShardId.ofOrdinal(parents[0])) : Optional.empty(),
                                parents.length > 1 ? Optional.of(ShardId.ofOrdinal(parents[1])) : Optional.empty(),
                                HashKeyRange.WHOLE,
                                SequenceNumber.of(0),
                                Optional.empty()),
                        "stream");
    }

    /** The worker sends something every half second, as a worker does that runs, and the laws look each second. */
    void live(Duration duration, String... workers) {
        for (long half = 1; half <= 2 * duration.toSeconds(); half++) {
            pass(Duration.ofMillis(500));
            for (String worker : workers) {
                truth.sent(call(worker, "store.read"));
            }
            if (half % 2 == 0) {
                truth.secondPassed();
            }
        }
    }

    ServiceCall call(String worker, String operation, int... shard) {
        return new ServiceCall(
                ++calls,
                worker,
                operation,
                shard.length == 0 ? Optional.empty() : Optional.of(ShardId.ofOrdinal(shard[0])),
                nowNanos,
                notes.computeIfAbsent(worker + (shard.length == 0 ? "" : " " + shard[0]), key -> new CallNotes()));
    }

    /** Another heartbeat of the worker's first session. */
    void beat(String worker) {
        WorkerSession before = truth.leases().session(session(1, worker)).orElseThrow();
        truth.applied(
                worker,
                nowNanos,
                before.entryKey(),
                Optional.of(before.beat(WorkerSession.State.ACTIVE, 0)),
                before.heartbeat() + 1);
    }

    /** Another heartbeat of the worker's first session, which tells its load. */
    void load(String worker, WorkerLoad load) {
        WorkerSession before = truth.leases().session(session(1, worker)).orElseThrow();
        truth.applied(
                worker,
                nowNanos,
                before.entryKey(),
                Optional.of(before.beat(WorkerSession.State.ACTIVE, 0).withLoad(load)),
                before.heartbeat() + 1);
    }

    /** Somebody removes the worker's first session from the store. */
    void bury(String writer, String worker) {
        truth.applied(writer, nowNanos, EntryKey.session(session(1, worker)), Optional.empty(), 1);
    }

    void says(String worker, WorkerEvent event) {
        truth.said(worker, event);
    }

    WorkerEvent.LeaseTaken taken(Lease lease, String reason, String from) {
        return new WorkerEvent.LeaseTaken(lease.key(), lease.ownership().epoch(), lease.checkpoint(), reason, from);
    }

    void put(int shard, long... sequenceNumbers) {
        for (long number : sequenceNumbers) {
            truth.stream().put(ShardId.ofOrdinal(shard), RecordPosition.of(SequenceNumber.of(number)), "key");
        }
    }

    void session(String worker) {
        WorkerSession session = new WorkerSession(
                session(1, worker), worker, WorkerSession.State.ACTIVE, 1, Duration.ofSeconds(8), 1, 0);
        truth.applied(worker, nowNanos, session.entryKey(), Optional.of(session), 1);
    }

    /** The store carries out a write of a lease; its revision follows the one before. */
    Lease write(String writer, Lease lease) {
        return write(writer, lease, revision(lease.key()) + 1);
    }

    Lease write(String writer, Lease lease, long revision) {
        truth.applied(writer, nowNanos, lease.entryKey(), Optional.of(lease), revision);
        revisions.put(lease.key(), revision);
        return lease;
    }

    void delete(String writer, LeaseKey key) {
        truth.applied(writer, nowNanos, EntryKey.of(key), Optional.empty(), revision(key));
        revisions.remove(key);
    }

    Lease take(String worker, Lease lease) {
        return write(worker, lease.withOwnership(lease.ownership().takenBy(session(1, worker))));
    }

    Lease checkpoint(String worker, Lease lease, Checkpoint checkpoint) {
        return write(worker, lease.withCheckpoint(checkpoint, Optional.empty()));
    }

    Lease release(String worker, Lease lease) {
        Ownership released = lease.ownership().released();
        return write(worker, lease.withOwnership(released));
    }

    ProcessorRun run(String worker, Lease lease) {
        return new ProcessorRun(
                worker,
                new ShardContext(lease.key(), worker, lease.ownership().epoch(), lease.checkpoint(), Optional.empty()),
                ++runs);
    }

    ProcessorRun initialized(String worker, Lease lease) {
        ProcessorRun run = run(worker, lease);
        call(ProcessorCall.of(run, ProcessorCall.Kind.INITIALIZE));
        return run;
    }

    void call(ProcessorCall call) {
        truth.began(call);
        truth.returned(call);
    }

    ProcessorCall batch(ProcessorRun run, long... sequenceNumbers) {
        return new ProcessorCall(
                run,
                ProcessorCall.Kind.PROCESS_RECORDS,
                Stream.of(java.util.Arrays.stream(sequenceNumbers).boxed().toArray(Long[]::new))
                        .map(History::record)
                        .collect(ImmutableList.toImmutableList()),
                1);
    }

    private static StreamRecord record(long number) {
        return new StreamRecord(
                RecordPosition.of(SequenceNumber.of(number)), "key", Optional.empty(), Instant.EPOCH, new byte[0]);
    }

    private final java.util.Map<LeaseKey, Long> revisions = new java.util.HashMap<>();
    private final java.util.Map<String, CallNotes> notes = new java.util.HashMap<>();

    private long revision(LeaseKey key) {
        return revisions.getOrDefault(key, 0L);
    }

    private long nowNanos() {
        return nowNanos;
    }
}
