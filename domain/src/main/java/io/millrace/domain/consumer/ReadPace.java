package io.millrace.domain.consumer;

import java.time.Duration;

/**
 * When a shard may be read again: the two quotas and the adaptive pause.
 *
 * <p>The quota of reads is kept where it counts, at the service: it received a read at some time between its sending and
 * its answer. A read that is sent a second after the answer to the fifth read before it is therefore never the sixth within
 * a second, whatever the network did; that costs one round trip in a second, and nothing while answers are slow.
 *
 * <p>It outlives the fetcher that reads by it, when the shard is begun anew: the service does not forget either. Belongs to
 * one thread.
 */
public final class ReadPace {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final PollingSettings settings;
    private final NotBefore nextRead = new NotBefore();
    /** Times of the latest answers, a ring. */
    private final long[] answeredNanos;

    private int answers;
    private int oldest;
    private long idleNanos;

    public ReadPace(PollingSettings settings) {
        this.settings = settings;
        this.answeredNanos = new long[settings.readsPerSecond()];
        this.idleNanos = settings.idleMinimum().toNanos();
    }

    NotBefore nextRead() {
        return nextRead;
    }

    /** A read was answered, with records or with a failure: either counts against the quota of reads. */
    void answered(long nowNanos) {
        answeredNanos[oldest] = nowNanos;
        oldest = (oldest + 1) % answeredNanos.length;
        answers = Math.min(answers + 1, answeredNanos.length);
        if (answers == answeredNanos.length) {
            nextRead.raise(answeredNanos[oldest] + SECOND_NANOS);
        }
    }

    /** An answer came that nobody wants any more; it counts all the same. */
    void dropped(long bytes, long nowNanos) {
        answered(nowNanos);
        owes(bytes, nowNanos);
    }

    /** Bytes have come, whatever becomes of them. */
    void owes(long bytes, long nowNanos) {
        nextRead.raise(nowNanos + owedNanos(bytes));
    }

    /** The answer was a success. */
    void fetched(int records, long bytes, Duration behindLatest, long nowNanos) {
        owes(bytes, nowNanos);
        boolean atTip = behindLatest.isZero() || behindLatest.isNegative();
        if (records > 0 || !atTip) {
            idleNanos = settings.idleMinimum().toNanos();
        }
        if (atTip) {
            nextRead.raise(nowNanos + idleNanos);
            if (records == 0) {
                idleNanos = longerIdleNanos();
            }
        }
    }

    /** How long the quota of bytes asks to wait after an answer, rounded up. */
    private long owedNanos(long bytes) {
        long rate = settings.bytesPerSecond();
        long wholeSeconds = bytes / rate;
        double rest = (double) (bytes % rate) / rate;
        return wholeSeconds * SECOND_NANOS + (long) Math.ceil(rest * SECOND_NANOS);
    }

    /** Half as long again; by a sixteenth of the maximum at least, so that it grows from zero too. */
    private long longerIdleNanos() {
        long maximumNanos = settings.idleMaximum().toNanos();
        return Math.min(maximumNanos, idleNanos + Math.max(idleNanos / 2, maximumNanos / 16));
    }
}
