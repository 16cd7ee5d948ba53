package io.millrace.adapters.inmemory;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.HashKeys;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.RecordSource;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * A stream in memory that behaves like one of Kinesis: partition keys choose shards by their MD5 hash, shards split and
 * merge, records and closed shards vanish after retention, iterators expire, and each shard's readers have quotas. Unlike
 * Kinesis it answers at once, reshards at once, and never fails by itself. Writes have no quotas. Listeners of enhanced
 * fan-out are told on the threads of those who put records, ask for events or let time pass.
 *
 * <p>Safe for use from any thread; no method blocks for long.
 */
public final class InMemoryStream {
    /** The largest payload, in bytes. */
    public static final int LARGEST_DATA_BYTES = 1 << 20;

    private static final int LONGEST_PARTITION_KEY = 256;

    private final StreamState state;
    private final FanOutState fanOut;
    private final InMemoryRecordSource.Limits limits;

    InMemoryStream(StreamState state, FanOutState fanOut, InMemoryRecordSource.Limits limits) {
        this.state = state;
        this.fanOut = fanOut;
        this.limits = limits;
    }

    /**
     * A stream as a new one of Kinesis is, on this machine's time.
     *
     * @throws IllegalArgumentException when there is no such name or number of shards
     */
    public static InMemoryStream create(String name, int shards) {
        return builder(name).shards(shards).build();
    }

    /** A stream that is told what it is like. */
    public static InMemoryStreamBuilder builder(String name) {
        return new InMemoryStreamBuilder(name);
    }

    public String name() {
        return state.identity().name();
    }

    public StreamIdentity identity() {
        return state.identity();
    }

    /** A new source of this stream's records. It stays bound to this stream; all sources share the shards' quotas. */
    public RecordSource source() {
        return new InMemoryRecordSource(state, fanOut, limits);
    }

    /** Puts a record of UTF-8 text, as {@link #put(NewRecord)} does. */
    public PutResult put(String partitionKey, String text) {
        return put(NewRecord.of(partitionKey, text));
    }

    /** Puts a record, as {@link #put(NewRecord)} does. */
    public PutResult put(String partitionKey, byte[] data) {
        return put(NewRecord.of(partitionKey, data));
    }

    /** Puts a record into the shard that this hash key belongs to, as {@link #put(NewRecord)} does. */
    public PutResult put(String partitionKey, BigInteger explicitHashKey, byte[] data) {
        return put(new NewRecord(partitionKey, Optional.of(explicitHashKey), ByteBuffer.wrap(data)));
    }

    /**
     * Puts a record (PutRecord).
     *
     * @throws IllegalArgumentException when the record is larger than Kinesis takes, or has no possible key
     * @throws IllegalStateException when the stream was deleted
     */
    public PutResult put(NewRecord record) {
        check(record);
        PutResult result = putUntold(record);
        fanOut.look(result.shard());
        return result;
    }

    private PutResult putUntold(NewRecord record) {
        BigInteger hashKey = record.explicitHashKey().orElseGet(() -> HashKeys.of(record.partitionKey()));
        ByteBuffer view = record.data().duplicate();
        byte[] data = new byte[view.remaining()];
        view.get(data);
        synchronized (state) {
            requireAlive();
            return state.put(record.partitionKey(), hashKey, data);
        }
    }

    /**
     * Puts records in their order (PutRecords), all or, when one of them is impossible, none.
     *
     * @return where they were put, in the same order
     * @throws IllegalArgumentException as {@link #put(NewRecord)}
     * @throws IllegalStateException when the stream was deleted
     */
    public ImmutableList<PutResult> putAll(Collection<NewRecord> records) {
        records.forEach(InMemoryStream::check);
        ImmutableList.Builder<PutResult> results = ImmutableList.builderWithExpectedSize(records.size());
        synchronized (state) {
            records.forEach(record -> results.add(putUntold(record)));
        }
        fanOut.lookAtAll();
        return results.build();
    }

    /**
     * Splits an open shard in the middle.
     *
     * @return the children, the one with the lower keys first
     * @throws IllegalArgumentException when there is no such open shard, or it has one key only
     * @throws IllegalStateException when the stream was deleted
     */
    public ImmutableList<ShardId> split(ShardId shard) {
        ImmutableList<ShardId> children;
        synchronized (state) {
            InMemoryShard parent = openShard(shard);
            HashKeyRange range = parent.description().hashKeyRange();
            BigInteger middle =
                    range.start().add(range.end()).add(BigInteger.ONE).shiftRight(1);
            children = state.split(parent, middle);
        }
        fanOut.look(shard);
        return children;
    }

