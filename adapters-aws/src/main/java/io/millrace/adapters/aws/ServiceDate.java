package io.millrace.adapters.aws;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;

/** The service's clock, as an answer's {@code Date} header shows it (RFC 9110, 6.6.1: whole seconds, never ahead). */
final class ServiceDate {
    private ServiceDate() {}

    /**
     * @param local stands in when the header is missing or no date
     * @return in whole seconds
     */
    static Instant of(SdkHttpResponse response, Instant local) {
        return response.firstMatchingHeader("Date")
                .flatMap(ServiceDate::parse)
                .orElse(local)
                .truncatedTo(ChronoUnit.SECONDS);
    }

    private static Optional<Instant> parse(String header) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header)));
        } catch (DateTimeParseException noDate) {
            return Optional.empty();
        }
    }
}
