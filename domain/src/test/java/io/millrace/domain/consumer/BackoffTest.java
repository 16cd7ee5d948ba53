package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    @Test
    void doublesUpToTheMaximum() {
        long[] nominalMillis = {100, 200, 400, 800, 1000, 1000};
        for (int attempt = 1; attempt <= nominalMillis.length; attempt++) {
            Duration half = Duration.ofMillis(nominalMillis[attempt - 1]).dividedBy(2);
            assertThat(BACKOFF.delay(attempt, 0)).isEqualTo(half);
            assertThat(BACKOFF.delay(attempt, 0.5)).isEqualTo(half.plus(half.dividedBy(2)));
        }
    }

    @Test
    void mayBeConstant() {
        Backoff constant = new Backoff(Duration.ofMillis(10), Duration.ofMillis(10));
        assertThat(constant.delay(1, 0)).isEqualTo(Duration.ofMillis(5));
        assertThat(constant.delay(Integer.MAX_VALUE, 0)).isEqualTo(Duration.ofMillis(5));
    }

    @Test
    void refusesWhatIsNoBackoff() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofMillis(-1)))
                .hasMessageContaining("initial = PT0S")
                .hasMessageContaining("maximum = PT-0.001S");
        assertThatThrownBy(() -> BACKOFF.delay(0, 0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BACKOFF.delay(1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BACKOFF.delay(1, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
