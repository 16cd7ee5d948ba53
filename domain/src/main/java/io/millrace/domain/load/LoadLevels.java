package io.millrace.domain.load;

import io.millrace.domain.lease.WorkerLoad;

/**
 * Load in small whole numbers. What is measured is counted in units, the largest of three counts: a unit is a sixteenth of
 * what Kinesis lets producers write to one shard (64 KiB or 62.5 records a second), or a twentieth of a core of user code.
 * Units then become levels in geometric steps:
 *
 * <pre>
 * level    0      1      2      3       4        5 ...                                       24
 * units   0..2   2..3   3..4.5 4.5..6.75 6.75..10.1  and so on, each half as much again as the one before
 * </pre>
 *
 * <p>Level 0 reaches up to an eighth of a shard's quota and a tenth of a core: the leases of a fleet with little to do are
 * all at it, weigh the same, and none moves for another. Steps that grow with the load keep noise, which grows with it too,
 * from changing a level; and a level changes only when its bound is passed by a margin (see {@link #next}).
 */
public final class LoadLevels {
    /** Bytes a second that are one unit: a sixteenth of a shard's 1 MiB. */
    public static final double UNIT_BYTES_PER_SECOND = 65_536;

    /** Records a second that are one unit: a sixteenth of a shard's 1,000. */
    public static final double UNIT_RECORDS_PER_SECOND = 62.5;

    /** Cores of user code that are one unit. */
    public static final double UNIT_CORES = 0.05;

    private static final double FIRST_BOUND = 2;
    private static final double STEP = 1.5;
    /** So much of the next level's bound has to be reached to rise to it. */
    private static final double RISE = 1.1;
    /** Below so much of the level's own bound it falls. */
    private static final double FALL = 0.8;

    private LoadLevels() {}

    /** How many units this is: the largest of the three counts. */
    public static double units(double bytesPerSecond, double recordsPerSecond, double cores) {
        double throughput =
                Math.max(bytesPerSecond / UNIT_BYTES_PER_SECOND, recordsPerSecond / UNIT_RECORDS_PER_SECOND);
        return Math.max(throughput, cores / UNIT_CORES);
    }

    /** Where a level begins, in units; zero for level 0. */
    public static double bound(int level) {
        double bound = level == 0 ? 0 : FIRST_BOUND;
        for (int i = 1; i < level; i++) {
            bound *= STEP;
        }
        return bound;
    }

    /** What a lease of a level weighs in a plan: one for the shard itself, and the units at which the level begins. */
    public static double weight(int level) {
        return 1 + bound(level);
    }

    /** The level of so many units. */
    static int of(double units) {
        int level = 0;
        while (level < WorkerLoad.HIGHEST_LEVEL && units >= bound(level + 1)) {
            level++;
        }
        return level;
    }

    /**
     * The level that follows from another one and a measurement. Between 80 % of a level's bound and 110 % of the next it
     * stays as it is, so that a load which wavers about a bound does not make the level waver with it.
     */
    static int next(int level, double units) {
        int risen = of(units / RISE);
        int fallen = of(units / FALL);
        return risen > level ? risen : Math.min(fallen, level);
    }
}
