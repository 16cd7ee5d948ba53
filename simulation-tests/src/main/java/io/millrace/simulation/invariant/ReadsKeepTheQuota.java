package io.millrace.simulation.invariant;

import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** S17, the quotas of the service: reads a second and bytes a second of each shard, as one worker makes them. */
final class ReadsKeepTheQuota extends Invariant {
    private static final long LEAST_SECOND_NANOS = FleetTruth.leastNanos(Duration.ofSeconds(1));

    private final GroundTruth truth;
    private final Map<String, Map<ShardId, Pace>> paces = new HashMap<>();

    ReadsKeepTheQuota(GroundTruth truth) {
        super(
                "S17",
                "A worker reads a shard no more often than five times a second and no faster than two megabytes a second, or"
                        + " as it is configured.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void sent(ServiceCall call) {
        if (!call.operation().equals("stream.records") || call.shard().isEmpty()) {
            return;
        }
        Pace pace = pace(call);
        if (pace.most == 0) {
            pace.most = truth.fleet().life(call.life()).config().polling().readsPerSecond();
        }
        int most = pace.most;
        long now = truth.nowNanos();
        if (now < pace.notBeforeNanos) {
            violated(call.shard().get(), call.life() + " reads on too soon for the bytes of its last read");
        }
        if (!pace.mayRead(most, now)) {
            violated(call.shard().get(), call.life() + " has read more than " + most + " times in a second");
        }
    }

    @Override
    public void answered(ServiceCall call, Object answer) {
        if (answer instanceof RecordsAnswer.Records records
                && !records.records().isEmpty()
                && call.shard().isPresent()) {
            long bytes = 0;
            for (StreamRecord record : records.records()) {
                bytes += record.sizeBytes();
            }
            double seconds = (double) bytes
                    / truth.fleet().life(call.life()).config().polling().bytesPerSecond();
            pace(call).notBeforeNanos = truth.nowNanos() + (long) (seconds * LEAST_SECOND_NANOS);
        }
    }

    /** A worker that takes a lease anew keeps no account of what it read under the epoch before. */
    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.LeaseTaken taken && paces.containsKey(life)) {
            Pace before = paces.get(life).remove(taken.lease().shard());
            if (before != null) {
                before.isOver = true;
            }
        }
    }

    @Override
    public void ended(String life) {
        paces.remove(life);
    }

    private Pace pace(ServiceCall call) {
        Pace noted = call.notes().pace;
        if (noted == null || noted.isOver) {
            noted = findPace(call);
            call.notes().pace = noted;
        }
        return noted;
    }

    private Pace findPace(ServiceCall call) {
        Map<ShardId, Pace> ofLife = paces.get(call.life());
        if (ofLife == null) {
            ofLife = new HashMap<>();
            paces.put(call.life(), ofLife);
        }
        ShardId shard = call.shard().orElseThrow();
        Pace pace = ofLife.get(shard);
        if (pace == null) {
            pace = new Pace();
            ofLife.put(shard, pace);
        }
        return pace;
    }

    static final class Pace {
        /** When the last few reads were sent, a ring. */
        private long[] sent = {};

        private int reads;
        /** How many reads the worker may make in a second; 0 while that was not asked yet. */
        private int most;

        private long notBeforeNanos = LifeTruth.NEVER;
        private boolean isOver;

        /** Counts a read that is sent now; whether so many reads before it the one was sent a second ago. */
        boolean mayRead(int most, long now) {
            if (sent.length != most) {
                sent = new long[most];
                reads = 0;
            }
            int oldest = reads % most;
            boolean allowed = reads < most || now - sent[oldest] >= LEAST_SECOND_NANOS;
            sent[oldest] = now;
            reads++;
            return allowed;
        }
    }
}
