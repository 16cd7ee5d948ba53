package io.millrace.domain.load;

import com.google.common.math.LongMath;
import java.time.Duration;

/**
 * The load of one lease, smoothed. Each sample counts for less the older it is; after {@link #TIME_CONSTANT} for 37 %.
 *
 * <pre>
 * warming up (level 0) --two minutes--> measured --load above the next bound--> level up at once
 *                                          |
 *                                          +------load below the bound for five minutes on end--> level down
 * </pre>
 *
 * Falling slowly keeps a lease whose load comes in bursts at the level of its bursts, in place of sending it to and fro.
 */
final class LeaseMeter {
    static final Duration TIME_CONSTANT = Duration.ofMinutes(1);
    /** No level is told before: a lease that begins with a backlog, or with nothing, looks like another. */
    static final Duration WARM_UP = Duration.ofMinutes(2);
    /** For how long the load must be below a level before that falls. */
    static final Duration FALL_AFTER = Duration.ofMinutes(5);

    private static final double NANOS_PER_SECOND = 1e9;

    private final long beganAtNanos;
    private long sampledAtNanos;
    private long bytes;
    private long records;
    private long cpuNanos;
    private double bytesPerSecond;
    private double recordsPerSecond;
    private double cores;
    private int level;
    private boolean below;
    private long belowSinceNanos;
    private int holders;
    private long endedAtNanos;

    LeaseMeter(long nowNanos) {
        this.beganAtNanos = nowNanos;
        this.sampledAtNanos = nowNanos;
    }

    void read(long moreBytes, int moreRecords) {
        bytes += moreBytes;
        records += moreRecords;
    }

    void computed(long nanos) {
        // What user code says of itself may be anything.
        cpuNanos = LongMath.saturatedAdd(cpuNanos, nanos);
    }

    /** The shard is read from now on, by one more reader: the next may begin before the one before has ended. */
    void begin(long nowNanos) {
        if (holders == 0) {
            // As if the time in between had not passed: nobody had the lease.
            sampledAtNanos = nowNanos;
        }
        holders++;
    }

    /** One reader has ended. */
    void end(long nowNanos) {
        holders = Math.max(0, holders - 1);
        endedAtNanos = nowNanos;
    }

    boolean isHeld() {
        return holders > 0;
    }

    /** When it was held last; of no meaning while it is held. */
    long endedAtNanos() {
        return endedAtNanos;
    }

    int level() {
        return level;
    }

    /** Load in units, smoothed. */
    double units() {
        // What came before the first sample is unknown, and not nothing: its part is left out.
        double known = 1 - decay(sampledAtNanos - beganAtNanos);
        return known > 0 ? LoadLevels.units(bytesPerSecond / known, recordsPerSecond / known, cores / known) : 0;
    }

    void sample(long nowNanos) {
        long nanos = nowNanos - sampledAtNanos;
        if (nanos <= 0) {
            return;
        }
        double kept = decay(nanos);
        double seconds = nanos / NANOS_PER_SECOND;
        bytesPerSecond = kept * bytesPerSecond + (1 - kept) * (bytes / seconds);
        recordsPerSecond = kept * recordsPerSecond + (1 - kept) * (records / seconds);
        cores = kept * cores + (1 - kept) * (cpuNanos / (double) nanos);
        bytes = 0;
        records = 0;
        cpuNanos = 0;
        sampledAtNanos = nowNanos;
        if (nowNanos - beganAtNanos >= WARM_UP.toNanos()) {
            follow(LoadLevels.next(level, units()), nowNanos);
        }
    }

    private void follow(int next, long nowNanos) {
        if (next >= level) {
            level = next;
            below = false;
        } else if (!below) {
            below = true;
            belowSinceNanos = nowNanos;
        } else if (nowNanos - belowSinceNanos >= FALL_AFTER.toNanos()) {
            level = next;
            below = false;
        }
    }

    private static double decay(long nanos) {
        // StrictMath, because the same run has to give the same plan on every machine.
        return StrictMath.exp(-(double) nanos / TIME_CONSTANT.toNanos());
    }
}
