package io.millrace.domain.lease;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.DoneBeyond;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.ShardId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The right to process one shard, and how far that has come.
 *
 * @param key the shard
 * @param hashKeyRange the keys the shard serves
 * @param parents the shard's parents as Kinesis names them: none, one (split) or two (merge)
 * @param lineageStart whether consumption of this lineage begins here by the initial position, so that the parents are
 *     not waited for
 * @param ownership who may read and checkpoint
 * @param checkpoint how far the shard is processed
 * @param checkpointArrival when the record of the checkpoint arrived in the stream, by the service's clock; tells whether
 *     the position has fallen out of retention. Empty for sentinels
 * @param pending a prepared checkpoint that was not committed yet
 * @param doneBeyond what is done beyond the checkpoint, where records are not processed in the order of the shard
 */
public record Lease(
        LeaseKey key,
        HashKeyRange hashKeyRange,
        ImmutableList<ShardId> parents,
        boolean lineageStart,
        Ownership ownership,
        Checkpoint checkpoint,
        Optional<Instant> checkpointArrival,
        Optional<PendingCheckpoint> pending,
        Optional<DoneBeyond> doneBeyond)
        implements Entry {
    public Lease {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(hashKeyRange, "hashKeyRange");
        Objects.requireNonNull(parents, "parents");
        Objects.requireNonNull(ownership, "ownership");
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(checkpointArrival, "checkpointArrival");
        Objects.requireNonNull(pending, "pending");
        Objects.requireNonNull(doneBeyond, "doneBeyond");
    }

    /** Of a shard whose records are processed in order: nothing is done beyond the checkpoint. */
    public Lease(
            LeaseKey key,
            HashKeyRange hashKeyRange,
            ImmutableList<ShardId> parents,
            boolean lineageStart,
            Ownership ownership,
            Checkpoint checkpoint,
            Optional<Instant> checkpointArrival,
            Optional<PendingCheckpoint> pending) {
        this(
                key,
                hashKeyRange,
                parents,
                lineageStart,
                ownership,
                checkpoint,
                checkpointArrival,
                pending,
                Optional.empty());
    }

    /** A lease nobody owned yet. */
    public static Lease unowned(
            LeaseKey key,
            HashKeyRange hashKeyRange,
            ImmutableList<ShardId> parents,
            boolean lineageStart,
            Checkpoint checkpoint) {
        return new Lease(
                key,
                hashKeyRange,
                parents,
                lineageStart,
                Ownership.NONE,
                checkpoint,
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public EntryKey entryKey() {
        return EntryKey.of(key);
    }

    public ShardId shard() {
        return key.shard();
    }

    /** Whether all of the shard is processed. */
    public boolean isEnded() {
        return checkpoint.isShardEnd();
    }

    /**
     * Whether somebody has ever owned it, so that its parents were found ready once. A worker of KCL's owns leases of shards
     * whose parents it still waits for, so that one which only KCL has owned has begun when there is progress.
     */
    public boolean hasBegun() {
        return ownership.epoch() > 0 && !(isOnlyKcls() && checkpoint.isSentinel());
    }

    private boolean isOnlyKcls() {
        return ownership.isForeign() && ownership.epoch() == 1;
    }

    /** In nobody's hands; as if never owned when it was a worker of KCL's alone that had it, and has not begun it. */
    public Lease freed() {
        return withOwnership(hasBegun() ? ownership.released() : Ownership.NONE);
    }

    public Lease withOwnership(Ownership next) {
        return new Lease(
                key, hashKeyRange, parents, lineageStart, next, checkpoint, checkpointArrival, pending, doneBeyond);
    }

    /**
     * With another checkpoint. A prepared one is dropped, as a plain checkpoint does in KCL, and so is what was done beyond
     * the one before.
     */
    public Lease withCheckpoint(Checkpoint next, Optional<Instant> arrival) {
        return new Lease(key, hashKeyRange, parents, lineageStart, ownership, next, arrival, Optional.empty());
    }

    public Lease withPending(PendingCheckpoint next) {
        return new Lease(
                key,
                hashKeyRange,
                parents,
                lineageStart,
                ownership,
                checkpoint,
                checkpointArrival,
                Optional.of(next),
                doneBeyond);
    }

    public Lease withDoneBeyond(Optional<DoneBeyond> next) {
        return new Lease(
                key, hashKeyRange, parents, lineageStart, ownership, checkpoint, checkpointArrival, pending, next);
    }
}
