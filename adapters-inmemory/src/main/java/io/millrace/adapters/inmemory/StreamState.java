package io.millrace.adapters.inmemory;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.domain.stream.StreamRecord;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All there is of a stream: its shards and their records. Not safe for use from several threads by itself: whoever uses
 * it holds its monitor.
 */
final class StreamState {
    private static final BigInteger KEYS = HashKeyRange.MAXIMUM_KEY.add(BigInteger.ONE);

    private final StreamIdentity identity;
    private final Instant createdAt;
    private final Duration retention;
    private final ServiceClock clock;
    private final SequenceNumbers sequenceNumbers;
    /** For look-ups only; the order of creation is that of {@link #byOrdinal}. */
    private final Map<ShardId, InMemoryShard> byId = new LinkedHashMap<>();

    private final NavigableMap<Integer, InMemoryShard> byOrdinal = new TreeMap<>();
    private final NavigableMap<BigInteger, InMemoryShard> openByFirstKey = new TreeMap<>();
    private final Deque<InMemoryShard> closed = new ArrayDeque<>();
    private int nextOrdinal;
    private boolean deleted;

    StreamState(String name, int shards, int firstOrdinal, Duration retention, ServiceClock clock) {
        this.nextOrdinal = firstOrdinal;
        this.createdAt = clock.now();
        this.identity = new StreamIdentity(
                name, "arn:inmemory:kinesis:::stream/" + name, createdAt.truncatedTo(ChronoUnit.SECONDS));
        this.retention = retention;
        this.clock = clock;
        this.sequenceNumbers = new SequenceNumbers(identity.creationTime());
        BigInteger count = BigInteger.valueOf(shards);
        for (int i = 0; i < shards; i++) {
            BigInteger start = KEYS.multiply(BigInteger.valueOf(i)).divide(count);
            BigInteger next = KEYS.multiply(BigInteger.valueOf(i + 1L)).divide(count);
            open(new HashKeyRange(start, next.subtract(BigInteger.ONE)), Optional.empty(), Optional.empty());
        }
    }

    StreamIdentity identity() {
        return identity;
    }

    Duration retention() {
        return retention;
    }

    ServiceClock clock() {
        return clock;
    }

    SequenceNumbers sequenceNumbers() {
        return sequenceNumbers;
    }

    int openShards() {
        return openByFirstKey.size();
    }

    boolean isDeleted() {
        return deleted;
    }

    void delete() {
        deleted = true;
    }

    /** The oldest moment whose records are kept. */
    Instant trimHorizon() {
        return clock.now().minus(retention);
    }

    /** The shards that are not past retention, in the order of creation, from this ordinal on. */
    Iterable<InMemoryShard> shardsFrom(int ordinal) {
        forgetOldShards();
        return byOrdinal.tailMap(ordinal, true).values();
    }

    /** A shard that is not past retention, its old records trimmed. */
    Optional<InMemoryShard> shard(ShardId id) {
        forgetOldShards();
        InMemoryShard shard = byId.get(id);
        if (shard == null) {
            return Optional.empty();
        }
        if (!shard.log().isEmpty()) {
            shard.log().trim(trimHorizon());
        }
        return Optional.of(shard);
    }

    /** The moment itself, or the nearest one that the stream still knows of: from its trim horizon until now. */
    Instant withinLifetime(Instant moment) {
        Instant horizon = trimHorizon();
        Instant oldest = horizon.isAfter(createdAt) ? horizon : createdAt;
        Instant now = clock.now();
        Instant notBefore = moment.isBefore(oldest) ? oldest : moment;
        return notBefore.isAfter(now) ? now : notBefore;
    }

    PutResult put(String partitionKey, BigInteger hashKey, byte[] data) {
        InMemoryShard shard = openByFirstKey.floorEntry(hashKey).getValue();
        RecordPosition position = RecordPosition.of(sequenceNumbers.next(shard.ordinal()));
        shard.log().trim(trimHorizon());
        shard.log().append(new StreamRecord(position, partitionKey, Optional.empty(), clock.now(), data));
        return new PutResult(shard.id(), position);
    }

