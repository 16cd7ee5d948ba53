package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** What is true of one shard: what was put into it, and what of that was processed. */
public final class ShardTruth {
    private final Shard born;
    private final Retention retention;
    private final List<Long> arrivals = new ArrayList<>();
    private int trimmed;
    private long closedAtMillis;
    private final List<SequenceNumber> records = new ArrayList<>();
    private final BitSet done = new BitSet();
    private final BitSet delivered = new BitSet();
    private boolean closed;
    private int deliveries;

    ShardTruth(Shard born, Retention retention) {
        this.retention = retention;
        this.born = Objects.requireNonNull(born, "born");
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

    public SequenceNumber record(int index) {
        return records.get(index);
    }

    public boolean isClosed() {
        return closed;
    }

    /** The place of a record, from 0; negative when no such record was put. */
    public int indexOf(SequenceNumber sequenceNumber) {
        return Collections.binarySearch(records, sequenceNumber);
    }

    /** How many records come before a position or are at it. */
    public int countUpTo(SequenceNumber sequenceNumber) {
        int index = indexOf(sequenceNumber);
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

    void put(SequenceNumber sequenceNumber) {
        if (!records.isEmpty() && records.get(records.size() - 1).compareTo(sequenceNumber) >= 0) {
            throw new IllegalStateException("sequence numbers of " + id() + " do not grow at " + sequenceNumber);
        }
        records.add(sequenceNumber);
        arrivals.add(retention.nowMillis());
    }

    void close() {
        closed = true;
        closedAtMillis = retention.nowMillis();
    }

    void deliver(int index) {
        delivered.set(index);
        deliveries++;
    }

    /** Counts as processed what user code was given and says it has processed. */
    void vouched(SequenceNumber upTo) {
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
