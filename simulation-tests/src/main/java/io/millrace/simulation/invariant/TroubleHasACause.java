package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.scenario.Action;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * S18. What a person would be called for, and a fence or a lost session, has a cause: calls of this worker were made to fail,
 * it stood still, somebody deleted an entry or the stream, the store's table was not there yet, or user code threw or took
 * long. What user code throws is allowed; anything else that is thrown ends the
 * run by itself.
 */
final class TroubleHasACause extends Invariant {
    /** A fault may show so much later: a listing that was stale is believed until the next one. */
    private static final Duration AFTERMATH = Duration.ofSeconds(90);

    /** A stream of Kinesis keeps its records for a day at least. */
    private static final Duration SHORTEST_RETENTION = Duration.ofHours(24);

    private final GroundTruth truth;
    private final long storeReadyAfterNanos;
    private long interventionNanos = LifeTruth.NEVER;
    private final Map<String, Long> userTroubleNanos = new HashMap<>();
    /** Until when each worker was last made to stand still: it may be too short to show in what is sent. */
    private final Map<String, Long> standsStillNanos = new HashMap<>();

    private final Map<String, Map<ShardId, Long>> calls = new HashMap<>();

    TroubleHasACause(GroundTruth truth, Duration storeReadyAfter) {
        super(
                "S18",
                "No worker speaks of trouble, is fenced or loses its session without a fault that caused it.",
                truth.verdict());
        this.truth = truth;
        this.storeReadyAfterNanos = storeReadyAfter.toNanos();
    }

    @Override
    public void acted(Action action) {
        if (action instanceof Action.RemoveEntry || action instanceof Action.RecreateStream) {
            interventionNanos = truth.nowNanos();
        } else if (action instanceof Action.LoopStall stall) {
            standsStill(stall.worker(), stall.lasts());
        } else if (action instanceof Action.Pause pause) {
            standsStill(pause.worker(), pause.lasts());
        }
    }

    private void standsStill(String worker, Duration lasts) {
        standsStillNanos.merge(worker, truth.nowNanos() + lasts.toNanos(), Math::max);
    }

    /** A listing of several pages that a reshard overtakes contradicts itself, and the leader says so. */
    @Override
    public void resharded(ImmutableList<ShardId> parents, ImmutableList<ShardId> children) {
        interventionNanos = truth.nowNanos();
    }

    @Override
    public void began(ProcessorCall call) {
        calls.computeIfAbsent(call.run().life(), life -> new HashMap<>()).put(call.shard(), truth.nowNanos());
    }

    @Override
    public void returned(ProcessorCall call) {
        ended(call);
    }

    @Override
    public void threw(ProcessorCall call, Throwable thrown) {
        userTroubleNanos.put(call.run().life(), truth.nowNanos());
        ended(call);
    }

    private void ended(ProcessorCall call) {
        Map<ShardId, Long> ofLife = calls.get(call.run().life());
        Long since = ofLife == null ? null : ofLife.remove(call.shard());
        if (since != null && tookLong(call.run().life(), since)) {
            userTroubleNanos.put(call.run().life(), truth.nowNanos());
        }
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (isTrouble(event) && !wasTrimmed(event) && !hasCause(life)) {
            violated(shardOf(event), life + " says " + event);
        }
    }

    private static boolean isTrouble(WorkerEvent event) {
        return event instanceof WorkerEvent.Trouble
                || event instanceof WorkerEvent.CorruptEntryFound
                || event instanceof WorkerEvent.ReadsFailing
                || event instanceof WorkerEvent.RetentionGap
                || event instanceof WorkerEvent.ShardStopped
                || event instanceof WorkerEvent.StreamGone
                || event instanceof WorkerEvent.Fenced
                || event instanceof WorkerEvent.SessionLost;
    }

    /**
     * Whether it tells of records that the stream has trimmed, or may have for all that the worker knows: it reckons by its
     * wall clock, which may be wrong by more than a retention that is shorter than there is.
     */
    private boolean wasTrimmed(WorkerEvent event) {
        if (event instanceof WorkerEvent.Trouble) {
            // of shards that are past retention a listing does not show how others descend from them
            return Streams.stream(truth.stream().shards()).anyMatch(ShardTruth::isGone);
        }
        return event instanceof WorkerEvent.RetentionGap gap
                && (truth.stream().shard(gap.lease().shard()).firstRetained() > 0
                        || truth.stream().retention().compareTo(SHORTEST_RETENTION) < 0);
    }

    private boolean hasCause(String name) {
        LifeTruth life = truth.fleet().life(name);
        long recently = truth.nowNanos() - AFTERMATH.toNanos();
        return life.lastFaultNanos() >= recently
                || truth.nowNanos() <= storeReadyAfterNanos
                || interventionNanos >= recently
                || standsStillNanos.getOrDefault(life.worker(), LifeTruth.NEVER) >= recently
                || !life.hasRunSince(recently, truth.nowNanos())
                || userTroubleNanos.getOrDefault(name, LifeTruth.NEVER) >= recently
                || calls.getOrDefault(name, Map.of()).values().stream().anyMatch(since -> tookLong(name, since));
    }

    private boolean tookLong(String life, long sinceNanos) {
        Duration patience = truth.fleet().life(life).config().handOffTimeout();
        return truth.nowNanos() - sinceNanos >= FleetTruth.leastNanos(patience);
    }

    private static @Nullable ShardId shardOf(WorkerEvent event) {
        if (event instanceof WorkerEvent.RetentionGap gap) {
            return gap.lease().shard();
        }
        return event instanceof WorkerEvent.ShardStopped stopped
                ? stopped.lease().shard()
                : null;
    }

    @Override
    public void ended(String life) {
        calls.remove(life);
        userTroubleNanos.remove(life);
    }
}
