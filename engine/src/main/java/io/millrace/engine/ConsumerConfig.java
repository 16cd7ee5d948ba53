package io.millrace.engine;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.assignment.PlanningSettings;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.consumer.BatchLimits;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.InitialPosition;
import java.time.Duration;
import java.util.Optional;

/**
 * Every setting of a consumer; made by {@link KinesisConsumerBuilder}.
 *
 * @param workerId what people call this worker; need not be unique
 * @param initialPosition where the application begins when it has no leases; ignored afterwards
 * @param failoverTime how long a worker's heartbeat must stand still before others take its shards; 1 s to 10 min. All
 *     workers may differ: each session carries its own
 * @param capacity how many shards this worker should have relative to others; more than zero, usually 1
 * @param coordinationInterval how often a worker looks for a new assignment, and the leader at the sessions
 * @param shardSyncInterval how often the leader lists the stream's shards when nothing calls for it sooner
 * @param handOffTimeout how long a processor may take to finish when its shard is to move or the worker stops
 * @param hungAfter how long a call of user code may take before it is reported as hung
 * @param checkpointPolicy when progress is stored
 * @param failurePolicy what happens when a processor throws
 * @param batchLimits how large a batch may be and how long it may wait to fill
 * @param polling how shards are read
 * @param planning how the leader balances
 * @param memoryBudgetBytes how many bytes of records may be held by this worker over all shards, at least 1 MiB
 * @param emptyBatches whether processors are told of reads that found nothing
 * @param order in which order the records of a shard are processed
 * @param parallelism how many calls for one shard are made at a time where the order is not that of the shard, 1 to 1,000
 * @param fanOut how shards are read by enhanced fan-out; empty when they are polled
 */
public record ConsumerConfig(
        String workerId,
        InitialPosition initialPosition,
        Duration failoverTime,
        double capacity,
        Duration coordinationInterval,
        Duration shardSyncInterval,
        Duration handOffTimeout,
        Duration hungAfter,
        CheckpointPolicy checkpointPolicy,
        FailurePolicy failurePolicy,
        BatchLimits batchLimits,
        PollingSettings polling,
        PlanningSettings planning,
        long memoryBudgetBytes,
        boolean emptyBatches,
        ProcessingOrder order,
        int parallelism,
        Optional<FanOutSettings> fanOut) {
    private static final long LEAST_BUDGET_BYTES = 1 << 20;
    private static final int MOST_CALLS = 1_000;

    /** How often the session's heartbeat is advanced: a third of the failover time. */
    public Duration heartbeatInterval() {
        return failoverTime.dividedBy(3);
    }

    /**
     * How long before others may act a worker stops itself: a quarter of the failover time. Has to be longer than the
     * clocks of two machines drift apart in one failover time.
     */
    public Duration fenceMargin() {
        return failoverTime.dividedBy(4);
    }

    /**
     * How long an observer may not have looked at a session and still count the time between as silence of the session: half
     * of the session's failover time; but never less than two looks, or else who looks seldom would never see a death.
     */
    public Duration longestGap(Duration failoverTime) {
        Duration half = failoverTime.dividedBy(2);
        Duration twoLooks = coordinationInterval.multipliedBy(2);
        return half.compareTo(twoLooks) >= 0 ? half : twoLooks;
    }

    /** How long an answer of the lease store is waited for before its outcome counts as unknown. */
    public Duration storeTimeout() {
        // asked at every call, and Duration.dividedBy computes with decimals; within the bounds of failoverTime it is
        // the same
        return Duration.ofNanos(failoverTime.toNanos() / 4);
    }

    /** What is wrong with these settings; empty when nothing is. Each fault names key, value and remedy. */
    public ImmutableList<String> problems() {
        ImmutableList.Builder<String> problems = ImmutableList.builder();
        if (workerId.isBlank() || workerId.length() > 200) {
            problems.add("workerId: '" + workerId + "' must have 1 to 200 characters");
        }
        if (workerId.startsWith(SessionId.FOREIGN_PREFIX)) {
            problems.add("workerId: '" + workerId + "' must not begin with '" + SessionId.FOREIGN_PREFIX
                    + "', which names workers of KCL's; choose another name");
        }
        within(problems, "failoverTime", failoverTime, Duration.ofSeconds(1), Duration.ofMinutes(10));
        within(problems, "coordinationInterval", coordinationInterval, Duration.ofMillis(10), Duration.ofMinutes(1));
        within(problems, "shardSyncInterval", shardSyncInterval, Duration.ofMillis(100), Duration.ofHours(1));
        within(problems, "handOffTimeout", handOffTimeout, Duration.ZERO, Duration.ofHours(1));
        within(problems, "hungAfter", hungAfter, Duration.ofMillis(100), Duration.ofDays(1));
        if (!(capacity > 0) || capacity > 1_000) {
            problems.add("capacity: " + capacity + " must be more than 0 and at most 1000; 1 is usual");
        }
        if (memoryBudgetBytes < LEAST_BUDGET_BYTES) {
            problems.add("memoryBudgetBytes: " + memoryBudgetBytes + " must be at least " + LEAST_BUDGET_BYTES);
        }
        fanOut.filter(settings -> !settings.isNameValid())
                .ifPresent(settings -> problems.add("fanOut: the consumer's name '" + settings.consumerName()
                        + "' must have 1 to 128 letters, digits, '_', '.' or '-'"));
        if (parallelism < 1 || parallelism > MOST_CALLS) {
            problems.add("parallelism: " + parallelism + " must be from 1 to " + MOST_CALLS);
        }
        if (order != ProcessingOrder.SHARD && checkpointPolicy instanceof CheckpointPolicy.Manual) {
            problems.add(
                    "checkpointPolicy: manual does not go with order " + order + ", where only the engine knows up to"
                            + " where all is done; take every(...) or afterEachBatch(), or order SHARD");
        }
        if (order != ProcessingOrder.SHARD && emptyBatches) {
            problems.add("emptyBatches: true does not go with order " + order + "; leave it out, or take order SHARD");
        }
        return problems.build();
    }

    private static void within(
            ImmutableList.Builder<String> problems, String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            problems.add(key + ": " + value + " must be from " + least + " to " + most);
        }
    }
}
