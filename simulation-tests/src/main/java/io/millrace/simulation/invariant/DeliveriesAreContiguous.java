package io.millrace.simulation.invariant;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.StreamRecord;
import java.util.HashMap;
import java.util.Map;

/** S6: no record is skipped and none comes out of order. */
final class DeliveriesAreContiguous extends Invariant {
    private final StreamTruth stream;
    private final FleetTruth fleet;
    private final Map<Integer, Integer> nextOfRun = new HashMap<>();

    DeliveriesAreContiguous(StreamTruth stream, FleetTruth fleet, Verdict verdict) {
        super(
                "S6",
                "A processor gets the records of its shard one after the other, without a gap, from just after the"
                        + " checkpoint it was told; after a failure again from the first that is not processed. Only what the"
                        + " stream has trimmed is left out, and what another worker has done already in another order.",
                verdict);
        this.stream = stream;
        this.fleet = fleet;
    }

    @Override
    public void began(ProcessorCall call) {
        if (!call.isBatch() || !fleet.keepsOrderOfShard(call.run().life())) {
            return;
        }
        ShardTruth shard = stream.shard(call.shard());
        int expected = nextOfRun.computeIfAbsent(call.run().number(), run -> start(shard, call.run()));
        for (StreamRecord record : call.records()) {
            int index = shard.indexOf(record.position());
            if (index > expected && index <= shard.firstRetained()) {
                // what lies between was trimmed before it could be read
                expected = index;
            } else if (index > expected && !fleet.allKeepOrderOfShard() && areDone(shard, expected, index)) {
                // whoever had the shard before processed it in another order, and that stands beside the checkpoint
                expected = index;
            }
            if (expected >= shard.size() || !shard.record(expected).equals(record.position())) {
                violated(
                        call.shard(),
                        call.run() + " got " + record.position() + ", not "
                                + (expected < shard.size() ? shard.record(expected) : "the end"));
                return;
            }
            expected++;
        }
    }

    private static boolean areDone(ShardTruth shard, int from, int to) {
        for (int index = from; index < to; index++) {
            if (!shard.isDone(index)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void returned(ProcessorCall call) {
        if (call.isBatch()) {
            StreamRecord last = call.records().get(call.records().size() - 1);
            nextOfRun.put(call.run().number(), stream.shard(call.shard()).indexOf(last.position()) + 1);
        }
    }

    private static int start(ShardTruth shard, ProcessorRun run) {
        return run.shard().checkpoint() instanceof Checkpoint.At at ? shard.countUpTo(at.position()) : 0;
    }
}
