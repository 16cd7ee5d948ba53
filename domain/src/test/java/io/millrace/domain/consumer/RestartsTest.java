package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.domain.checkpoint.Checkpoint;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartsTest {
    private static final Restarts NONE = Restarts.none(Checkpoint.TRIM_HORIZON);

    @Test
    void aRowGrowsWhileTheCheckpointStandsStill() {
        Restarts third = NONE.again(Checkpoint.TRIM_HORIZON)
                .again(Checkpoint.TRIM_HORIZON)
                .again(Checkpoint.TRIM_HORIZON);
        assertThat(third.inARow()).isEqualTo(3);
        assertThat(third.delay(0)).isEqualTo(Backoff.DEFAULT.delay(3, 0));
        assertThat(third.delay(0)).isGreaterThan(Duration.ofMillis(300));
    }

    @Test
    void progressBeginsAnotherRow() {
        Restarts twice = NONE.again(Checkpoint.TRIM_HORIZON).again(Checkpoint.TRIM_HORIZON);
        assertThat(twice.again(Checkpoint.LATEST).inARow()).isEqualTo(1);
    }

    @Test
    void onlyThatPolicyStopsTheShard() {
        Restarts twice = NONE.again(Checkpoint.TRIM_HORIZON).again(Checkpoint.TRIM_HORIZON);
        assertThat(twice.isTooMany(FailurePolicy.stopShard(3))).isFalse();
        assertThat(twice.isTooMany(FailurePolicy.stopShard(2))).isTrue();
        assertThat(twice.isTooMany(FailurePolicy.retry())).isFalse();
        assertThat(twice.isTooMany(FailurePolicy.deadLetter(1))).isFalse();
    }

    @Test
    void countsFromZero() {
        assertThatThrownBy(() -> new Restarts(-1, Checkpoint.LATEST)).isInstanceOf(IllegalArgumentException.class);
    }
}
