package io.millrace.domain.consumer;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.StreamRecord;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Buffers the records of one shard and cuts them into batches by number, bytes and time. How a transport happened to deliver
 * them, a large page, many small events or an aggregate taken apart, does not show.
 *
 * <p>All batches one after the other are all records that were added, in order. Not safe for use by several threads.
 */
public final class BatchCutter {
    /** When the rest is copied: often enough to let go of what was taken, seldom enough to cost little. */
    private static final int KEPT_PARTS = 4;

    /** What is left of the records that were added at one time. */
    private static final class Chunk {
        private ImmutableList<StreamRecord> records;
        private final long addedNanos;
        /** How many records are kept in memory: also such as were taken, by the list of which the rest is a part. */
        private int kept;

        Chunk(ImmutableList<StreamRecord> records, long addedNanos) {
            this.records = records;
            this.addedNanos = addedNanos;
            this.kept = records.size();
        }

        void take(int count) {
            records = records.subList(count, records.size());
            if (kept - records.size() > kept / KEPT_PARTS) {
                records = ImmutableList.copyOf(records);
                kept = records.size();
            }
        }
    }

    private final BatchLimits limits;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private int bufferedRecords;
    private long bufferedBytes;

    public BatchCutter(BatchLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
    }

    /**
     * Buffers records.
     *
     * @param records in order, after all that were added before; may be empty
     * @param nowNanos monotonic; their waiting begins now
     */
    public void add(ImmutableList<StreamRecord> records, long nowNanos) {
        if (records.isEmpty()) {
            return;
        }
        chunks.add(new Chunk(records, nowNanos));
        bufferedRecords += records.size();
        bufferedBytes += bytesOf(records);
    }

    /**
     * Takes the next batch from the buffer: as many records as the limits allow, and one at least, however large it is.
     *
     * @param flush do not wait for more
     * @return empty when nothing is buffered, or when the batch is not full and its first record may still wait
     */
    public Optional<ImmutableList<StreamRecord>> cut(long nowNanos, boolean flush) {
        Chunk oldest = chunks.peek();
        if (oldest == null) {
            return Optional.empty();
        }
        boolean full = bufferedRecords >= limits.maxRecords() || bufferedBytes >= limits.maxBytes();
        boolean waitedEnough = nowNanos - dueNanos(oldest) >= 0;
        return full || waitedEnough || flush ? Optional.of(take()) : Optional.empty();
    }

    /** When the first record buffered has waited long enough for its batch to fill; empty when nothing is buffered. */
    public OptionalLong dueAtNanos() {
        Chunk oldest = chunks.peek();
        return oldest == null ? OptionalLong.empty() : OptionalLong.of(dueNanos(oldest));
    }

    public int bufferedRecords() {
        return bufferedRecords;
    }

    /** Bytes of the records buffered, by {@code StreamRecord.sizeBytes}. */
    public long bufferedBytes() {
        return bufferedBytes;
    }

    /** Drops what is buffered. */
    public void clear() {
        chunks.clear();
        bufferedRecords = 0;
        bufferedBytes = 0;
    }

    private long dueNanos(Chunk oldest) {
        return oldest.addedNanos + limits.maxWait().toNanos();
    }

    private ImmutableList<StreamRecord> take() {
        ImmutableList.Builder<StreamRecord> batch = ImmutableList.builder();
        int records = 0;
        long bytes = 0;
        boolean fits = true;
        for (Iterator<Chunk> rest = chunks.iterator(); fits && rest.hasNext(); ) {
            Chunk chunk = rest.next();
            int taken = 0;
            while (taken < chunk.records.size()) {
                int size = chunk.records.get(taken).sizeBytes();
                fits = records == 0 || (records < limits.maxRecords() && bytes + size <= limits.maxBytes());
                if (!fits) {
                    break;
                }
                taken++;
                records++;
                bytes += size;
            }
            batch.addAll(chunk.records.subList(0, taken));
            chunk.take(taken);
            if (chunk.records.isEmpty()) {
                rest.remove();
            }
        }
        bufferedRecords -= records;
        bufferedBytes -= bytes;
        return batch.build();
    }

    private static long bytesOf(ImmutableList<StreamRecord> records) {
        long bytes = 0;
        for (StreamRecord record : records) {
            bytes += record.sizeBytes();
        }
        return bytes;
    }
}
