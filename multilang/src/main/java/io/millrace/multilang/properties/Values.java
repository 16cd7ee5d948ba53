package io.millrace.multilang.properties;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Reads the values of a properties file as KCL's daemon does. Where that silently takes something else than what stands
 * there, the same is taken here, and a warning names key, value and what is used.
 */
final class Values {
    private static final ImmutableSet<String> YES = ImmutableSet.of("true", "yes", "y", "on", "1");
    private static final ImmutableSet<String> NO = ImmutableSet.of("false", "no", "n", "off", "0");
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final Pattern STREAM_ARN =
            Pattern.compile("arn:aws[a-z0-9-]*:kinesis:[a-z0-9-]+:[0-9]{12}:stream/[a-zA-Z0-9_.-]{1,128}");

    private final ImmutableMap<String, String> raw;
    private final Findings findings;

    Values(PropertiesFile file, Findings findings) {
        this.raw = file.values();
        this.findings = findings;
    }

    boolean has(String key) {
        return raw.containsKey(key);
    }

    /** The value as it stands there. */
    Optional<String> raw(String key) {
        return Optional.ofNullable(raw.get(key));
    }

    /** Text without blanks at its end; empty when it is blank. */
    Optional<String> text(String key) {
        return raw(key).filter(value -> !value.isBlank()).map(value -> {
            String stripped = value.strip();
            if (stripped.length() < value.length()) {
                findings.warn(key, quoted(value) + " has blanks at its end, which are taken away; delete them");
            }
            return stripped;
        });
    }

    /** A whole number that must be one. */
    OptionalLong strictNumber(String key) {
        Optional<String> value = raw(key);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong number = whole(value.get());
        if (number.isEmpty()) {
            findings.fault(key, quoted(value.get()) + " is no whole number; correct it or take the key out");
        }
        return number;
    }

    /**
     * A whole number, where zero and what is none mean that the key is not there.
     *
     * @param used what is used then, for the warning
     */
    OptionalLong numberOrDefault(String key, String used) {
        Optional<String> value = raw(key).filter(text -> !text.isBlank());
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong number = whole(value.get());
        if (number.isEmpty()) {
            findings.warn(key, quoted(value.get()) + " is no whole number; " + used + " is used, as KCL silently does");
        } else if (number.getAsLong() == 0) {
            findings.warn(key, "'0' means the same as leaving the key out in KCL; " + used + " is used");
            return OptionalLong.empty();
        }
        return number;
    }

    /** A whole number, where blank and what is none are zero. */
    OptionalLong numberOrZero(String key) {
        return raw(key).map(value -> {
                    OptionalLong number = whole(value);
                    if (number.isEmpty()) {
                        findings.warn(key, quoted(value) + " is no whole number; 0 is used, as KCL silently does");
                    }
                    return OptionalLong.of(number.orElse(0));
                })
                .orElse(OptionalLong.empty());
    }

    /** One of the key's words, in upper case unless the words are in lower case. */
    Optional<String> word(Key key) {
        Optional<String> value = raw(key.name());
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> known = key.words().stream()
                .filter(word -> word.equalsIgnoreCase(value.get()))
                .findFirst();
        if (known.isEmpty()) {
            boolean blanks = key.words().stream()
                    .anyMatch(word -> word.equalsIgnoreCase(value.get().strip()));
            findings.fault(
                    key.name(),
                    quoted(value.get())
                            + (blanks
                                    ? " has a blank at its end; delete it"
                                    : " is none of " + String.join(", ", key.words()) + "; give one of these"));
        }
        return known;
    }

    boolean isTrue(String key) {
        return raw(key).map(value -> YES.contains(value.strip().toLowerCase(Locale.ROOT)))
                .orElse(false);
    }

    Optional<URI> address(String key) {
        return text(key).flatMap(value -> {
            try {
                URI uri = new URI(value);
                if (uri.getHost() != null && uri.getRawUserInfo() == null && isWeb(uri)) {
                    return Optional.of(uri);
                }
            } catch (URISyntaxException malformed) {
                // Told below, like every other text that is no address.
                return noAddress(key);
            }
            return noAddress(key);
        });
    }

    private static boolean isWeb(URI uri) {
        return "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    }

    /** The value is not repeated: it may hold a password. */
    private Optional<URI> noAddress(String key) {
        findings.fault(
                key, "is no address; give one such as https://host or http://localhost:4567, without a password");
        return Optional.empty();
    }

    Optional<String> streamArn(String key) {
        Optional<String> value = text(key);
        if (value.isPresent() && !STREAM_ARN.matcher(value.get()).matches()) {
            findings.fault(
                    key,
                    quoted(value.get()) + " is no stream's ARN; give arn:aws:kinesis:REGION:ACCOUNT:stream/NAME or use "
                            + BasicKeys.STREAM);
            return Optional.empty();
        }
        return value;
    }

    /** Looks at a value that is used for nothing, so that what KCL refuses is refused, and what it mistakes is told. */
    void check(Key key) {
        switch (key.kind()) {
            case WORD -> word(key);
            case STRICT_NUMBER -> strictNumber(key.name());
            case DURATION -> checkDuration(key.name());
            case TRUE_OR_DEFAULT ->
                raw(key.name()).ifPresent(value -> {
                    if (!value.isBlank() && !isTrue(key.name())) {
                        String what =
                                NO.contains(value.strip().toLowerCase(Locale.ROOT)) ? "" : " is no truth value and";
                        findings.warn(key.name(), quoted(value) + what + " has no effect in KCL either");
                    }
                });
            default -> {}
        }
    }

    private void checkDuration(String key) {
        raw(key).ifPresent(value -> {
            try {
                if (!Duration.parse(value.strip()).isNegative()) {
                    return;
                }
            } catch (DateTimeParseException malformed) {
                findings.fault(key, quoted(value) + " is no duration; give one such as PT15M or P1D");
                return;
            }
            findings.fault(key, quoted(value) + " is negative; give a duration such as PT15M or P1D");
        });
    }

    static OptionalLong whole(String value) {
        String stripped = value.strip();
        return WHOLE.matcher(stripped).matches()
                ? OptionalLong.of(new BigInteger(stripped).longValueExact())
                : OptionalLong.empty();
    }

    private static String quoted(String value) {
        return "'" + value + "'";
    }
}
