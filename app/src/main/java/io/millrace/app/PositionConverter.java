package io.millrace.app;

import io.millrace.domain.stream.InitialPosition;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a position in a stream: {@code latest}, {@code trim-horizon} or an ISO 8601 time with its offset. */
final class PositionConverter implements ITypeConverter<InitialPosition> {
    @Override
    public InitialPosition convert(String value) {
        switch (value.toLowerCase(Locale.ROOT).replace('_', '-')) {
            case "latest":
                return InitialPosition.LATEST;
            case "trim-horizon":
                return InitialPosition.TRIM_HORIZON;
            default:
                break;
        }
        try {
            return InitialPosition.atTimestamp(OffsetDateTime.parse(value).toInstant());
        } catch (DateTimeException noTime) {
            throw new TypeConversionException("'" + value
                    + "' is no position: give latest, trim-horizon or a time with its offset, such as"
                    + " 2026-01-31T12:00:00Z");
        }
    }
}
