package io.millrace.simulation.scenario;

import io.millrace.domain.stream.InitialPosition;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings as people write them. */
final class SettingText {
    private static final Pattern PART = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)\\s*");

    private SettingText() {}

    /** {@code 500ms}, {@code 6s}, {@code 1m30s}, {@code 2h}, {@code 1d} or as ISO 8601 has it, {@code PT6S}. */
    static Optional<Duration> duration(String text) {
        if (text.startsWith("P") || text.startsWith("-P")) {
            try {
                return Optional.of(Duration.parse(text));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
        Matcher part = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            end = part.end();
            Optional<Duration> next = part(part.group(1), part.group(2));
            if (next.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.plus(next.get());
        }
        return end > 0 && end == text.length() ? Optional.of(sum) : Optional.empty();
    }

    /** {@code TRIM_HORIZON}, {@code LATEST}, or a moment as {@code 2026-01-01T00:00:00Z}. */
    static Optional<InitialPosition> position(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        if (upper.equals("TRIM_HORIZON")) {
            return Optional.of(InitialPosition.TRIM_HORIZON);
        }
        if (upper.equals("LATEST")) {
            return Optional.of(InitialPosition.LATEST);
        }
        try {
            return Optional.of(InitialPosition.atTimestamp(Instant.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> part(String number, String unit) {
        try {
            long count = Long.parseLong(number);
            return Optional.of(
                    switch (unit) {
                        case "ms" -> Duration.ofMillis(count);
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    });
        } catch (NumberFormatException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
