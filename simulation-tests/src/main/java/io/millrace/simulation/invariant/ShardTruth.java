package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is true of one shard: what was put into it, and what of that was processed. */
public final class ShardTruth {
    private final Shard born;
    private final String stream;
    private final Retention retention;
    private final List<Long> arrivals = new ArrayList<>();
    private int trimmed;
    private long closedAtMillis;
    private final List<RecordPosition> records = new ArrayList<>();
    /** For each record the place of the last one before it under the same partition key; negative when there is none. */
    private final List<Integer> previous = new ArrayList<>();

    /** For look-ups only. */
    private final Map<String, Integer> lastOfKey = new HashMap<>();

    private final BitSet done = new BitSet();
    private final BitSet delivered = new BitSet();
    private boolean closed;
    private int deliveries;

    ShardTruth(Shard born, String stream, Retention retention) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.retention = retention;
        this.born = Objects.requireNonNull(born, "born");
    }

    /** The name of its stream. */
    public String stream() {
        return stream;
    }

    public ShardId id() {
        return born.id();
    }

    public ImmutableList<ShardId> parents() {
        return born.parents();
    }

    public HashKeyRange hashKeyRange() {
        return born.hashKeyRange();
    }

    /** How many records were put. */
    public int size() {
        return records.size();
    }

    public RecordPosition record(int index) {
        return records.get(index);
    }

    public boolean isClosed() {
        return closed;
    }

    /** The place of a record, from 0; negative when no such record was put. */
    public int indexOf(RecordPosition position) {
        return Collections.binarySearch(records, position);
    }

    /** How many records come before a position or are at it. */
    public int countUpTo(RecordPosition position) {
        int index = indexOf(position);
        return index >= 0 ? index + 1 : -index - 1;
    }

    /** The place of the oldest record that the stream still keeps; {@link #size()} when it keeps none. */
    public int firstRetained() {
        while (trimmed < arrivals.size() && retention.isOver(arrivals.get(trimmed))) {
            trimmed++;
        }
        return trimmed;
    }

    /** Whether it was closed so long ago that the stream does not know it any more. */
    public boolean isGone() {
        return closed && retention.isOver(closedAtMillis);
    }

    /** The place of the first retained record that is not processed yet; {@link #size()} or more when all are. */
    public int firstNotDone() {
        return done.nextClearBit(firstRetained());
    }

    public boolean allDone() {
        return firstNotDone() >= size();
    }

    /** One more than the place of the last record that was ever handed over; 0 when none was. */
    public int highWater() {
        return delivered.length();
    }

    /** How many times records were handed over again that had been handed over before. */
    public int duplicates() {
        return deliveries - delivered.cardinality();
    }

    void put(RecordPosition position, String partitionKey) {
        if (!records.isEmpty() && records.get(records.size() - 1).compareTo(position) >= 0) {
            throw new IllegalStateException("positions of " + id() + " do not grow at " + position);
        }
        Integer before = lastOfKey.put(partitionKey, records.size());
        previous.add(before == null ? -1 : before);
        records.add(position);
        arrivals.add(retention.nowMillis());
    }

    void close() {
        closed = true;
        closedAtMillis = retention.nowMillis();
    }

    /** The place of the last record before this one under the same partition key; negative when there is none. */
    public int previousOfKey(int index) {
        return previous.get(index);
    }

    /** Whether a record has been processed. */
    public boolean isDone(int index) {
        return done.get(index);
    }

    void deliver(int index) {
        delivered.set(index);
        deliveries++;
    }

    /** Counts as processed what user code was given and says it has processed. */
    void vouched(RecordPosition upTo) {
        int end = countUpTo(upTo);
        for (int i = done.nextClearBit(0); i < end; i = done.nextClearBit(i + 1)) {
            if (delivered.get(i)) {
                done.set(i);
            }
        }
    }

    void finish(int index) {
        done.set(index);
    }
}
