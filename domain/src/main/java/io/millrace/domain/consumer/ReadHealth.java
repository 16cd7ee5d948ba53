package io.millrace.domain.consumer;

import io.millrace.domain.lease.LeaseKey;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether the shards of a worker can be read, so that people are told of a change and not of every failure. A read that
 * fails is made up for by the next; one shard whose reads have all failed for a while is worth a word, and one word is
 * enough for all shards, because what is out of reach is nearly always the service. Belongs to one thread; times are those
 * of one monotonic clock, in nanoseconds.
 */
public final class ReadHealth {
    private final Duration patience;
    private final TreeMap<LeaseKey, Long> failingSinceNanos = new TreeMap<>();
    private boolean told;
    private long troubleSinceNanos;

    /** @param patience for how long all reads of a shard must fail before anybody is told */
    public ReadHealth(Duration patience) {
        this.patience = patience;
    }

    /**
     * A read of a shard failed.
     *
     * @return for how long they have, when people are to be told now
     */
    public Optional<Duration> failed(LeaseKey shard, long nowNanos) {
        Long since = failingSinceNanos.putIfAbsent(shard, nowNanos);
        if (told || since == null || nowNanos - since < patience.toNanos()) {
            return Optional.empty();
        }
        told = true;
        troubleSinceNanos = since;
        return Optional.of(Duration.ofNanos(nowNanos - since));
    }

    /**
     * A read of a shard succeeded.
     *
     * @return how long the trouble lasted, when people were told of it and now no shard's reads fail any more
     */
    public Optional<Duration> succeeded(LeaseKey shard, long nowNanos) {
        if (failingSinceNanos.isEmpty()) {
            return Optional.empty();
        }
        failingSinceNanos.remove(shard);
        if (!told || !failingSinceNanos.isEmpty()) {
            return Optional.empty();
        }
        told = false;
        return Optional.of(Duration.ofNanos(nowNanos - troubleSinceNanos));
    }

    /** A shard is read no more. With the last of those that failed the trouble is another worker's. */
    public void stopped(LeaseKey shard) {
        failingSinceNanos.remove(shard);
        told &= !failingSinceNanos.isEmpty();
    }
}
