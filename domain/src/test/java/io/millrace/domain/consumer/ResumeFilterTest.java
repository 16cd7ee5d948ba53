package io.millrace.domain.consumer;

import static io.millrace.domain.consumer.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.DoneBeyond;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.StreamRecord;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResumeFilterTest {
    private static final ImmutableList<StreamRecord> RECORDS =
            ImmutableList.of(record(9, 0, 1), record(9, 1, 1), record(9, 2, 1), record(10, 0, 1));

    private static RecordPosition at(long sequenceNumber, long subSequenceNumber) {
        return new RecordPosition(SequenceNumber.of(sequenceNumber), subSequenceNumber);
    }

    @Test
    void whatLiesAtOrBeforeAStartInsideAnAggregateIsLeftOut() {
        Checkpoint start = Checkpoint.at(at(9, 1));
        assertThat(new ResumeFilter(start, Optional.empty()).afterStart(RECORDS))
                .containsExactly(RECORDS.get(2), RECORDS.get(3));
        ResumeFilter inParts = new ResumeFilter(start, Optional.empty());
        assertThat(inParts.afterStart(RECORDS.subList(0, 2))).isEmpty();
        assertThat(inParts.afterStart(RECORDS.subList(2, 4))).isEqualTo(RECORDS.subList(2, 4));
        assertThat(new ResumeFilter(Checkpoint.TRIM_HORIZON, Optional.empty()).afterStart(RECORDS))
                .isEqualTo(RECORDS);
    }

    @Test
    void whatTheLeaseSaysIsDoneIsDoneAsLongAsTheAnchorIsThere() {
        DoneBeyond beyond = new DoneBeyond(at(9, 0), ImmutableIntArray.of(0, 2), 3);
        ResumeFilter filter = new ResumeFilter(Checkpoint.TRIM_HORIZON, Optional.of(beyond));
        assertThat(filter.isUndecided()).isTrue();
        assertThat(RECORDS.stream().map(filter::isDone)).containsExactly(false, true, false, false);
        assertThat(filter.isUndecided()).isFalse();

        ResumeFilter trimmed = new ResumeFilter(Checkpoint.TRIM_HORIZON, Optional.of(beyond));
        assertThat(RECORDS.subList(1, 4).stream().map(trimmed::isDone)).containsOnly(false);
        assertThat(trimmed.isUndecided()).isFalse();
    }
}
