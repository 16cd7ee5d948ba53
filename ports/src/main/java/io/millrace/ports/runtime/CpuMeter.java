package io.millrace.ports.runtime;

import java.time.Duration;
import java.util.Objects;

/** How much CPU is used, and how much there is. Safe for use from any thread. */
public interface CpuMeter {
    /** Of a machine that does not say. */
    CpuMeter UNKNOWN = new CpuMeter() {
        @Override
        public Reading process() {
            return new Reading(Duration.ZERO, 0);
        }

        @Override
        public long threadNanos() {
            return 0;
        }
    };

    /**
     * CPU as it stands at a moment.
     *
     * @param used CPU time used since some fixed moment, by all threads; zero or more, never less than a reading before
     * @param coresAvailable how many cores may be used at most, a quota included; zero or more, zero where it is not known
     */
    record Reading(Duration used, double coresAvailable) {
        public Reading {
            Objects.requireNonNull(used, "used");
            if (used.isNegative() || !(coresAvailable >= 0) || Double.isInfinite(coresAvailable)) {
                throw new IllegalArgumentException("no reading: " + used + " of " + coresAvailable + " cores");
            }
        }
    }

    /** Of this process with all that it has started, as far as can be told. May read files: not for the loop. */
    Reading process();

    /** CPU time that the calling thread has used so far, in nanoseconds; always the same where it is not known. */
    long threadNanos();
}
