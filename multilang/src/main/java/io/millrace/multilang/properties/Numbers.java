package io.millrace.multilang.properties;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Numbers with a range. KCL's keys are brought into it with a warning, so that files go on working; ours are refused. */
final class Numbers {
    private final Values values;
    private final Findings findings;

    Numbers(Values values, Findings findings) {
        this.values = values;
        this.findings = findings;
    }

    /**
     * @param key whose number it is
     * @param least and
     * @param most the numbers that Millrace can serve
     */
    record Range(String key, long least, long most) {}

    /**
     * Milliseconds, where zero and what is no number mean that the key is not there.
     *
     * @param unreadable what is used when something stands there that is no number, or zero: KCL's default
     * @param absent what is used without the key
     */
    Duration millisOrDefault(Range range, Duration unreadable, Duration absent) {
        Optional<String> value = values.raw(range.key()).filter(text -> !text.isBlank());
        if (value.isEmpty()) {
            return absent;
        }
        OptionalLong millis = values.numberOrDefault(range.key(), "KCL's default, " + unreadable.toMillis() + ",");
        return millis.isEmpty() ? unreadable : Duration.ofMillis(within(range, millis.getAsLong()));
    }

    /** Milliseconds if a number stands there, zero too. */
    Optional<Duration> millisIfSet(Range range) {
        Optional<String> value = values.raw(range.key()).filter(text -> !text.isBlank());
        if (value.isEmpty()) {
            return Optional.empty();
        }
        OptionalLong millis = Values.whole(value.get());
        if (millis.isEmpty()) {
            findings.warn(range.key(), "'" + value.get() + "' is no whole number; the default is used");
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis(within(range, millis.getAsLong())));
    }

    long within(Range range, long value) {
        long kept = Math.max(range.least(), Math.min(range.most(), value));
        if (kept != value) {
            findings.warn(
                    range.key(),
                    "'" + value + "' is not from " + range.least() + " to " + range.most() + "; " + kept + " is used");
        }
        return kept;
    }

    /** A number of Millrace's own: refused unless it is in the range. */
    long own(String key, long usual, long least, long most) {
        OptionalLong value = values.strictNumber(key);
        if (value.isPresent() && (value.getAsLong() < least || value.getAsLong() > most)) {
            findings.fault(key, "'" + value.getAsLong() + "' is not from " + least + " to " + most + "; correct it");
            return usual;
        }
        return value.orElse(usual);
    }
}
