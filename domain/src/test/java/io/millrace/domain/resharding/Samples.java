package io.millrace.domain.resharding;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** Shards and leases in a few words. The hash key space is cut into six equal parts, 0 to 5. */
final class Samples {
    static final String STREAM = "orders";
    static final Instant BOUND_AT = Instant.parse("2026-01-01T12:00:00Z");
    static final Checkpoint PINNED = Checkpoint.atTimestamp(BOUND_AT);
    static final Checkpoint IN_THE_MIDDLE = Checkpoint.at(SequenceNumber.of(7));

    private Samples() {}

    static ShardId id(int ordinal) {
        return ShardId.ofOrdinal(ordinal);
    }

    static LeaseKey key(int ordinal) {
        return new LeaseKey(STREAM, id(ordinal));
    }

    /** The parts of the hash key space from one to another, both included. */
    static HashKeyRange parts(int from, int to) {
        BigInteger width = HashKeyRange.MAXIMUM_KEY.divide(BigInteger.valueOf(6));
        return new HashKeyRange(
                width.multiply(BigInteger.valueOf(from)),
                to == 5
                        ? HashKeyRange.MAXIMUM_KEY
                        : width.multiply(BigInteger.valueOf(to + 1)).subtract(BigInteger.ONE));
    }

    static Shard open(int ordinal, HashKeyRange range, int... parents) {
        return new Shard(
                id(ordinal),
                parents.length > 0 ? Optional.of(id(parents[0])) : Optional.empty(),
                parents.length > 1 ? Optional.of(id(parents[1])) : Optional.empty(),
                range,
                SequenceNumber.of(10L * ordinal),
                Optional.empty());
    }

    static Shard closed(int ordinal, HashKeyRange range, int... parents) {
        Shard shard = open(ordinal, range, parents);
        return new Shard(
                shard.id(),
                shard.parent(),
                shard.adjacentParent(),
                range,
                shard.startingSequenceNumber(),
                Optional.of(SequenceNumber.of(10L * ordinal + 9)));
    }

    static ShardGraph listing(Shard... shards) {
        return ShardGraph.of(Arrays.asList(shards));
    }

    /** A lease that waits for its parents, as a shard's end makes it. */
    static Lease waiting(Shard shard) {
        return Lease.unowned(
                new LeaseKey(STREAM, shard.id()),
                shard.hashKeyRange(),
                shard.parents(),
                false,
                Checkpoint.TRIM_HORIZON);
    }

    /** A lease that begins its lineage and that nobody owned yet. */
    static Lease starting(Shard shard, Checkpoint checkpoint) {
        return Lease.unowned(new LeaseKey(STREAM, shard.id()), shard.hashKeyRange(), shard.parents(), true, checkpoint);
    }

    /** A lease in somebody's hands, without progress. */
    static Lease begun(Shard shard) {
        Lease lease = waiting(shard);
        return lease.withOwnership(lease.ownership().takenBy(new SessionId("worker-1")));
    }

    /** A lease in somebody's hands that has come so far. */
    static Lease at(Shard shard, Checkpoint checkpoint) {
        return begun(shard).withCheckpoint(checkpoint, Optional.empty());
    }

    /** A lease whose shard is processed to its end. */
    static Lease ended(Shard shard) {
        Lease lease = at(shard, Checkpoint.SHARD_END);
        return lease.withOwnership(lease.ownership().released());
    }

    static ImmutableSortedMap<LeaseKey, Lease> byKey(Lease... leases) {
        return ImmutableList.copyOf(leases).stream()
                .collect(ImmutableSortedMap.toImmutableSortedMap(LeaseKey::compareTo, Lease::key, lease -> lease));
    }
}
