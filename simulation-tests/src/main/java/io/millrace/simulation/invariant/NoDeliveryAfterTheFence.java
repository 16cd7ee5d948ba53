package io.millrace.simulation.invariant;

import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.SessionId;
import io.millrace.engine.ConsumerConfig;
import io.millrace.simulation.scenario.Environment;
import io.millrace.simulation.trace.Trace;
import java.util.HashMap;
import java.util.Map;

/** S13, first half: self-fencing, judged by the heartbeats that the store has carried out. */
final class NoDeliveryAfterTheFence extends Invariant {
    private final GroundTruth truth;
    private final Map<String, Long> provenAt = new HashMap<>();

    NoDeliveryAfterTheFence(GroundTruth truth) {
        super(
                "S13",
                "No batch is begun by a worker whose last heartbeat was sent longer ago than the failover time without the"
                        + " fence's margin.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.key().kind() == EntryKind.SESSION && write.after().isPresent()) {
            truth.leases()
                    .lifeOf(new SessionId(write.key().id()))
                    .filter(write.writer()::equals)
                    .ifPresent(life -> provenAt.merge(life, write.sentAtNanos(), Math::max));
        }
    }

    @Override
    public void began(ProcessorCall call) {
        if (!call.isBatch()) {
            return;
        }
        Long sentAt = provenAt.get(call.run().life());
        if (sentAt == null) {
            violated(call.shard(), call.run() + " got a batch without a heartbeat ever");
        } else if (truth.nowNanos() - sentAt >= usableNanos(call)) {
            violated(
                    call.shard(),
                    call.run() + " got a batch although its last heartbeat was sent at " + Trace.timeText(sentAt));
        }
    }

    /** By true time: a clock that runs slow by the most that a scenario may have shows less. */
    private long usableNanos(ProcessorCall call) {
        ConsumerConfig config = truth.fleet().life(call.run().life()).config();
        long byOwnClock = config.failoverTime().minus(config.fenceMargin()).toNanos();
        return byOwnClock / (1_000_000 - Environment.MOST_DRIFT) * 1_000_000 + 1;
    }
}
