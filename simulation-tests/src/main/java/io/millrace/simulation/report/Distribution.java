package io.millrace.simulation.report;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * How often each value occurred. Values above 128 are kept to within two hundredths;
 * the largest is exact.
 *
 * @param counts how often, by value
 * @param max the largest value; 0 when there is none
 */
public record Distribution(ImmutableSortedMap<Long, Long> counts, long max) {
    public static final Distribution EMPTY = new Distribution(ImmutableSortedMap.of(), 0);

    public Distribution {
        Objects.requireNonNull(counts, "counts");
    }

    /** How many values there are. */
    public long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The least value that no more than a part of the values exceeds; 0 when there is none.
     *
     * @param share from 0 to 1: 0.5 for the median
     */
    public long quantile(double share) {
        long rank = Math.max(1, (long) Math.ceil(share * count()));
        long seen = 0;
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            seen += entry.getValue();
            if (seen >= rank) {
                return Math.min(entry.getKey(), max);
            }
        }
        return max;
    }

    /** Both together. */
    public Distribution plus(Distribution other) {
        Map<Long, Long> sum = new TreeMap<>(counts);
        other.counts.forEach((value, count) -> sum.merge(value, count, Long::sum));
        return new Distribution(ImmutableSortedMap.copyOf(sum), Math.max(max, other.max));
    }

    @Override
    public String toString() {
        return count() + " values, p50 " + quantile(0.5) + ", p99 " + quantile(0.99) + ", max " + max;
    }
}
