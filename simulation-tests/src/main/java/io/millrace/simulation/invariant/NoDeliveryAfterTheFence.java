package io.millrace.simulation.invariant;

import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.SessionId;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** S13, first half: self-fencing, judged by the heartbeats that the store has carried out. */
final class NoDeliveryAfterTheFence extends Invariant {
    private final LeaseTruth leases;
    private final LongSupplier nowNanos;
    private final long failoverNanos;
    private final Map<String, Long> provenAt = new HashMap<>();

    NoDeliveryAfterTheFence(LeaseTruth leases, LongSupplier nowNanos, Duration failoverTime, Verdict verdict) {
        super(
                "S13",
                "No batch is begun by a worker whose last heartbeat was sent longer than the failover time ago.",
                verdict);
        this.leases = leases;
        this.nowNanos = nowNanos;
        this.failoverNanos = failoverTime.toNanos();
    }

    @Override
    public void applied(AppliedWrite write) {
        if (write.key().kind() == EntryKind.SESSION && write.after().isPresent()) {
            leases.lifeOf(new SessionId(write.key().id()))
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
        } else if (nowNanos.getAsLong() - sentAt >= failoverNanos) {
            violated(
                    call.shard(),
                    call.run() + " got a batch although its last heartbeat was sent at " + Trace.timeText(sentAt));
        }
    }
}
