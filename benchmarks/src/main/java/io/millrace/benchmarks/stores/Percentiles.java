package io.millrace.benchmarks.stores;

import java.util.Arrays;

/** The order of some measurements. */
final class Percentiles {
    private final double[] ascending;

    /** @param values at least one, in any order */
    Percentiles(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        ascending = values.clone();
        Arrays.sort(ascending);
    }

    /** The middle one; of an even number the mean of the two in the middle. */
    double median() {
        return (ascending[(ascending.length - 1) / 2] + ascending[ascending.length / 2]) / 2;
    }

    /**
     * The least value that is not exceeded by so many percent of all.
     *
     * @param percent more than 0, up to 100
     */
    double at(double percent) {
        if (!(percent > 0 && percent <= 100)) {
            throw new IllegalArgumentException("no percentile: " + percent);
        }
        return ascending[(int) Math.ceil(percent / 100 * ascending.length) - 1];
    }
}
