package io.millrace.benchmarks.stores;

import com.google.common.collect.ImmutableSet;
import io.millrace.domain.stream.ShardId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Who was handed records of which shard last, and since when. Safe for use from several threads. */
final class Deliveries {
    private final Map<ShardId, Delivery> last = new ConcurrentHashMap<>();

    /** @param sinceNanos when the worker was handed the first batch of the shard after it was another's */
    record Delivery(String worker, long sinceNanos) {}

    /** A worker was handed records of a shard. */
    void add(String worker, ShardId shard) {
        long now = System.nanoTime();
        last.merge(
                shard,
                new Delivery(worker, now),
                (before, next) -> before.worker().equals(worker) ? before : next);
    }

    /** The shards of which it was the last to be handed records. */
    ImmutableSet<ShardId> shardsOf(String worker) {
        return last.entrySet().stream()
                .filter(shard -> shard.getValue().worker().equals(worker))
                .map(Map.Entry::getKey)
                .collect(ImmutableSet.toImmutableSet());
    }

    /**
     * Since when records of the shard go to whom they go.
     *
     * @param shard one of which there were records
     */
    long sinceNanos(ShardId shard) {
        Delivery delivery = last.get(shard);
        if (delivery == null) {
            throw new IllegalArgumentException("there were no records of " + shard);
        }
        return delivery.sinceNanos();
    }
}
