package io.millrace.domain.consumer;

import java.time.Duration;

/**
 * When a shard may be read again: the two quotas, the share of them that others leave, and the adaptive pause.
 *
 * <p>The quota of reads is kept where it counts, at the service: it received a read at some time between its sending and
 * its answer. A read that is sent a second after the answer to the fifth read before it is therefore never the sixth within
 * a second, whatever the network did; that costs one round trip in a second, and nothing while answers are slow.
 *
 * <p>The quotas are shared by everybody who polls the shard, and nobody says who else does. A read that is throttled shows that
 * somebody does: from then on this reader takes half of what it took, one read a second at least, and with each read that
 * succeeds a little more again. Readers that all do so come to equal shares and are seldom refused, and one that is alone
 * again has all of the quota within a quarter of a minute.
 *
 * <p>It outlives the fetcher that reads by it, when the shard is begun anew: the service does not forget either. Belongs to
 * one thread.
 */
public final class ReadPace {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final double LEAST_SHARE = 1;
    private static final double REGAINED_BY_A_READ = 0.1;

    private final PollingSettings settings;
    private final NotBefore nextRead = new NotBefore();
    /** Times of the latest answers, a ring. */
    private final long[] answeredNanos;

    /** How many reads a second this reader takes of the quota that it shares. */
    private double share;

    private int answers;
    private int oldest;
    private long idleNanos;

    public ReadPace(PollingSettings settings) {
        this.settings = settings;
        this.answeredNanos = new long[settings.readsPerSecond()];
        this.share = settings.readsPerSecond();
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

    /** A read was refused because the shard is read too often, by all who read it. */
    void throttled() {
        share = Math.max(LEAST_SHARE, share / 2);
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
        if (share < settings.readsPerSecond()) {
            nextRead.raise(nowNanos + (long) (SECOND_NANOS / share));
            share = Math.min(settings.readsPerSecond(), share + REGAINED_BY_A_READ);
        }
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
