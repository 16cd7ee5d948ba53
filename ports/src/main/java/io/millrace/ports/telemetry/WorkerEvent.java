package io.millrace.ports.telemetry;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import java.time.Duration;

/** One thing that happened in a worker: log line, meter and test probe in one. */
public sealed interface WorkerEvent {
    /** The worker has a session and takes part in the fleet. */
    record SessionStarted(SessionId session) implements WorkerEvent {}

    /** A heartbeat ended; {@code outcome} is one word: applied, conflict, throttled, unavailable, unknown, refused. */
    record HeartbeatSent(String outcome) implements WorkerEvent {}

    /** The worker could not prove in time that it lives; it delivers nothing until it can. */
    record Fenced(Duration sinceProof) implements WorkerEvent {}

    /** The worker could prove again that it lives, and goes on. */
    record Unfenced() implements WorkerEvent {}

    /** Somebody declared the session dead; all its leases are lost and a new session begins. */
    record SessionLost(SessionId session) implements WorkerEvent {}

    /** The worker became the leader of the fleet. */
    record LeadershipTaken(long epoch) implements WorkerEvent {}

    /** The worker is no longer the leader. */
    record LeadershipLost(String reason) implements WorkerEvent {}

    /** This worker, as leader or as a follower watching the leader, declared another's session dead. */
    record SessionDeclaredDead(SessionId session, String workerId, Duration silence) implements WorkerEvent {}

    /**
     * The leader made a plan that changes something.
     *
     * @param moves each with its reason, for people
     * @param forLoad the leases that are moved because of the load of their owners
     */
    record Planned(int leases, int workers, ImmutableList<String> moves, ImmutableSortedSet<LeaseKey> forLoad)
            implements WorkerEvent {
        /** Of a plan that moves nothing for load. */
        public Planned(int leases, int workers, ImmutableList<String> moves) {
            this(leases, workers, moves, ImmutableSortedSet.of());
        }
    }

    /** The worker has measured its load, which is not what it was. */
    record LoadMeasured(WorkerLoad load) implements WorkerEvent {}

    /** A lease was created or deleted by this worker. */
    record LeaseCreated(LeaseKey lease, Checkpoint checkpoint, String reason) implements WorkerEvent {}

    record LeaseDeleted(LeaseKey lease, String reason) implements WorkerEvent {}

    /**
     * This worker owns the lease now.
     *
     * @param reason one of unowned, expired, hand-off
     * @param takenFrom the owner before, if it was dead
     */
    record LeaseTaken(LeaseKey lease, long epoch, Checkpoint checkpoint, String reason, String takenFrom)
            implements WorkerEvent {}

    /** This worker gave the lease up after the processor had finished. */
    record LeaseReleased(LeaseKey lease, long epoch, Checkpoint checkpoint, String reason) implements WorkerEvent {}

    /**
     * The leader has taken a lease from a worker of KCL's that shares the leases, so that one of Millrace's can have it.
     *
     * @param reason expired or balance
     */
    record LeaseFreed(LeaseKey lease, SessionId owner, String reason) implements WorkerEvent {}

    /** This worker lost the lease. */
    record LeaseLost(LeaseKey lease, long epoch, String reason) implements WorkerEvent {}

    /** A read of the stream ended with records or without. */
    record Fetched(LeaseKey lease, int records, long bytes, Duration behindLatest, Duration took)
            implements WorkerEvent {}

    /** A call to the stream or the store ended. */
    record CallEnded(String port, String operation, String outcome, Duration took) implements WorkerEvent {}

    /** A batch was handed to a processor. */
    record BatchStarted(LeaseKey lease, long epoch, RecordPosition first, RecordPosition last, int records, int attempt)
            implements WorkerEvent {}

    /** A processor returned normally. */
    record BatchDone(
            LeaseKey lease,
            long epoch,
            RecordPosition first,
            RecordPosition last,
            int records,
            long bytes,
            Duration took)
            implements WorkerEvent {}

