package io.millrace.adapters.inmemory;

import java.time.Duration;

/**
 * What Kinesis allows the readers of one shard together: five GetRecords and five GetShardIterator a second, and 2 MiB a
 * second, where a larger answer is paid for afterwards: after one of 10 MiB nothing is read for five seconds (Kinesis API,
 * GetRecords).
 */
final class ReadQuota {
    private static final int CALLS_PER_SECOND = 5;
    private static final long BYTES_PER_SECOND = 2L << 20;
    private static final long NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final Calls reads = new Calls();
    private final Calls iterators = new Calls();
    private double bytesLeft = BYTES_PER_SECOND;
    private long bytesCountedNanos;
    private boolean counted;

    /** Takes one GetShardIterator, unless there have been too many. */
    boolean tryIterator(long nowNanos) {
        return iterators.tryCall(nowNanos);
    }

    /** Takes one GetRecords, unless there have been too many or too much. */
    boolean tryRead(long nowNanos) {
        if (counted) {
            double earned = (double) BYTES_PER_SECOND * (nowNanos - bytesCountedNanos) / NANOS_PER_SECOND;
            bytesLeft = Math.min(BYTES_PER_SECOND, bytesLeft + earned);
        }
        counted = true;
        bytesCountedNanos = nowNanos;
        // What is owed after one answer of five seconds' worth is earned back after exactly five seconds.
        return bytesLeft >= 0 && reads.tryCall(nowNanos);
    }

    /** Counts what the read that was just taken has given. */
    void read(long bytes) {
        double saved = bytes > BYTES_PER_SECOND ? Math.min(0, bytesLeft) : bytesLeft;
        bytesLeft = saved - bytes;
    }

    /** The last few calls; one more is allowed when the oldest of them is a second ago. */
    private static final class Calls {
        private final long[] times = new long[CALLS_PER_SECOND];
        private long count;

        boolean tryCall(long nowNanos) {
            int slot = (int) (count % CALLS_PER_SECOND);
            if (count >= CALLS_PER_SECOND && nowNanos - times[slot] < NANOS_PER_SECOND) {
                return false;
            }
            times[slot] = nowNanos;
            count++;
            return true;
        }
    }
}
