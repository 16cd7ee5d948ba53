package io.millrace.domain.consumer;

/**
 * How many records to ask for in the next read of a shard, so that its answer fits into the memory that is set aside for it.
 * The service is asked for a number of records and gives up to 10 MB at once, whatever that number weighs; so what records
 * weigh is found out by a first read of few, and what is set aside grows with what comes: a shard that has little to read
 * keeps little from the others, and one with a backlog is read in large answers after three or four.
 *
 * <p>All bytes are of memory: payload, key and what is around a record. Belongs to one thread.
 */
public final class ReadSize {
    /** Of the first read, when nothing is known yet: few enough to fit although nobody knows what they weigh. */
    private static final int FIRST_RECORDS = 32;

    private static final long FIRST_BYTES = 128 << 10;
    private static final long LEAST_BYTES = 64 << 10;

    /** How much more than came last is reckoned with, when there is more behind it and when there is not. */
    private static final long GROWTH_WITH_BACKLOG = 4;

    private static final long GROWTH_AT_TIP = 2;

    private final long mostBytes;
    private long windowBytes = FIRST_BYTES;
    private long averageBytes;
    private int records = FIRST_RECORDS;
    private long expectedBytes = FIRST_BYTES;

    /** @param mostBytes what an answer should take at most, 1 or more; a single record may take more */
    public ReadSize(long mostBytes) {
        if (mostBytes < 1) {
            throw new IllegalArgumentException("mostBytes = " + mostBytes + ": give 1 or more");
        }
        this.mostBytes = mostBytes;
    }

    /**
     * Decides about the next read.
     *
     * @param sharedBytes what an answer may take as memory is now, 1 or more; one record is asked for however large it is
     * @param mostRecords the most that may be asked for
     */
    public void plan(long sharedBytes, int mostRecords) {
        if (averageBytes == 0) {
            records = Math.min(mostRecords, FIRST_RECORDS);
            expectedBytes = FIRST_BYTES;
            return;
        }
        long bytes = Math.min(windowBytes, Math.min(sharedBytes, mostBytes));
        records = (int) Math.min(mostRecords, Math.max(1, bytes / averageBytes));
        expectedBytes = records * averageBytes;
    }

    /** How many records to ask for, at least 1. */
    public int records() {
        return records;
    }

    /** What their answer is expected to take. */
    public long expectedBytes() {
        return expectedBytes;
    }

    /**
     * What the read brought; the records of the next are taken to be like these.
     *
     * @param count of records
     * @param bytes that they take
     * @param isMoreBehind whether the shard has more
     */
    public void brought(int count, long bytes, boolean isMoreBehind) {
        if (count == 0) {
            windowBytes = Math.max(LEAST_BYTES, windowBytes / 2);
            return;
        }
        averageBytes = Math.max(1, (bytes + count - 1) / count);
        long growth = isMoreBehind || count >= records ? GROWTH_WITH_BACKLOG : GROWTH_AT_TIP;
        windowBytes = Math.max(LEAST_BYTES, Math.min(mostBytes, growth * bytes));
    }

    /**
     * Records turned out to take more than was thought when they came, as those that are packed into others do.
     *
     * @param count how many came
     * @param bytes that all of them take now
     */
    public void turnedOut(int count, long bytes) {
        averageBytes = Math.max(averageBytes, (bytes + count - 1) / Math.max(1, count));
    }

    /**
     * What came did not fit and was dropped; the next read asks for some of the same.
     *
     * @param count how many of its first records are to be asked for, 1 or more
     * @param bytes that these take
     */
    public void tooLarge(int count, long bytes) {
        averageBytes = Math.max(1, (bytes + count - 1) / count);
        windowBytes = Math.max(1, bytes);
    }
}
