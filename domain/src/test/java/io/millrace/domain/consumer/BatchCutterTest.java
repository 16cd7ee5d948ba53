package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.StreamRecord;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchCutterTest {
    /** A monotonic clock may overflow. */
    private static final long NOW = Long.sum(Long.MAX_VALUE, -50);

    private static final Duration WAIT = Duration.ofNanos(100);

    @Test
    void doesNotWaitByDefault() {
        BatchCutter cutter = new BatchCutter(BatchLimits.defaults());
        ImmutableList<StreamRecord> records = Records.count(3);
        cutter.add(records, NOW);
        assertThat(cutter.cut(NOW, false)).contains(records);
        assertThat(cutter.cut(NOW, true)).isEmpty();
    }

    @Test
    void waitsForABatchToFillButNotForEver() {
        BatchCutter cutter = new BatchCutter(new BatchLimits(4, 1000, WAIT));
        ImmutableList<StreamRecord> records = Records.count(3);
        cutter.add(records.subList(0, 2), NOW);
        cutter.add(records.subList(2, 3), NOW + 60);
        assertThat(cutter.cut(NOW + 99, false)).isEmpty();
        assertThat(cutter.dueAtNanos()).hasValue(NOW + 100);
        assertThat(cutter.cut(NOW + 100, false)).contains(records);
        assertThat(cutter.dueAtNanos()).isEmpty();
    }

    @Test
    void whatIsLeftOfAPageWaitsFromWhenThatCame() {
        BatchCutter cutter = new BatchCutter(new BatchLimits(2, 1000, WAIT));
        cutter.add(Records.count(3), NOW);
        assertThat(cutter.cut(NOW + 10, false).orElseThrow()).hasSize(2);
        assertThat(cutter.cut(NOW + 10, false)).isEmpty();
        assertThat(cutter.dueAtNanos()).hasValue(NOW + 100);
    }

    @Test
    void aFullBatchOrAFlushDoesNotWait() {
        BatchCutter cutter = new BatchCutter(new BatchLimits(2, 1000, WAIT));
        ImmutableList<StreamRecord> records = Records.count(5);
        cutter.add(records, NOW);
        assertThat(cutter.cut(NOW, false)).contains(records.subList(0, 2));
        assertThat(cutter.cut(NOW, false)).contains(records.subList(2, 4));
        assertThat(cutter.cut(NOW, false)).isEmpty();
        assertThat(cutter.bufferedRecords()).isEqualTo(1);
        assertThat(cutter.cut(NOW, true)).contains(records.subList(4, 5));
    }

    @Test
    void cutsByBytes() {
        BatchCutter cutter = new BatchCutter(new BatchLimits(100, 10, WAIT));
        ImmutableList<StreamRecord> records = Records.ofSizes(0, ImmutableList.of(4, 6, 5, 5, 1));
        cutter.add(records, NOW);
        assertThat(cutter.bufferedBytes()).isEqualTo(21);
        assertThat(cutter.cut(NOW, false)).contains(records.subList(0, 2));
        assertThat(cutter.cut(NOW, false)).contains(records.subList(2, 4));
        assertThat(cutter.cut(NOW, false)).isEmpty();
        assertThat(cutter.bufferedBytes()).isEqualTo(1);
    }

    @Test
    void isFullAtExactlyItsLimits() {
        BatchCutter byBytes = new BatchCutter(new BatchLimits(100, 10, WAIT));
        byBytes.add(Records.ofSizes(0, ImmutableList.of(4, 5)), NOW);
        assertThat(byBytes.cut(NOW, false)).isEmpty();
        byBytes.add(Records.ofSizes(2, ImmutableList.of(1)), NOW);
        assertThat(byBytes.cut(NOW, false).orElseThrow()).hasSize(3);

        BatchCutter byOne = new BatchCutter(new BatchLimits(1, 1, WAIT));
        byOne.add(Records.count(1), NOW);
        assertThat(byOne.cut(NOW, false).orElseThrow()).hasSize(1);
    }

    @Test
    void aRecordLargerThanABatchGoesAlone() {
        BatchCutter cutter = new BatchCutter(new BatchLimits(100, 10, Duration.ZERO));
        ImmutableList<StreamRecord> records = Records.ofSizes(0, ImmutableList.of(1, 99, 1));
        cutter.add(records, NOW);
        assertThat(cutter.cut(NOW, false)).contains(records.subList(0, 1));
        assertThat(cutter.cut(NOW, false)).contains(records.subList(1, 2));
        assertThat(cutter.cut(NOW, false)).contains(records.subList(2, 3));
    }

    @Test
    void clearDropsEverything() {
        BatchCutter cutter = new BatchCutter(BatchLimits.defaults());
        cutter.add(Records.count(3), NOW);
        cutter.clear();
        assertThat(cutter.bufferedRecords()).isZero();
        assertThat(cutter.bufferedBytes()).isZero();
        assertThat(cutter.cut(NOW, true)).isEmpty();
    }

    @Test
    void addingNothingStartsNoWaiting() {
        BatchCutter cutter = new BatchCutter(BatchLimits.defaults());
        cutter.add(ImmutableList.of(), NOW);
        assertThat(cutter.dueAtNanos()).isEmpty();
        assertThat(cutter.cut(NOW, true)).isEmpty();
    }

    @Test
    void limitsNameAllFaultsAtOnce() {
        assertThatThrownBy(() -> new BatchLimits(0, 0, Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxRecords = 0")
                .hasMessageContaining("maxBytes = 0")
                .hasMessageContaining("maxWait = PT-1S");
    }
}
