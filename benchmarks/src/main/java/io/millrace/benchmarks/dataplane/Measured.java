package io.millrace.benchmarks.dataplane;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of a reader's process.
 *
 * @param cpuSecondsPerMillion in user and system mode, over the window, for each million of records counted in it
 * @param recordsPerSecond over the window
 * @param peakMemoryMb the most that it had resident at once since it began, in millions of bytes
 * @param threads at the end of the window, or at its beginning if there were more
 * @param firstRecordSeconds from the start of the process until it had the first record of any shard
 */
record Measured(
        double cpuSecondsPerMillion,
        double recordsPerSecond,
        double peakMemoryMb,
        double threads,
        double firstRecordSeconds) {
    /** The components, in order, with how they are printed. */
    @SuppressWarnings("ImmutableEnumChecker") // Accessors of a record hold no state.
    enum Figure {
        CPU("cpuSecondsPerMillion", "CPU-s/million", "%.2f", Measured::cpuSecondsPerMillion),
        RATE("recordsPerSecond", "records/s", "%,.0f", Measured::recordsPerSecond),
        MEMORY("peakMemoryMb", "MB, peak", "%,.0f", Measured::peakMemoryMb),
        THREADS("threads", "threads", "%.0f", Measured::threads),
        FIRST_RECORD("firstRecordSeconds", "first record after s", "%.1f", Measured::firstRecordSeconds);

        private final String id;
        private final String title;
        private final String format;
        private final ToDoubleFunction<Measured> value;

        Figure(String id, String title, String format, ToDoubleFunction<Measured> value) {
            this.id = id;
            this.title = title;
            this.format = format;
            this.value = value;
        }

        String id() {
            return id;
        }

        String title() {
            return title;
        }

        String format() {
            return format;
        }

        double of(Measured measured) {
            return value.applyAsDouble(measured);
        }
    }

    /** Makes one of the figures in their order. */
    static Measured of(double... figures) {
        double[] all = Arrays.copyOf(figures, Figure.values().length);
        return new Measured(all[0], all[1], all[2], all[3], all[4]);
    }
}
