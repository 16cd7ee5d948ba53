package io.millrace.domain.lease;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.Objects;

/**
 * How busy a worker is, as its session tells the fleet.
 *
 * @param coresUsed CPU that the worker's process used lately, in cores; zero or more, and zero where it is not known
 * @param coresAvailable how many cores the process may use, by its container's quota if it has one; zero where it is not
 *     known
 * @param levels the level of each lease that is more than lightly loaded, from 1 to {@link #HIGHEST_LEVEL}; at most
 *     {@link #MOST_LEASES}. A lease that is not in it is at level 0
 */
public record WorkerLoad(double coresUsed, double coresAvailable, ImmutableSortedMap<LeaseKey, Integer> levels) {
    /** The highest level there is. */
    public static final int HIGHEST_LEVEL = 24;

    /**
     * The most leases whose levels are told: some 500 bytes of a session, which is written at every heartbeat and has to stay
     * below the kilobyte that one write unit of DynamoDB pays for.
     */
    public static final int MOST_LEASES = 100;

    /** Of a worker that has told nothing: all its leases count the same. */
    public static final WorkerLoad NONE = new WorkerLoad(0, 0, ImmutableSortedMap.of());

    public WorkerLoad {
        Objects.requireNonNull(levels, "levels");
        if (!isAmount(coresUsed) || !isAmount(coresAvailable)) {
            throw new IllegalArgumentException(
                    "cores used and available must be zero or more, not " + coresUsed + " of " + coresAvailable);
        }
        if (levels.size() > MOST_LEASES) {
            throw new IllegalArgumentException(
                    "levels of at most " + MOST_LEASES + " leases are told, not of " + levels.size());
        }
        for (Map.Entry<LeaseKey, Integer> level : levels.entrySet()) {
            if (level.getValue() < 1 || level.getValue() > HIGHEST_LEVEL) {
                throw new IllegalArgumentException("the level of " + level.getKey() + " must be from 1 to "
                        + HIGHEST_LEVEL + ", not " + level.getValue());
            }
        }
    }

    private static boolean isAmount(double cores) {
        return cores >= 0 && !Double.isInfinite(cores);
    }
}
