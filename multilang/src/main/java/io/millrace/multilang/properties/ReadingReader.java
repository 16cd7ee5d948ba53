package io.millrace.multilang.properties;

import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.stream.InitialPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where to begin and how to read. */
final class ReadingReader {
    private static final long KCL_IDLE_MILLIS = 1_500;
    private static final Numbers.Range IDLE = new Numbers.Range(ReadingKeys.IDLE, 200, 240_000);
    /** More than any service gives; a stub or an emulator may. */
    private static final long MOST_READS_PER_SECOND = 1_000;

    private static final long MOST_BYTES_PER_SECOND = 1_000_000_000_000L;
    /** Seconds that an instant can hold without running over. */
    private static final long LATEST_SECOND = 253_402_300_799L;

    private static final Pattern CONSUMER_ARN =
            Pattern.compile("arn:[^:]+:kinesis:[^:]*:[^:]*:stream/[^/]+/consumer/([^:/]+)(?::\\d+)?");

    private final Values values;
    private final Numbers numbers;
    private final Findings findings;

    ReadingReader(Values values, Numbers numbers, Findings findings) {
        this.values = values;
        this.numbers = numbers;
        this.findings = findings;
    }

    /** What was read. */
    record Reading(InitialPosition position, PollingSettings polling, Optional<FanOutSettings> fanOut) {}

    /** @param application names the consumer of enhanced fan-out where nothing else does */
    Reading read(String application) {
        return new Reading(position(), polling(), fanOut(application));
    }

    private InitialPosition position() {
        Optional<String> word = values.word(KeyTable.get(ReadingKeys.POSITION));
        OptionalLong seconds = values.strictNumber(ReadingKeys.POSITION_TIME);
        if (seconds.isPresent()) {
            if (seconds.getAsLong() < 0 || seconds.getAsLong() > LATEST_SECOND) {
                findings.fault(
                        ReadingKeys.POSITION_TIME,
                        "'" + seconds.getAsLong() + "' is no time; give seconds since 1970, not milliseconds");
                return InitialPosition.LATEST;
            }
            if (word.isPresent()) {
                findings.warn(ReadingKeys.POSITION, "is not used, because " + ReadingKeys.POSITION_TIME + " is set");
            }
            return InitialPosition.atTimestamp(Instant.ofEpochSecond(seconds.getAsLong()));
        }
        return word.filter("TRIM_HORIZON"::equals).isPresent() ? InitialPosition.TRIM_HORIZON : InitialPosition.LATEST;
    }

    private Optional<FanOutSettings> fanOut(String application) {
        String mode = values.word(KeyTable.get(ReadingKeys.MODE)).orElse("DEFAULT");
        boolean pollingAnyway = ReadingKeys.POLLING_KEYS.stream()
                .anyMatch(key -> values.has(key) || values.has(ReadingKeys.POLLING + key));
        if (mode.equals("DEFAULT") && !pollingAnyway) {
            findings.note(
                    ReadingKeys.MODE,
                    "'DEFAULT' is enhanced fan-out in KCL, which costs; here shards are polled, which shares their 2 MB a"
                            + " second with other consumers and costs up to a second of delay. Say FANOUT or POLLING");
        }
        if (!mode.equals("FANOUT")) {
            return Optional.empty();
        }
        FanOutSettings settings = FanOutSettings.as(consumerName().orElse(application));
        if (!settings.isNameValid()) {
            findings.fault(
                    ReadingKeys.CONSUMER_NAME,
                    "'" + settings.consumerName()
                            + "' is no name of a consumer; give 1 to 128 letters, digits, '_', '.' or" + " '-'");
        }
        boolean fallsBack = values.word(KeyTable.get(OwnKeys.FAN_OUT_FALL_BACK))
                .filter("true"::equals)
                .isPresent();
        return Optional.of(fallsBack ? settings.orPolling() : settings);
    }

    /** An ARN reads {@code arn:aws:kinesis:REGION:ACCOUNT:stream/STREAM/consumer/NAME:TIME}. */
    private Optional<String> consumerName() {
        Optional<String> arn = values.text(ReadingKeys.CONSUMER_ARN);
        if (arn.isEmpty()) {
            return values.text(ReadingKeys.CONSUMER_NAME);
        }
        Matcher parts = CONSUMER_ARN.matcher(arn.get());
        if (!parts.matches()) {
            findings.fault(
                    ReadingKeys.CONSUMER_ARN,
                    "'" + arn.get() + "' is no ARN of a consumer; correct it or leave it out");
            return Optional.empty();
        }
        return Optional.of(parts.group(1));
    }

    private PollingSettings polling() {
        PollingSettings usual = PollingSettings.defaults();
        long records =
                either(ReadingKeys.MAX_RECORDS, PollingSettings.LARGEST_READ).orElse(usual.maxRecordsPerRead());
        if (records < 1 || records > PollingSettings.LARGEST_READ) {
            findings.fault(
                    ReadingKeys.MAX_RECORDS,
                    "'" + records + "' is not from 1 to " + PollingSettings.LARGEST_READ + "; correct it");
            return usual;
        }
        OptionalLong idle = either(ReadingKeys.IDLE, KCL_IDLE_MILLIS);
        Optional<Duration> pause = idle.isPresent()
                ? Optional.of(Duration.ofMillis(numbers.within(IDLE, idle.getAsLong())))
                : Optional.empty();
        return new PollingSettings(
                (int) records,
                (int) numbers.own(OwnKeys.READS_PER_SECOND, usual.readsPerSecond(), 1, MOST_READS_PER_SECOND),
                numbers.own(OwnKeys.BYTES_PER_SECOND, usual.bytesPerSecond(), 1, MOST_BYTES_PER_SECOND),
                pause.orElse(usual.idleMinimum()),
                pause.orElse(usual.idleMaximum()),
                usual.iteratorLife(),
                usual.backoff());
    }

    /** The number below pollingConfig, or else that of the plain key; in KCL either may win. */
    private OptionalLong either(String key, long kclDefault) {
        OptionalLong plain = number(key, kclDefault);
        OptionalLong nested = number(ReadingKeys.POLLING + key, kclDefault);
        if (plain.isPresent() && nested.isPresent() && plain.getAsLong() != nested.getAsLong()) {
            findings.warn(
                    key, "is also set as " + ReadingKeys.POLLING + key + ", which is used; leave one of the two out");
        }
        return nested.isPresent() ? nested : plain;
    }

    private OptionalLong number(String key, long kclDefault) {
        Optional<String> value = values.raw(key).filter(text -> !text.isBlank());
        OptionalLong number = values.numberOrDefault(key, "KCL's default, " + kclDefault + ",");
        return value.isPresent() && number.isEmpty() ? OptionalLong.of(kclDefault) : number;
    }
}
