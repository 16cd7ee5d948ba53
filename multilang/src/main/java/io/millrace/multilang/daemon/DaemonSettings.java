package io.millrace.multilang.daemon;

import io.millrace.adapters.aws.AwsSettings;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.multilang.child.ChildSettings;
import io.millrace.multilang.leases.LeaseStoreAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything a daemon is told.
 *
 * @param source what to call the place where the settings come from: a file
 * @param application its name; workers of one name share the stream's shards
 * @param stream its name or its ARN
 * @param workerId what this worker is called; without it a random name
 * @param language what the children are written in, for the log alone; may be empty
 * @param kinesis how to reach Kinesis
 * @param dynamoDb how to reach DynamoDB
 * @param leaseStore where Millrace keeps leases and checkpoints
 * @param leaseStoreNamed whether that was said, so that it holds although KCL has leases elsewhere
 * @param kclTable where the Kinesis Client Library would keep the application's leases
 * @param beginAnew whether to begin although they are there
 * @param initialPosition where to begin when the application has no leases
 * @param polling how shards are read
 * @param fanOut how shards are read by enhanced fan-out; empty when they are polled
 * @param emptyBatches whether children are told of reads that found nothing
 * @param times how long things may take
 * @param failures what happens when something fails
 * @param children how children are started and talked to
 */
public record DaemonSettings(
        String source,
        String application,
        String stream,
        Optional<String> workerId,
        String language,
        AwsSettings kinesis,
        AwsSettings dynamoDb,
        LeaseStoreAddress leaseStore,
        boolean leaseStoreNamed,
        String kclTable,
        boolean beginAnew,
        InitialPosition initialPosition,
        PollingSettings polling,
        Optional<FanOutSettings> fanOut,
        boolean emptyBatches,
        Times times,
        Failures failures,
        ChildSettings children) {
    /**
     * @param failover how long a worker is silent before others take its shards
     * @param kclFailover how long a lease stands still before workers of KCL's take it, where they share leases
     * @param handOff how long a child may take to finish when its shard is given up
     * @param shutdownGrace how long an orderly stop may take as a whole; then the process ends as it is
     * @param hungAfter after how long a call of a child is reported as hung
     */
    public record Times(
            Duration failover, Duration kclFailover, Duration handOff, Duration shutdownGrace, Duration hungAfter) {}

    /**
     * @param policy what happens when a batch fails
     * @param deadLetterFile where records go that are given up; only with the dead-letter policy
     * @param exitOnChildFailure whether the daemon stops when a child fails, as KCL's does
     */
    public record Failures(FailurePolicy policy, Optional<Path> deadLetterFile, boolean exitOnChildFailure) {}

    /** The same, but for whether to begin although KCL's leases are there. */
    public DaemonSettings withBeginAnew(boolean next) {
        return with(leaseStore, leaseStoreNamed, next);
    }

    /** The same, with leases elsewhere. */
    public DaemonSettings withLeaseStore(LeaseStoreAddress next) {
        return with(next, true, beginAnew);
    }

    private DaemonSettings with(LeaseStoreAddress nextStore, boolean nextNamed, boolean nextBeginAnew) {
        return new DaemonSettings(
                source,
                application,
                stream,
                workerId,
                language,
                kinesis,
                dynamoDb,
                nextStore,
                nextNamed,
                kclTable,
                nextBeginAnew,
                initialPosition,
                polling,
                fanOut,
                emptyBatches,
                times,
                failures,
                children);
    }
}
