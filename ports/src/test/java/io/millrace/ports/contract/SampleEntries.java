package io.millrace.ports.contract;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.primitives.ImmutableIntArray;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.DoneBeyond;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.PendingCheckpoint;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamIdentity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;

/** Entries of every kind, plain ones and ones at the edge of what may be written. */
final class SampleEntries {
    /** The stream of most of them. */
    static final String STREAM = "words";

    /** As long as Kinesis allows a stream's name to be. */
    static final String LONGEST_STREAM_NAME = "s".repeat(128);

    /** As many digits as Kinesis says a sequence number may have. */
    static final SequenceNumber LONGEST_SEQUENCE_NUMBER = SequenceNumber.of("9".repeat(129));

    /** A usual sequence number; beyond 2^63 and beyond what a double holds. */
    static final SequenceNumber USUAL_SEQUENCE_NUMBER =
            SequenceNumber.of("49590338271490256608559692538361571095921575989136588898");

    static final Instant TO_THE_NANOSECOND = Instant.parse("2026-11-05T23:59:59.123456789Z");
    static final Instant BEFORE_THE_EPOCH = Instant.parse("1969-07-20T20:17:40.5Z");

    /** Letters beyond ASCII and beyond the basic plane, quotes, separators, and a line break. */
    static final String UNICODE = "größe-数-🚰 \"a\"|b,c:d#e/f\\g\n%h";

    private SampleEntries() {}

    /** An unowned lease of a stream's n-th shard. */
    static Lease lease(int ordinal) {
        return Lease.unowned(
                new LeaseKey(STREAM, ShardId.ofOrdinal(ordinal)),
                HashKeyRange.WHOLE,
                ImmutableList.of(),
                true,
                Checkpoint.TRIM_HORIZON);
    }

    /** The lease of the first shard, with a checkpoint that tells one version from another. */
    static Lease leaseAt(long sequenceNumber) {
        return lease(0).withCheckpoint(Checkpoint.at(SequenceNumber.of(sequenceNumber)), Optional.empty());
    }

    static WorkerSession session(String id, long heartbeat) {
        return new WorkerSession(
                new SessionId(id),
                "worker",
                WorkerSession.State.ACTIVE,
                heartbeat,
                Duration.ofSeconds(7),
                1.0,
                heartbeat - 1);
    }

    static Assignment assignment(String session, int leases) {
        return assignment(session, "words", leases);
    }

    static Assignment assignment(String session, String stream, int leases) {
        ImmutableSortedSet.Builder<LeaseKey> keys = ImmutableSortedSet.naturalOrder();
        for (int i = 0; i < leases; i++) {
            keys.add(new LeaseKey(stream, ShardId.ofOrdinal(i)));
        }
        return new Assignment(new SessionId(session), new SessionId("leader-1"), 3, keys.build());
    }

    /** One entry of every kind, in the order of the kinds. */
    static ImmutableList<Entry> oneOfEachKind() {
        return ImmutableList.of(
                new StreamBinding(new StreamIdentity("words", "arn:words", Instant.EPOCH), Instant.EPOCH),
                new Leadership(Ownership.NONE.takenBy(new SessionId("same-id"))),
                lease(0),
                session("same-id", 1),
                assignment("same-id", 2));
    }

    static ImmutableList<Entry> bindings() {
        return ImmutableList.of(
                new StreamBinding(
                        new StreamIdentity(
                                "words",
                                "arn:aws:kinesis:eu-central-1:123456789012:stream/words",
                                Instant.parse("2026-11-05T10:00:00Z")),
                        TO_THE_NANOSECOND),
                new StreamBinding(
                        new StreamIdentity(LONGEST_STREAM_NAME, UNICODE, BEFORE_THE_EPOCH), BEFORE_THE_EPOCH));
    }

    static ImmutableList<Entry> leaderships() {
        return ImmutableList.of(
                new Leadership(Ownership.NONE),
                new Leadership(Ownership.NONE.takenBy(new SessionId("a")).released()),
                new Leadership(new Ownership(Optional.of(new SessionId(UNICODE)), Long.MAX_VALUE)));
    }

    static ImmutableList<Entry> sessions() {
        return ImmutableList.of(
                session("plain", 1),
                new WorkerSession(
                        new SessionId(UNICODE),
                        UNICODE,
                        WorkerSession.State.LEAVING,
                        Long.MAX_VALUE,
                        Duration.ofSeconds(86_400, 1),
                        0.1,
                        Long.MAX_VALUE,
                        ImmutableSortedSet.of("größe", "words", "words.2")),
                new WorkerSession(
                        new SessionId("edge"),
                        "",
                        WorkerSession.State.ACTIVE,
                        1,
                        Duration.ofNanos(1),
                        1234.5678901234567,
                        0),
                session("idle", 2).withLoad(new WorkerLoad(0.05, 0, ImmutableSortedMap.of())),
                session("busy", 2).withLoad(new WorkerLoad(1.7, 3.5, levels())));
    }

