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
    private final List<SequenceNumber> records = new ArrayList<>();
    private final BitSet done = new BitSet();
    private final BitSet delivered = new BitSet();
    private boolean closed;
    private int deliveries;

    ShardTruth(Shard born) {
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

    /** The place of the first record that is not processed yet; {@link #size()} when all are. */
    public int firstNotDone() {
        return done.nextClearBit(0);
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
    }

    void close() {
        closed = true;
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
