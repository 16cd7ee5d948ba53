package io.millrace.app.migrate;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamIdentity;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Leases as they are read from KCL's table. */
final class LeasesOfKcl {
    static final StreamIdentity WORDS = new StreamIdentity(
            "words", "arn:aws:kinesis:eu-west-1:123456789012:stream/words", Instant.ofEpochSecond(1_700_000_000));
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Checkpoint SOMEWHERE = Checkpoint.at(SequenceNumber.of("49590338271490256608559692538361"));

    private LeasesOfKcl() {}

    /** Owned by a worker of KCL's, for the first time seen here. */
    static Lease owned(int shard, Checkpoint checkpoint, int... parents) {
        return lease(shard, checkpoint, new Ownership(Optional.of(SessionId.foreign("host-a")), 1), parents);
    }

    static Lease lease(int shard, Checkpoint checkpoint, Ownership ownership, int... parents) {
        ImmutableList<ShardId> parentIds = Stream.of(parents)
                .flatMap(ids -> java.util.Arrays.stream(ids).mapToObj(LeasesOfKcl::shard))
                .collect(ImmutableList.toImmutableList());
        boolean lineageStart = checkpoint instanceof Checkpoint.Latest || checkpoint instanceof Checkpoint.AtTimestamp;
        return new Lease(
                new LeaseKey("words", shard(shard)),
                HashKeyRange.WHOLE,
                parentIds,
                lineageStart,
                ownership,
                checkpoint,
                Optional.empty(),
                Optional.empty());
    }

    static ShardId shard(int number) {
        return new ShardId("shardId-%012d".formatted(number));
    }
}
