package io.millrace.adapters.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Manual time")
class ManualTimeTest {
    @Test
    @DisplayName("moves both clocks by what it is told, and only then")
    void moves() {
        Instant start = Instant.parse("2026-11-05T10:00:00Z");
        ManualTime time = new ManualTime(start);
        assertThat(time.wallTime()).isEqualTo(start);
        long before = time.nanoTime();

        time.advance(Duration.ofMillis(1_500));

        assertThat(time.wallTime()).isEqualTo(start.plusMillis(1_500));
        assertThat(time.nanoTime() - before).isEqualTo(1_500_000_000L);
    }

    @Test
    @DisplayName("never goes back")
    void neverGoesBack() {
        ManualTime time = new ManualTime();
        assertThatIllegalArgumentException().isThrownBy(() -> time.advance(Duration.ofNanos(-1)));
    }
}
