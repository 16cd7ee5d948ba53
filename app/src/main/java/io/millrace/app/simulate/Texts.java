package io.millrace.app.simulate;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Texts {
    private static final long SECOND_MILLIS = 1_000;
    private static final long MINUTE_MILLIS = 60 * SECOND_MILLIS;

    private Texts() {}

    /** With separators of thousands. */
    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Three digits that matter and a unit. */
    static String millis(long value) {
        if (value < SECOND_MILLIS) {
            return value + " ms";
        }
        double seconds = value / (double) SECOND_MILLIS;
        if (value < 10 * SECOND_MILLIS) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        return value < 2 * MINUTE_MILLIS
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : String.format(Locale.ROOT, "%.1f min", seconds / 60);
    }

    /** Real time that something took. */
    static String seconds(Duration duration) {
        return millis(duration.toMillis());
    }

    /** Real time that something may take; a clock that runs down is read at a glance, so it is short. */
    static String about(double seconds) {
        long whole = Math.round(Math.ceil(seconds));
        return whole < 100 ? whole + " s" : whole < 6_000 ? (whole + 59) / 60 + " min" : (whole + 3_599) / 3_600 + " h";
    }

    /** Hours, minutes and seconds. */
    static String clock(Duration duration) {
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    static String dollars(double value) {
        return String.format(Locale.ROOT, "$%,.2f", value);
    }

    /** One digit after the point where it matters. */
    static String rate(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    /** {@code 1 worker}, {@code 2 workers}. */
    static String count(long count, String what) {
        return number(count) + " " + what + (count == 1 ? "" : "s");
    }
}
