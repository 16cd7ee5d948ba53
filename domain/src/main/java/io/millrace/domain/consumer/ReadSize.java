package io.millrace.domain.consumer;

/**
 * How many records to ask for in the next read of a shard, so that its answer weighs about as much as is wanted. The service
 * gives up to 10 MB at once, which is five seconds' worth of a shard's quota: a worker that may hold little asks for less,
 * more often. Belongs to one thread.
 */
public final class ReadSize {
    /** Of the first read, when nothing is known yet: few enough to be there soon. */
    private static final int FIRST_RECORDS = 500;

    private final long wantedBytes;
    private long averageBytes;

    /** @param wantedBytes what an answer should weigh, 1 or more */
    public ReadSize(long wantedBytes) {
        if (wantedBytes < 1) {
            throw new IllegalArgumentException("wantedBytes = " + wantedBytes + ": give 1 or more");
        }
        this.wantedBytes = wantedBytes;
    }

    /**
     * How many records to ask for, at least 1.
     *
     * @param most the most that may be asked for
     */
    public int records(int most) {
        long wanted = averageBytes == 0 ? FIRST_RECORDS : Math.max(1, wantedBytes / averageBytes);
        return (int) Math.min(most, wanted);
    }

    /** What a read brought; the records of the next are taken to be like these. */
    public void brought(int records, long bytes) {
        if (records > 0) {
            averageBytes = Math.max(1, (bytes + records - 1) / records);
        }
    }
}
