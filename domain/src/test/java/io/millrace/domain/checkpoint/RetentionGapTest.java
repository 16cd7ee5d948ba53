package io.millrace.domain.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetentionGapTest {
    private static final Duration RETENTION = Duration.ofDays(1);
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    @Test
    void isWhatRetentionIsAheadOfTheCheckpoint() {
        assertThat(gap(NOW.minus(RETENTION).minusSeconds(60))).contains(Duration.ofMinutes(1));
        assertThat(gap(NOW.minus(RETENTION))).isEmpty();
        assertThat(gap(NOW.minusSeconds(60))).isEmpty();
    }

    @Test
    void isUnknownWithoutARecord() {
        assertThat(RetentionGap.beyond(Optional.empty(), RETENTION, NOW)).isEmpty();
    }

    private static Optional<Duration> gap(Instant arrival) {
        return RetentionGap.beyond(Optional.of(arrival), RETENTION, NOW);
    }
}
