package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Who delivered records of which shard when, in slices of time. Safe for use from any thread. */
final class DeliveryHistory implements Scoreboard.Listener {
    /** The length of a slice. */
    static final long SLICE_NANOS = 250_000_000L;

    private final long startNanos;
    private final TreeMap<ShardId, List<String>> slices = new TreeMap<>();

    DeliveryHistory(long startNanos) {
        this.startNanos = startNanos;
    }

    @Override
    public synchronized void processed(String worker, ShardId shard, boolean again, long nowNanos) {
        int slice = sliceAt(nowNanos);
        List<String> workers = slices.computeIfAbsent(shard, id -> new ArrayList<>());
        while (workers.size() <= slice) {
            workers.add("");
        }
        workers.set(slice, worker);
    }

    /** The number of the slice that this time falls into, from 0. */
    int sliceAt(long nowNanos) {
        return (int) Math.max(0, (nowNanos - startNanos) / SLICE_NANOS);
    }

    /** For each slice from the first, the last worker that delivered in it; empty when none did. */
    synchronized ImmutableList<String> of(ShardId shard) {
        return ImmutableList.copyOf(slices.getOrDefault(shard, List.of()));
    }
}