    private static ImmutableSortedMap<LeaseKey, Integer> levels() {
        ImmutableSortedMap.Builder<LeaseKey, Integer> levels = ImmutableSortedMap.naturalOrder();
        for (int i = 0; i < WorkerLoad.MOST_LEASES - 3; i++) {
            levels.put(new LeaseKey(STREAM, ShardId.ofOrdinal(7 * i)), 1 + i % 5);
        }
        return levels.put(new LeaseKey(STREAM, new ShardId("shardId-of-another-shape")), 1)
                .put(new LeaseKey("größe", new ShardId("a,b;c d/e")), WorkerLoad.HIGHEST_LEVEL)
                .put(new LeaseKey(LONGEST_STREAM_NAME, ShardId.ofOrdinal(1)), 2)
                .build();
    }

    static ImmutableList<Entry> assignments() {
        ImmutableSortedSet<LeaseKey> ofSeveralStreams = ImmutableSortedSet.of(
                new LeaseKey("words", ShardId.ofOrdinal(1)),
                new LeaseKey("words", new ShardId("shardId-of-another-shape")),
                new LeaseKey("words.2", ShardId.ofOrdinal(1)),
                new LeaseKey("größe", new ShardId("a,b;c d/e")));
        return ImmutableList.of(
                assignment("nothing", 0),
                assignment("one", 1),
                new Assignment(new SessionId(UNICODE), new SessionId(UNICODE + "2"), Long.MAX_VALUE, ofSeveralStreams));
    }

    /** Leases that differ from one another in every field, all of one stream if there may be but one. */
    static ImmutableList<Entry> leases(Optional<String> onlyStream) {
        LeaseKey key = new LeaseKey(STREAM, ShardId.ofOrdinal(7));
        HashKeyRange lower = HashKeyRange.of("0", "170141183460469231731687303715884105727");
        HashKeyRange oneKey = new HashKeyRange(HashKeyRange.MAXIMUM_KEY, HashKeyRange.MAXIMUM_KEY);
        ImmutableList<ShardId> oneParent = ImmutableList.of(ShardId.ofOrdinal(3));
        // Not sorted: the order of the two parents is Kinesis' and has to stay.
        ImmutableList<ShardId> twoParents = ImmutableList.of(ShardId.ofOrdinal(9), ShardId.ofOrdinal(4));
        SessionId owner = new SessionId("host-1:42");
        Lease unowned = Lease.unowned(key, lower, oneParent, false, Checkpoint.LATEST);
        Checkpoint far = Checkpoint.at(new RecordPosition(LONGEST_SEQUENCE_NUMBER, Long.MAX_VALUE));
        return ImmutableList.of(
                unowned,
                lease(8),
                unowned.withOwnership(Ownership.NONE.takenBy(owner)),
                unowned.withOwnership(Ownership.NONE.takenBy(owner).released()),
                new Lease(
                        new LeaseKey(onlyStream.orElse(LONGEST_STREAM_NAME), new ShardId(UNICODE)),
                        oneKey,
                        twoParents,
                        true,
                        new Ownership(Optional.of(new SessionId(UNICODE)), Long.MAX_VALUE),
                        far,
                        Optional.of(TO_THE_NANOSECOND),
                        Optional.of(new PendingCheckpoint(Checkpoint.SHARD_END, Optional.of(UNICODE)))));
    }

    /** Every type of checkpoint. */
    static ImmutableList<Checkpoint> checkpoints() {
        return ImmutableList.of(
                Checkpoint.TRIM_HORIZON,
                Checkpoint.LATEST,
                Checkpoint.atTimestamp(Instant.EPOCH),
                Checkpoint.atTimestamp(TO_THE_NANOSECOND),
                Checkpoint.atTimestamp(BEFORE_THE_EPOCH),
                Checkpoint.at(SequenceNumber.of(0)),
                Checkpoint.at(USUAL_SEQUENCE_NUMBER),
                Checkpoint.at(new RecordPosition(USUAL_SEQUENCE_NUMBER, 41)),
                Checkpoint.at(LONGEST_SEQUENCE_NUMBER),
                Checkpoint.at(new RecordPosition(LONGEST_SEQUENCE_NUMBER, Long.MAX_VALUE)),
                Checkpoint.SHARD_END);
    }

    /** What is done beyond a checkpoint: little, much, and as much as is stored. */
    static ImmutableList<DoneBeyond> doneBeyonds() {
        RecordPosition anchor = new RecordPosition(LONGEST_SEQUENCE_NUMBER, Long.MAX_VALUE);
        ImmutableIntArray everyOther =
                ImmutableIntArray.copyOf(IntStream.range(0, 95_000).map(number -> 2 * number));
        return ImmutableList.of(
                new DoneBeyond(RecordPosition.of(USUAL_SEQUENCE_NUMBER), ImmutableIntArray.of(0), 2),
                new DoneBeyond(anchor, ImmutableIntArray.of(0, 3, 1_000_000), Integer.MAX_VALUE),
                new DoneBeyond(anchor, everyOther, 190_000));
    }

    /** States of a prepared checkpoint: none, empty, unicode, as long as it may be. */
    static ImmutableList<Optional<String>> pendingStates() {
        return ImmutableList.of(
                Optional.empty(), Optional.of(""), Optional.of(UNICODE), Optional.of("数".repeat(4_096)));
    }
}
