package io.millrace.adapters.inmemory;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.StreamRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The retained records of one shard, in order. A record keeps its index for ever, counted from the shard's first record,
 * also when those before it are trimmed.
 */
final class RecordLog {
    private static final StreamRecord[] NONE = {};

    private StreamRecord[] records = NONE;
    /** Where in the array the oldest retained record is. */
    private int head;

    private int size;
    /** How many records were trimmed: the index of the oldest retained record. */
    private long trimmed;
    /** When the oldest retained record arrived, in milliseconds of the epoch; of no meaning when there is none. */
    private long oldestMillis;

    /** The index of the oldest retained record, or of the next one when there is none. */
    long start() {
        return trimmed;
    }

    /** The index of the next record to come. */
    long end() {
        return trimmed + size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    StreamRecord get(long index) {
        return records[head + (int) (index - trimmed)];
    }

    void append(StreamRecord record) {
        if (head + size == records.length) {
            makeRoom();
        }
        records[head + size] = record;
        if (size == 0) {
            oldestMillis = record.approximateArrival().toEpochMilli();
        }
        size++;
    }

    /** Forgets the records that arrived before this. */
    void trim(Instant oldest) {
        // Nearly always nothing is that old, which a number tells without a look at the record.
        if (size == 0 || oldestMillis > oldest.toEpochMilli()) {
            return;
        }
        while (size > 0 && get(trimmed).approximateArrival().isBefore(oldest)) {
            records[head] = null;
            head++;
            size--;
            trimmed++;
        }
        if (size > 0) {
            oldestMillis = get(trimmed).approximateArrival().toEpochMilli();
        }
    }

    /** The records of these indexes; the first is retained, the last is excluded. */
    ImmutableList<StreamRecord> slice(long from, long to) {
        int first = head + (int) (from - trimmed);
        return ImmutableList.copyOf(Arrays.asList(records).subList(first, first + (int) (to - from)));
    }

    /** The index of this record, or of the first retained one behind it. */
    long indexAt(SequenceNumber number) {
        return firstIndex(record -> record.sequenceNumber().compareTo(number) >= 0);
    }

    /** The index of the first retained record behind this one. */
    long indexAfter(SequenceNumber number) {
        return firstIndex(record -> record.sequenceNumber().compareTo(number) > 0);
    }

    /** The index of the first retained record that arrived then or later. */
    long indexAt(Instant timestamp) {
        return firstIndex(record -> !record.approximateArrival().isBefore(timestamp));
    }

    /** The index of the first record that is like this, given that all behind it are too; the end when none is. */
    private long firstIndex(Predicate<StreamRecord> condition) {
        long low = start();
        long high = end();
        while (low < high) {
            long middle = low + high >>> 1;
            if (condition.test(get(middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private void makeRoom() {
        int capacity = size < records.length / 2 ? records.length : Math.max(16, size + (size >> 1));
        StreamRecord[] next = new StreamRecord[capacity];
        System.arraycopy(records, head, next, 0, size);
        records = next;
        head = 0;
    }
}
