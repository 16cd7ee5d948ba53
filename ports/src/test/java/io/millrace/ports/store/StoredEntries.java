package io.millrace.ports.store;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.checkpoint.Checkpoint;
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
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Entries of every kind, over all that their fields may hold. */
final class StoredEntries {
    private StoredEntries() {}

    static Arbitrary<Entry> any() {
        return Arbitraries.oneOf(leases(), sessions(), assignments(), leaderships(), bindings());
    }

    private static Arbitrary<Entry> leases() {
        Arbitrary<Lease> unowned = Combinators.combine(
                        leaseKeys(),
                        ranges(),
                        shardIds().list().ofMaxSize(2),
                        Arbitraries.of(true, false),
                        checkpoints())
                .as((key, range, parents, start, checkpoint) ->
                        Lease.unowned(key, range, ImmutableList.copyOf(parents), start, checkpoint));
        Arbitrary<PendingCheckpoint> pending = Combinators.combine(
                        checkpoints(), Arbitraries.strings().ofMaxLength(50).optional())
                .as(PendingCheckpoint::new);
        return Combinators.combine(unowned, ownerships(), instants().optional(), pending.optional())
                .as((lease, ownership, arrival, prepared) -> new Lease(
                        lease.key(),
                        lease.hashKeyRange(),
                        lease.parents(),
                        lease.lineageStart(),
                        ownership,
                        lease.checkpoint(),
                        arrival,
                        prepared));
    }

    private static Arbitrary<Entry> sessions() {
        Arbitrary<Duration> failoverTimes = Combinators.combine(
                        Arbitraries.longs().between(0, 1_000_000_000_000L),
                        Arbitraries.integers().between(1, 999_999_999))
                .as(Duration::ofSeconds);
        return Combinators.combine(
                        sessionIds(),
                        Arbitraries.strings().ofMaxLength(40),
                        Arbitraries.of(WorkerSession.State.values()),
                        Arbitraries.longs().greaterOrEqual(1),
                        failoverTimes,
                        Arbitraries.doubles().greaterThan(0),
                        Arbitraries.longs().greaterOrEqual(0),
                        loads())
                .as((id, worker, state, heartbeat, failoverTime, capacity, changes, load) -> new WorkerSession(
                                id, worker, state, heartbeat, failoverTime, capacity, changes)
                        .withLoad(load));
    }

    private static Arbitrary<WorkerLoad> loads() {
        Arbitrary<Double> cores = Arbitraries.doubles().between(0, 1e9);
        Arbitrary<Integer> levels = Arbitraries.integers().between(1, WorkerLoad.HIGHEST_LEVEL);
        return Combinators.combine(
                        cores, cores, Arbitraries.maps(leaseKeys(), levels).ofMaxSize(20))
                .as((used, available, told) -> new WorkerLoad(used, available, ImmutableSortedMap.copyOf(told)));
    }

    private static Arbitrary<Entry> assignments() {
        return Combinators.combine(
                        sessionIds(),
                        sessionIds(),
                        Arbitraries.longs(),
                        leaseKeys().set().ofMaxSize(20))
                .as((session, leader, epoch, leases) ->
                        new Assignment(session, leader, epoch, ImmutableSortedSet.copyOf(leases)));
    }

    private static Arbitrary<Entry> leaderships() {
        return ownerships().map(Leadership::new);
    }

    private static Arbitrary<Entry> bindings() {
        Arbitrary<String> names = texts().filter(name -> !name.isBlank());
        return Combinators.combine(names, Arbitraries.strings().ofMaxLength(60), instants(), instants())
                .as((name, arn, created, bound) -> new StreamBinding(new StreamIdentity(name, arn, created), bound));
    }

    static Arbitrary<Checkpoint> checkpoints() {
        Arbitrary<BigInteger> numbers = Arbitraries.bigIntegers().between(BigInteger.ZERO, BigInteger.TEN.pow(129));
        Arbitrary<Checkpoint> positions = Combinators.combine(
                        numbers, Arbitraries.longs().greaterOrEqual(0))
                .as((number, sub) -> Checkpoint.at(new RecordPosition(new SequenceNumber(number), sub)));
        return Arbitraries.oneOf(
                positions,
                instants().map(Checkpoint::atTimestamp),
                Arbitraries.of(Checkpoint.TRIM_HORIZON, Checkpoint.LATEST, Checkpoint.SHARD_END));
    }

    private static Arbitrary<Ownership> ownerships() {
        return Combinators.combine(sessionIds().optional(), Arbitraries.longs().greaterOrEqual(1))
                .as(Ownership::new);
    }

    private static Arbitrary<HashKeyRange> ranges() {
        Arbitrary<BigInteger> keys = Arbitraries.bigIntegers().between(BigInteger.ZERO, HashKeyRange.MAXIMUM_KEY);
        return Combinators.combine(keys, keys).as((one, two) -> new HashKeyRange(one.min(two), one.max(two)));
    }

    private static Arbitrary<LeaseKey> leaseKeys() {
        return Combinators.combine(Arbitraries.of("words", "words.2", "größe"), shardIds())
                .as(LeaseKey::new);
    }

    private static Arbitrary<ShardId> shardIds() {
        return Arbitraries.oneOf(Arbitraries.longs().between(0, 99).map(ShardId::ofOrdinal), texts().map(ShardId::new));
    }

    private static Arbitrary<SessionId> sessionIds() {
        return texts().map(SessionId::new);
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings().ofMinLength(1).ofMaxLength(30).filter(text -> !text.isBlank());
    }

    private static Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(-1_000_000_000_000L, 1_000_000_000_000L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
    }
}
