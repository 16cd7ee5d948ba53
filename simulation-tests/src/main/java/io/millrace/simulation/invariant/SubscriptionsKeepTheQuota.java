package io.millrace.simulation.invariant;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.telemetry.WorkerEvent;
import java.util.HashMap;
import java.util.Map;

/** S17, the quota of the service: SubscribeToShard of each shard in a second, as one worker calls it. */
final class SubscriptionsKeepTheQuota extends Invariant {
    /** Kinesis API, SubscribeToShard: calls a second for each consumer and shard. */
    private static final int MOST_A_SECOND = 5;

    private final GroundTruth truth;
    /** For look-ups only. */
    private final Map<String, Map<ShardId, ReadsKeepTheQuota.Pace>> paces = new HashMap<>();

    SubscriptionsKeepTheQuota(GroundTruth truth) {
        super(
                "S17",
                "A worker that reads by enhanced fan-out subscribes to a shard no more often than five times a second.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void sent(ServiceCall call) {
        if (!call.operation().equals("stream.subscribe")) {
            return;
        }
        ShardId shard = call.shard().orElseThrow();
        boolean allowed = paces.computeIfAbsent(call.life(), life -> new HashMap<>())
                .computeIfAbsent(shard, id -> new ReadsKeepTheQuota.Pace())
                .mayRead(MOST_A_SECOND, truth.nowNanos());
        if (!allowed) {
            violated(shard, call.life() + " has subscribed more than " + MOST_A_SECOND + " times in a second");
        }
    }

    /** A worker that takes a lease anew keeps no account of what it did under the epoch before. */
    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.LeaseTaken taken && paces.containsKey(life)) {
            paces.get(life).remove(taken.lease().shard());
        }
    }

    @Override
    public void ended(String life) {
        paces.remove(life);
    }
}