    /** Closes the shard and opens two that share its keys. */
    ImmutableList<ShardId> split(InMemoryShard parent, BigInteger newStartingHashKey) {
        HashKeyRange range = parent.description().hashKeyRange();
        if (newStartingHashKey.compareTo(range.start()) <= 0 || newStartingHashKey.compareTo(range.end()) > 0) {
            throw new IllegalArgumentException(
                    "a new starting hash key lies in the shard's range and is not its first: " + newStartingHashKey
                            + " is not so in " + range + " of " + parent.id());
        }
        HashKeyRange lower = new HashKeyRange(range.start(), newStartingHashKey.subtract(BigInteger.ONE));
        HashKeyRange upper = new HashKeyRange(newStartingHashKey, range.end());
        ImmutableList<ShardId> parents = ImmutableList.of(parent.id());
        ChildShard lowerChild = new ChildShard(ShardId.ofOrdinal(nextOrdinal), parents, lower);
        ChildShard upperChild = new ChildShard(ShardId.ofOrdinal(nextOrdinal + 1L), parents, upper);
        close(parent, ImmutableList.of(lowerChild, upperChild));
        open(lower, Optional.of(parent.id()), Optional.empty());
        open(upper, Optional.of(parent.id()), Optional.empty());
        return ImmutableList.of(lowerChild.id(), upperChild.id());
    }

    /** Closes two shards and opens one that has the keys of both. */
    ShardId merge(InMemoryShard parent, InMemoryShard adjacent) {
        HashKeyRange one = parent.description().hashKeyRange();
        HashKeyRange other = adjacent.description().hashKeyRange();
        HashKeyRange lower = one.compareTo(other) <= 0 ? one : other;
        HashKeyRange upper = lower.equals(one) ? other : one;
        if (parent == adjacent || !lower.end().add(BigInteger.ONE).equals(upper.start())) {
            throw new IllegalArgumentException("only adjacent shards can be merged, not " + parent.id() + " with " + one
                    + " and " + adjacent.id() + " with " + other);
        }
        HashKeyRange both = new HashKeyRange(lower.start(), upper.end());
        ChildShard child =
                new ChildShard(ShardId.ofOrdinal(nextOrdinal), ImmutableList.of(parent.id(), adjacent.id()), both);
        close(parent, ImmutableList.of(child));
        close(adjacent, ImmutableList.of(child));
        open(both, Optional.of(parent.id()), Optional.of(adjacent.id()));
        return child.id();
    }

    private void open(HashKeyRange range, Optional<ShardId> parent, Optional<ShardId> adjacentParent) {
        int ordinal = nextOrdinal++;
        ShardId id = ShardId.ofOrdinal(ordinal);
        Shard description =
                new Shard(id, parent, adjacentParent, range, sequenceNumbers.next(ordinal), Optional.empty());
        InMemoryShard shard = new InMemoryShard(ordinal, description, clock.now());
        byId.put(id, shard);
        byOrdinal.put(ordinal, shard);
        openByFirstKey.put(range.start(), shard);
    }

    private void close(InMemoryShard shard, ImmutableList<ChildShard> children) {
        shard.close(sequenceNumbers.next(shard.ordinal()), clock.now(), children);
        openByFirstKey.remove(shard.description().hashKeyRange().start());
        closed.addLast(shard);
    }

    /** The stream's clock never goes back, so shards grow too old in the order in which they were closed. */
    private void forgetOldShards() {
        if (closed.isEmpty()) {
            return;
        }
        Instant horizon = trimHorizon();
        while (!closed.isEmpty() && closed.getFirst().wasClosedBefore(horizon)) {
            InMemoryShard old = closed.removeFirst();
            byId.remove(old.id());
            byOrdinal.remove(old.ordinal());
        }
    }
}