    /**
     * Splits an open shard (SplitShard).
     *
     * @param newStartingHashKey the first key of the upper child
     * @return the children, the one with the lower keys first
     * @throws IllegalArgumentException when there is no such open shard, or one child would have no key
     * @throws IllegalStateException when the stream was deleted
     */
    public ImmutableList<ShardId> split(ShardId shard, BigInteger newStartingHashKey) {
        ImmutableList<ShardId> children;
        synchronized (state) {
            children = state.split(openShard(shard), newStartingHashKey);
        }
        fanOut.look(shard);
        return children;
    }

    /**
     * Merges two open shards (MergeShards).
     *
     * @param shard becomes the parent of the child
     * @param adjacent becomes its adjacent parent; its keys begin where the other's end, or the other way round
     * @return the child
     * @throws IllegalArgumentException when there are no such open shards, or they are not adjacent
     * @throws IllegalStateException when the stream was deleted
     */
    public ShardId merge(ShardId shard, ShardId adjacent) {
        ShardId child;
        synchronized (state) {
            child = state.merge(openShard(shard), openShard(adjacent));
        }
        fanOut.look(shard);
        fanOut.look(adjacent);
        return child;
    }

    /** Deletes the stream: from now on its sources find nothing. Idempotent. What was put can still be looked at. */
    public void delete() {
        synchronized (state) {
            state.delete();
        }
        fanOut.lookAtAll();
    }

    /**
     * Does for the subscriptions of enhanced fan-out what the time that has passed brings: an event without records every
     * five seconds, the end after five minutes. Everything else happens at once, when records are put or asked for. To be
     * called by whoever moves the stream's time, when it has moved, unless there is an {@link Alarm}, as there is by itself
     * on this machine's time. Calling it without need does no harm.
     */
    public void tick() {
        fanOut.lookAtAll();
    }

    /** The shards that are not past retention, in the order of creation. */
    public ImmutableList<Shard> shards() {
        ImmutableList.Builder<Shard> shards = ImmutableList.builder();
        synchronized (state) {
            state.shardsFrom(0).forEach(shard -> shards.add(shard.description()));
        }
        return shards.build();
    }

    /** The shards that take records now, in the order of creation. */
    public ImmutableList<Shard> openShards() {
        return shards().stream().filter(Shard::isOpen).collect(ImmutableList.toImmutableList());
    }

    /**
     * The retained records of a shard, in order.
     *
     * @throws IllegalArgumentException when there is no such shard, or it is past retention
     */
    public ImmutableList<StreamRecord> records(ShardId id) {
        synchronized (state) {
            RecordLog log = state.shard(id)
                    .orElseThrow(() -> new IllegalArgumentException("no such shard: " + id))
                    .log();
            return log.slice(log.start(), log.end());
        }
    }

    /** The retained records of all shards, in the order in which they were put. */
    public ImmutableList<StreamRecord> allRecords() {
        synchronized (state) {
            return shards().stream()
                    .flatMap(shard -> records(shard.id()).stream())
                    .sorted(Comparator.comparing(StreamRecord::sequenceNumber))
                    .collect(ImmutableList.toImmutableList());
        }
    }

    @Override
    public String toString() {
        return "InMemoryStream[" + name() + "]";
    }

    private InMemoryShard openShard(ShardId id) {
        requireAlive();
        return state.shard(id)
                .filter(InMemoryShard::isOpen)
                .orElseThrow(() -> new IllegalArgumentException("no open shard: " + id));
    }

    private void requireAlive() {
        if (state.isDeleted()) {
            throw new IllegalStateException("the stream " + name() + " was deleted");
        }
    }

    private static void check(NewRecord record) {
        int keyLength = record.partitionKey().length();
        if (keyLength < 1 || keyLength > LONGEST_PARTITION_KEY) {
            throw new IllegalArgumentException(
                    "a partition key has 1 to " + LONGEST_PARTITION_KEY + " characters, not " + keyLength);
        }
        if (record.data().remaining() > LARGEST_DATA_BYTES) {
            throw new IllegalArgumentException("a record has at most " + LARGEST_DATA_BYTES + " bytes of data, not "
                    + record.data().remaining());
        }
        record.explicitHashKey()
                .filter(key -> !HashKeyRange.WHOLE.contains(key))
                .ifPresent(key -> {
                    throw new IllegalArgumentException("a hash key goes from 0 to 2^128 - 1: " + key);
                });
    }
}
