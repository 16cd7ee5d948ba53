package io.millrace.domain.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CheckpointScheduleTest {
    /** A monotonic clock may overflow. */
    private static final long NOW = Long.sum(Long.MAX_VALUE, -50);

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final long LATER = NOW + INTERVAL.toNanos();

    @Test
    void afterEachBatchWritesWheneverThereIsProgress() {
        CheckpointSchedule schedule = new CheckpointSchedule(CheckpointPolicy.afterEachBatch());
        assertThat(schedule.isDue(false, false, NOW)).isFalse();
        assertThat(schedule.isDue(true, false, NOW)).isTrue();
        schedule.written(NOW);
        assertThat(schedule.isDue(true, false, NOW)).isTrue();
    }

    @Test
    void everyIntervalWritesAtOnceAndThenCoalesces() {
        CheckpointSchedule schedule = new CheckpointSchedule(CheckpointPolicy.every(INTERVAL));
        assertThat(schedule.isDue(true, false, NOW)).isTrue();
        schedule.written(NOW);
        assertThat(schedule.isDue(true, false, LATER - 1)).isFalse();
        assertThat(schedule.nextDueNanos(true)).hasValue(LATER);
        assertThat(schedule.nextDueNanos(false)).isEmpty();
        assertThat(schedule.isDue(true, false, LATER)).isTrue();
        assertThat(schedule.isDue(false, true, LATER)).isFalse();
    }

    @Test
    void closingDoesNotWaitForTheInterval() {
        CheckpointSchedule schedule = new CheckpointSchedule(CheckpointPolicy.every(INTERVAL));
        schedule.written(NOW);
        assertThat(schedule.isDue(true, true, NOW + 1)).isTrue();
        assertThat(schedule.isDue(false, true, NOW + 1)).isFalse();
        assertThat(schedule.nextDueNanos(true, true)).isEmpty();
    }

    @Test
    void manualNeverWrites() {
        CheckpointSchedule schedule = new CheckpointSchedule(CheckpointPolicy.manual());
        assertThat(schedule.isDue(true, true, NOW)).isFalse();
        assertThat(schedule.nextDueNanos(true, true)).isEmpty();
    }

    @Test
    void aFailedWriteIsTriedAgainLaterAndLaterWithoutWaitingForTheInterval() {
        CheckpointSchedule schedule = new CheckpointSchedule(CheckpointPolicy.every(INTERVAL));
        long now = NOW;
        for (long nominalMillis : new long[] {200, 400, 800, 1600, 3200, 6400, 10_000, 10_000}) {
            schedule.written(now);
            schedule.failed(0.5, now);
            long retry = now + Duration.ofMillis(nominalMillis * 3 / 4).toNanos();
            assertThat(schedule.nextDueNanos(true)).hasValue(retry);
            assertThat(schedule.nextDueNanos(true, true)).hasValue(retry);
            assertThat(schedule.isDue(true, true, retry - 1)).isFalse();
            assertThat(schedule.isDue(true, false, retry)).isTrue();
            now = retry;
        }
    }

    @Test
    void aSuccessEndsTheBackoff() {
        CheckpointSchedule schedule = new CheckpointSchedule(CheckpointPolicy.afterEachBatch());
        schedule.written(NOW);
        schedule.failed(0, NOW);
        schedule.written(LATER);
        assertThat(schedule.isDue(true, false, LATER)).isTrue();
        schedule.written(LATER);
        schedule.failed(0, LATER);
        assertThat(schedule.nextDueNanos(true))
                .hasValue(LATER + Duration.ofMillis(100).toNanos());
    }

    @Test
    void anIntervalIsPositive() {
        assertThatThrownBy(() -> CheckpointPolicy.every(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
