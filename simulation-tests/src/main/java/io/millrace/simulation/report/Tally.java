package io.millrace.simulation.report;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts values, in little memory however many they are. */
final class Tally {
    /** So many leading bits of a value are kept. */
    private static final int KEPT_BITS = 7;

    private final Map<Long, long[]> counts = new TreeMap<>();
    private long max;

    /** @param value zero or more */
    void add(long value) {
        counts.computeIfAbsent(rounded(value), key -> new long[1])[0]++;
        max = Math.max(max, value);
    }

    Distribution distribution() {
        ImmutableSortedMap.Builder<Long, Long> copy = ImmutableSortedMap.naturalOrder();
        counts.forEach((value, count) -> copy.put(value, count[0]));
        return new Distribution(copy.build(), max);
    }

    /** Rounded up, so that no quantile is told smaller than it is. */
    private static long rounded(long value) {
        int dropped = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - KEPT_BITS);
        long step = 1L << dropped;
        return (value + step - 1) & -step;
    }
}
