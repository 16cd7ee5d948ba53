package io.millrace.app.demo;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.stream.ShardId;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Measures how long the shards of a worker that goes are without a successor: from its going until the last of them is
 * delivered by another worker. Safe for use from any thread.
 */
final class TakeoverWatch implements Scoreboard.Listener {
    private final String gone;
    private final ImmutableSortedSet<ShardId> shards;
    private final TreeSet<ShardId> missing;
    private final TreeMap<ShardId, Long> lastByGone = new TreeMap<>();
    private final long startNanos;
    private long completeNanos;
    private long longestPauseNanos;
    private long repeated;

    /**
     * @param gone the worker that goes
     * @param shards those it had
     * @param startNanos when it went
     */
    TakeoverWatch(String gone, ImmutableSortedSet<ShardId> shards, long startNanos) {
        this.gone = gone;
        this.shards = shards;
        this.missing = new TreeSet<>(shards);
        this.startNanos = startNanos;
        this.completeNanos = startNanos;
        shards.forEach(shard -> lastByGone.put(shard, startNanos));
    }

    @Override
    public synchronized void processed(String worker, ShardId shard, boolean again, long nowNanos) {
        if (!shards.contains(shard)) {
            return;
        }
        if (again) {
            repeated++;
        }
        if (worker.equals(gone)) {
            lastByGone.put(shard, nowNanos);
        } else if (missing.remove(shard)) {
            longestPauseNanos = Math.max(longestPauseNanos, nowNanos - lastByGone.getOrDefault(shard, startNanos));
            completeNanos = nowNanos;
        }
    }

    String gone() {
        return gone;
    }

    ImmutableSortedSet<ShardId> shards() {
        return shards;
    }

    synchronized boolean isComplete() {
        return missing.isEmpty();
    }

    /** From the worker's going until another delivered from the last of its shards; empty while that is to come. */
    synchronized Optional<Duration> took() {
        return isComplete() ? Optional.of(Duration.ofNanos(completeNanos - startNanos)) : Optional.empty();
    }

    /** The longest time that one of the shards was without delivery between its owners. */
    synchronized Duration longestPause() {
        return Duration.ofNanos(longestPauseNanos);
    }

    /** How many records of these shards were processed again since. */
    synchronized long repeated() {
        return repeated;
    }
}
