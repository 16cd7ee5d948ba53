package io.millrace.engine.telemetry;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.telemetry.WorkerEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One event of every kind. */
final class Events {
    static final LeaseKey LEASE = new LeaseKey("orders", new ShardId("shardId-000000000000"));
    static final SessionId SESSION = new SessionId("worker-1@a1");
    static final Throwable CAUSE = new IllegalStateException("no such customer");

    static final WorkerEvent.LeaseTaken TAKEN =
            new WorkerEvent.LeaseTaken(LEASE, 3, Checkpoint.at(SequenceNumber.of(10)), "unowned", "");

    static final List<WorkerEvent> ALL = List.of(
            new WorkerEvent.SessionStarted(SESSION),
            new WorkerEvent.HeartbeatSent("throttled"),
            new WorkerEvent.Fenced(Duration.ofMillis(4_500)),
            new WorkerEvent.Unfenced(),
            new WorkerEvent.SessionLost(SESSION),
            new WorkerEvent.LeadershipTaken(7),
            new WorkerEvent.LeadershipLost("its session was lost"),
            new WorkerEvent.SessionDeclaredDead(new SessionId("worker-2@b"), "worker-2", Duration.ofSeconds(8)),
            new WorkerEvent.Planned(
                    16, 3, ImmutableList.of("m1", "m2", "m3", "m4", "m5"), ImmutableSortedSet.of(LEASE)),
            new WorkerEvent.LoadMeasured(new WorkerLoad(0.35, 2, ImmutableSortedMap.of(LEASE, 4))),
            new WorkerEvent.LeaseCreated(LEASE, Checkpoint.TRIM_HORIZON, "new shard"),
            new WorkerEvent.LeaseDeleted(LEASE, "processed, and its children have begun"),
            new WorkerEvent.LeaseTaken(LEASE, 3, Checkpoint.TRIM_HORIZON, "expired", "worker-2@b"),
            new WorkerEvent.LeaseReleased(LEASE, 3, Checkpoint.at(SequenceNumber.of(20)), "hand-off"),
            new WorkerEvent.LeaseFreed(LEASE, SessionId.foreign("host-7"), "expired"),
            new WorkerEvent.LeaseLost(LEASE, 3, "worker-3@c took it"),
            new WorkerEvent.Fetched(LEASE, 5, 500, Duration.ofMillis(1_500), Duration.ofMillis(30)),
            new WorkerEvent.CallEnded("store", "replace", "conflict", Duration.ofMillis(8)),
            new WorkerEvent.FanOutConsumerFound("shop", "arn:shop"),
            new WorkerEvent.AggregatesTakenApart(LEASE, 2, 30, 4, 100),
            new WorkerEvent.BatchStarted(LEASE, 3, at(11), at(15), 5, 2),
            new WorkerEvent.BatchDone(LEASE, 3, at(11), at(15), 5, 500, Duration.ofMillis(250)),
            new WorkerEvent.BatchFailed(LEASE, 3, at(11), at(15), 1, CAUSE, "again in 1 s"),
            new WorkerEvent.ProcessorFailed(
                    LEASE,
                    3,
                    Checkpoint.TRIM_HORIZON,
                    2,
                    Duration.ofMillis(300),
                    new IllegalStateException("the child died"),
                    "another begins at the checkpoint in 300 ms"),
            new WorkerEvent.ProcessorHung(LEASE, "processRecords", Duration.ofMinutes(2), "at com.example.Shop.sell"),
            new WorkerEvent.DeadLettered(LEASE, secretRecord(), CAUSE, 4),
            new WorkerEvent.CheckpointStored(LEASE, 3, Checkpoint.at(SequenceNumber.of(15))),
            new WorkerEvent.CheckpointRefused(LEASE, 3, "the lease has another owner"),
            new WorkerEvent.RetentionGap(LEASE, Checkpoint.at(SequenceNumber.of(1)), Duration.ofHours(1)),
            new WorkerEvent.ShardFinished(LEASE, ImmutableList.of(new ShardId("shardId-000000000001"))),
            new WorkerEvent.ShardStopped(LEASE, CAUSE),
            new WorkerEvent.CoverageHole(ImmutableList.of("0..9", "20..29")),
            new WorkerEvent.ReadsFailing(LEASE, Duration.ofSeconds(11), "GetRecords was not answered"),
            new WorkerEvent.ReadsResumed(Duration.ofSeconds(40)),
            new WorkerEvent.CorruptEntryFound("LEASE:orders/shardId-000000000000", "no epoch"),
            new WorkerEvent.Trouble("something odd"),
            new WorkerEvent.StreamGone("orders"),
            new WorkerEvent.StreamAdded("visits"),
            new WorkerEvent.StreamRemoved("visits", "stream removed"),
            new WorkerEvent.Stopped("asked to"));

    private Events() {}

    static RecordPosition at(long sequenceNumber) {
        return RecordPosition.of(SequenceNumber.of(sequenceNumber));
    }

    private static StreamRecord secretRecord() {
        return new StreamRecord(
                at(12),
                "partition-secret",
                Optional.empty(),
                Instant.EPOCH,
                "data-secret".getBytes(StandardCharsets.UTF_8));
    }
}
