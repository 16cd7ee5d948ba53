package io.millrace.simulation.report;

import com.google.common.collect.ImmutableSortedMap;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a run asked of its lease store, and what DynamoDB would charge for it on demand.
 *
 * @param reads pages and entries read, by what is read, such as {@code list session}
 * @param writes asked for, refused ones included, by what is written, such as {@code replace lease}
 * @param readUnits of 4 KB, half of one for what is read eventually consistent
 * @param writeUnits of 1 KB
 */
public record StoreUse(
        ImmutableSortedMap<String, Long> reads,
        ImmutableSortedMap<String, Long> writes,
        double readUnits,
        double writeUnits) {
    /** On demand, in US dollars for a million; differs between regions. */
    public static final double DOLLARS_PER_MILLION_READ_UNITS = 0.125;

    /** On demand, in US dollars for a million; differs between regions. */
    public static final double DOLLARS_PER_MILLION_WRITE_UNITS = 0.625;

    public static final StoreUse NONE = new StoreUse(ImmutableSortedMap.of(), ImmutableSortedMap.of(), 0, 0);

    private static final double MILLION = 1e6;
    private static final double MONTH_NANOS = 730 * 3_600e9;

    public StoreUse {
        Objects.requireNonNull(reads, "reads");
        Objects.requireNonNull(writes, "writes");
    }

    public long readCount() {
        return sum(reads);
    }

    public long writeCount() {
        return sum(writes);
    }

    /**
     * US dollars for reads in a month of 730 hours, if it always went on like this.
     *
     * @param time how long the run took, in virtual time; more than zero
     */
    public double readDollarsPerMonth(Duration time) {
        return readUnits / MILLION * DOLLARS_PER_MILLION_READ_UNITS * MONTH_NANOS / time.toNanos();
    }

    /** Likewise for writes. */
    public double writeDollarsPerMonth(Duration time) {
        return writeUnits / MILLION * DOLLARS_PER_MILLION_WRITE_UNITS * MONTH_NANOS / time.toNanos();
    }

    /** Both together. */
    public StoreUse plus(StoreUse other) {
        return new StoreUse(
                plus(reads, other.reads),
                plus(writes, other.writes),
                readUnits + other.readUnits,
                writeUnits + other.writeUnits);
    }

    private static long sum(ImmutableSortedMap<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    static ImmutableSortedMap<String, Long> plus(
            ImmutableSortedMap<String, Long> one, ImmutableSortedMap<String, Long> other) {
        Map<String, Long> sum = new TreeMap<>(one);
        other.forEach((kind, count) -> sum.merge(kind, count, Long::sum));
        return ImmutableSortedMap.copyOf(sum);
    }
}
