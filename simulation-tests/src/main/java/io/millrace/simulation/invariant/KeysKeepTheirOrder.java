package io.millrace.simulation.invariant;

import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.domain.stream.StreamRecord;

/**
 * S25. That a record is handed over only when the one before it of its key is processed, or is in the same call, says by
 * induction that all before it are.
 */
final class KeysKeepTheirOrder extends Invariant {
    private final StreamTruth stream;
    private final FleetTruth fleet;

    KeysKeepTheirOrder(StreamTruth stream, FleetTruth fleet, Verdict verdict) {
        super(
                "S25",
                "A record is handed over only when the one before it of its partition key is processed, where the order is"
                        + " that of the keys; and none that the shard does not have, in any order.",
                verdict);
        this.stream = stream;
        this.fleet = fleet;
    }

    @Override
    public void began(ProcessorCall call) {
        ProcessingOrder order = fleet.orderOf(call.run().life());
        if (!call.isBatch() || order == ProcessingOrder.SHARD) {
            return;
        }
        ShardTruth shard = stream.shard(call.shard());
        for (StreamRecord record : call.records()) {
            int index = shard.indexOf(record.position());
            if (index < 0) {
                violated(call.shard(), call.run() + " got " + record.position() + ", which is no record of the shard");
                return;
            }
            int before = shard.previousOfKey(index);
            boolean isInOrder = before < shard.firstRetained()
                    || shard.isDone(before)
                    || call.records().stream()
                            .anyMatch(other -> other.position().equals(shard.record(before)));
            if (order == ProcessingOrder.KEY && !isInOrder) {
                violated(
                        call.shard(),
                        call.run() + " got " + record.position() + " of " + record.partitionKey() + " before "
                                + shard.record(before) + " of the same key was processed");
                return;
            }
        }
    }
}
