package io.millrace.domain.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.domain.stream.ShardId;
import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class WorkerMeterTest {
    private static final LeaseKey HOT = key(0);
    private static final LeaseKey COLD = key(1);
    private static final int SAMPLE_SECONDS = 10;

    private final WorkerMeter meter = new WorkerMeter();
    private long nowSeconds;
    private WorkerLoad told = WorkerLoad.NONE;

    private static LeaseKey key(int shard) {
        return new LeaseKey("words", ShardId.ofOrdinal(shard));
    }

    private long now() {
        return Duration.ofSeconds(nowSeconds).toNanos();
    }

    /** @param bytes what comes in each second of the hot shard */
    private void run(Duration duration, LongUnaryOperator bytes) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            nowSeconds++;
            meter.read(HOT, bytes.applyAsLong(second), 10);
            meter.read(COLD, 500, 1);
            if (nowSeconds % SAMPLE_SECONDS == 0) {
                told = meter.sample(0.123, 2, now());
            }
        }
    }

    private int level() {
        return told.levels().getOrDefault(HOT, 0);
    }

    private void begin() {
        meter.begin(HOT, now());
        meter.begin(COLD, now());
    }

    @Test
    void aHotShardIsToldOnceItIsWarmAndAColdOneNever() {
        begin();
        run(Duration.ofSeconds(110), second -> 1 << 20);
        assertThat(told.levels()).isEmpty();

        run(Duration.ofSeconds(10), second -> 1 << 20);
        assertThat(level()).as("16 units").isEqualTo(5);
        assertThat(told.levels()).containsOnlyKeys(HOT);
        assertThat(told.coresUsed()).isEqualTo(0.1);
        assertThat(told.coresAvailable()).isEqualTo(2);
    }

    @Test
    void userCodeCountsByItsCpuTime() {
        begin();
        for (int second = 1; second <= 120; second++) {
            meter.computed(HOT, Duration.ofMillis(500).toNanos());
            run(Duration.ofSeconds(1), none -> 0);
        }
        assertThat(level()).as("10 units").isEqualTo(4);
    }

    @Test
    void whatUserCodeSaysOfItselfDoesNotOverflow() {
        begin();
        for (int second = 1; second <= 120; second++) {
            meter.computed(HOT, Long.MAX_VALUE);
            run(Duration.ofSeconds(1), none -> 0);
        }
        assertThat(level()).isEqualTo(24);
    }

    @Test
    void noiseAboutABoundDoesNotMoveTheLevel() {
        begin();
        run(Duration.ofMinutes(3), second -> 3 * 65_536);
        int first = level();
        assertThat(first).isEqualTo(1);
        for (int minute = 0; minute < 60; minute++) {
            // bursts and pauses of seconds about 3 units, the bound between the levels 1 and 2
            run(Duration.ofMinutes(1), second -> second % 7 < 3 ? 5 * 65_536 : 3 * 65_536 / 2);
            assertThat(level()).isEqualTo(first);
        }
    }

    @Test
    void aLevelFallsOnlyWhenTheLoadHasBeenLowForMinutes() {
        begin();
        run(Duration.ofMinutes(4), second -> 1 << 20);
        int high = level();
        run(Duration.ofMinutes(4), second -> 0);
        assertThat(level()).isEqualTo(high);
        run(Duration.ofMinutes(2), second -> 1 << 20);
        run(Duration.ofMinutes(4), second -> 0);
        assertThat(level()).as("a burst in between begins the wait anew").isEqualTo(high);
        run(Duration.ofMinutes(4), second -> 0);
        assertThat(level()).isZero();
    }

    @Test
    void aLeaseThatIsGivenUpIsToldForAWhile() {
        begin();
        run(Duration.ofMinutes(4), second -> 1 << 20);
        int high = level();
        meter.end(HOT, now());

        run(Duration.ofMinutes(4), second -> 0);
        assertThat(level()).isEqualTo(high);
        run(Duration.ofMinutes(2), second -> 0);
        assertThat(told.levels()).isEmpty();
    }

    @Test
    void aShardThatIsBegunAnewGoesOnWhereItWas() {
        begin();
        run(Duration.ofMinutes(4), second -> 1 << 20);
        int high = level();
        meter.begin(HOT, now());
        meter.end(HOT, now());
        run(Duration.ofSeconds(30), second -> 1 << 20);
        meter.end(HOT, now());
        run(Duration.ofMinutes(2), second -> 0);
        meter.begin(HOT, now());
        run(Duration.ofMinutes(1), second -> 1 << 20);

        assertThat(level()).isEqualTo(high);
    }

    @Test
    void theHeaviestAreToldWhenThereAreMany() {
        for (int shard = 0; shard < 400; shard++) {
            meter.begin(key(shard), 0);
        }
        for (int step = 1; step <= 20; step++) {
            for (int shard = 0; shard < 400; shard++) {
                meter.read(key(shard), (shard < 100 ? 20L : 4L) * 65_536 * SAMPLE_SECONDS, 1);
            }
            told = meter.sample(
                    0, 0, Duration.ofSeconds((long) step * SAMPLE_SECONDS).toNanos());
        }

        assertThat(told.levels()).hasSize(WorkerLoad.MOST_LEASES);
        assertThat(told.levels().headMap(key(100)).values()).hasSize(100).allMatch(level -> level == 6);
    }
}
