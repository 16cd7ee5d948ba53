package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpResponse;

class ServiceDateTest {
    private static final Instant LOCAL = Instant.parse("2026-11-05T10:00:00.987Z");

    @Test
    void isTheDateOfTheAnswer() {
        assertThat(ServiceDate.of(response("Sun, 06 Nov 1994 08:49:37 GMT"), LOCAL))
                .isEqualTo(Instant.parse("1994-11-06T08:49:37Z"));
    }

    @Test
    void isTheLocalTimeInWholeSecondsIfTheAnswerHasNoDate() {
        Instant wholeSecond = Instant.parse("2026-11-05T10:00:00Z");

        assertThat(ServiceDate.of(SdkHttpResponse.builder().build(), LOCAL)).isEqualTo(wholeSecond);
        assertThat(ServiceDate.of(response("no date"), LOCAL)).isEqualTo(wholeSecond);
    }

    private static SdkHttpResponse response(String date) {
        return SdkHttpResponse.builder().putHeader("Date", date).build();
    }
}