    /** A processor threw. */
    record BatchFailed(
            LeaseKey lease,
            long epoch,
            RecordPosition first,
            RecordPosition last,
            int attempt,
            Throwable cause,
            String whatNext)
            implements WorkerEvent {}

    /**
     * The processor of a shard cannot go on; what it was handed after the checkpoint counts as not processed.
     *
     * @param inARow how often that happened without getting any further, from 1
     * @param after how long the shard waits before another processor begins; zero when none does
     */
    record ProcessorFailed(
            LeaseKey lease,
            long epoch,
            Checkpoint checkpoint,
            int inARow,
            Duration after,
            Throwable cause,
            String whatNext)
            implements WorkerEvent {}

    /** A call of user code takes long. */
    record ProcessorHung(LeaseKey lease, String call, Duration since, String stack) implements WorkerEvent {}

    /**
     * What was read had aggregates in it, which were taken apart.
     *
     * @param aggregates how many
     * @param records how many were in them
     * @param siblings how many were left out because they belong to another shard: their producer sends them again
     * @param moreBytes by how much more the records weigh than what was read; less than zero when they weigh less
     */
    record AggregatesTakenApart(LeaseKey lease, int aggregates, int records, int siblings, long moreBytes)
            implements WorkerEvent {}

    /** The consumer of enhanced fan-out is there: shards are read with it. */
    record FanOutConsumerFound(String name, String arn) implements WorkerEvent {}

    /** A record was given to the dead-letter sink. */
    record DeadLettered(LeaseKey lease, StreamRecord record, Throwable cause, int attempts) implements WorkerEvent {}

    /** A checkpoint was stored. */
    record CheckpointStored(LeaseKey lease, long epoch, Checkpoint checkpoint) implements WorkerEvent {}

    /** A checkpoint was not stored. */
    record CheckpointRefused(LeaseKey lease, long epoch, String reason) implements WorkerEvent {}

    /** The position of a lease has fallen out of retention: records may be gone. */
    record RetentionGap(LeaseKey lease, Checkpoint checkpoint, Duration beyondRetention) implements WorkerEvent {}

    /** A shard is processed to its end. */
    record ShardFinished(LeaseKey lease, ImmutableList<ShardId> children) implements WorkerEvent {}

    /** A shard is stopped by the failure policy; it stays stopped until the worker is restarted. */
    record ShardStopped(LeaseKey lease, Throwable cause) implements WorkerEvent {}

    /** Parts of the hash key space are covered by no lease. */
    record CoverageHole(ImmutableList<String> ranges) implements WorkerEvent {}

    /**
     * The reads of a shard have failed for some time, and of others perhaps too; told once until they succeed.
     *
     * @param lease the one that was noticed
     * @param since for how long all reads of it have failed
     * @param explanation of the last failure
     */
    record ReadsFailing(LeaseKey lease, Duration since, String explanation) implements WorkerEvent {}

    /**
     * All shards can be read again.
     *
     * @param lasted how long the reads failed
     */
    record ReadsResumed(Duration lasted) implements WorkerEvent {}

    /** An entry in the store cannot be understood. */
    record CorruptEntryFound(String key, String problem) implements WorkerEvent {}

    /** Something is wrong that a person should know; the worker goes on. */
    record Trouble(String what) implements WorkerEvent {}

    /** The stream does not exist any more. */
    record StreamGone(String stream) implements WorkerEvent {}

    /** A stream was added to those of a running worker. */
    record StreamAdded(String stream) implements WorkerEvent {}

    /**
     * A running worker works on a stream no longer and gives up its shards.
     *
     * @param reason two words: stream removed, stream gone
     */
    record StreamRemoved(String stream, String reason) implements WorkerEvent {}

    /** The worker has stopped; the reason tells whether by itself. */
    record Stopped(String reason) implements WorkerEvent {}
}
