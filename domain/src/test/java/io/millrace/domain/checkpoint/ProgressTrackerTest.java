package io.millrace.domain.checkpoint;

import static io.millrace.domain.checkpoint.ProgressTracker.Verdict.ALLOWED;
import static io.millrace.domain.checkpoint.ProgressTracker.Verdict.BACKWARDS;
import static io.millrace.domain.checkpoint.ProgressTracker.Verdict.BEYOND_DELIVERED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.domain.checkpoint.ProgressTracker.Due;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTrackerTest {
    private static final Instant ARRIVAL = Instant.ofEpochSecond(1_700_000_000);

    private final ProgressTracker tracker = new ProgressTracker(Checkpoint.TRIM_HORIZON);

    @Test
    void nothingIsDueBeforeSomethingIsDone() {
        tracker.delivered(position("10", 0));
        assertThat(tracker.unstored()).isEmpty();
        assertThat(tracker.stored()).isEqualTo(Checkpoint.TRIM_HORIZON);
        assertThat(tracker.deliveredUpTo()).contains(position("10", 0));
    }

    @Test
    void whatIsDoneIsDueUntilItIsStored() {
        tracker.delivered(position("10", 0));
        tracker.done(position("10", 0), ARRIVAL);
        assertThat(tracker.unstored()).contains(new Due(at("10", 0), Optional.of(ARRIVAL)));
        tracker.stored(at("10", 0));
        assertThat(tracker.unstored()).isEmpty();
        assertThat(tracker.stored()).isEqualTo(at("10", 0));
    }

    @Test
    void aUserMayStoreWhatWasHandedOverAndNotDone() {
        tracker.delivered(position("10", 0));
        assertThat(tracker.judge(at("10", 0))).isEqualTo(ALLOWED);
        tracker.stored(at("10", 0));
        tracker.done(position("10", 0), ARRIVAL);
        assertThat(tracker.unstored()).isEmpty();
    }

    @Test
    void judgesByNumberNotByText() {
        tracker.delivered(position("100", 0));
        tracker.stored(at("20", 0));
        assertThat(tracker.judge(at("9", 0))).isEqualTo(BACKWARDS);
        assertThat(tracker.judge(at("100", 0))).isEqualTo(ALLOWED);
        assertThat(tracker.judge(at("99", 0))).isEqualTo(ALLOWED);
        assertThat(tracker.judge(at("101", 0))).isEqualTo(BEYOND_DELIVERED);
    }

    @Test
    void judgesBySubSequenceNumberToo() {
        tracker.delivered(position("10", 5));
        tracker.stored(at("10", 3));
        assertThat(tracker.judge(at("10", 2))).isEqualTo(BACKWARDS);
        assertThat(tracker.judge(at("10", 3))).isEqualTo(ALLOWED);
        assertThat(tracker.judge(at("10", 5))).isEqualTo(ALLOWED);
        assertThat(tracker.judge(at("10", 6))).isEqualTo(BEYOND_DELIVERED);
    }

    @Test
    void theStoredCheckpointMayAlwaysBeStoredAgain() {
        assertThat(tracker.judge(Checkpoint.TRIM_HORIZON)).isEqualTo(ALLOWED);
        assertThat(new ProgressTracker(at("5", 0)).judge(at("5", 0))).isEqualTo(ALLOWED);
    }

    @Test
    void nothingIsHandedOverByTheOwnerBefore() {
        assertThat(new ProgressTracker(at("5", 0)).judge(at("6", 0))).isEqualTo(BEYOND_DELIVERED);
    }

    @Test
    void noOtherSentinelIsAllowed() {
        assertThat(tracker.judge(Checkpoint.LATEST)).isEqualTo(BEYOND_DELIVERED);
        assertThat(tracker.judge(Checkpoint.atTimestamp(ARRIVAL))).isEqualTo(BACKWARDS);
    }

    @Test
    void shardEndOnlyWhenItIsReached() {
        tracker.delivered(position("10", 0));
        assertThat(tracker.judge(Checkpoint.SHARD_END)).isEqualTo(BEYOND_DELIVERED);
        assertThatThrownBy(tracker::shardEndReached).isInstanceOf(IllegalStateException.class);
        tracker.done(position("10", 0), ARRIVAL);
        tracker.shardEndReached();
        assertThat(tracker.judge(Checkpoint.SHARD_END)).isEqualTo(ALLOWED);
        assertThat(tracker.unstored()).contains(new Due(Checkpoint.SHARD_END, Optional.of(ARRIVAL)));
        assertThat(tracker.unstoredRecords()).contains(new Due(at("10", 0), Optional.of(ARRIVAL)));
        tracker.stored(Checkpoint.SHARD_END);
        assertThat(tracker.unstored()).isEmpty();
        assertThat(tracker.unstoredRecords()).isEmpty();
        assertThat(tracker.judge(at("10", 0))).isEqualTo(BACKWARDS);
    }

    @Test
    void anEmptyShardEndsToo() {
        tracker.shardEndReached();
        assertThat(tracker.unstored()).contains(new Due(Checkpoint.SHARD_END, Optional.empty()));
    }

    @Test
    void doneIsNeverBeyondDelivered() {
        tracker.delivered(position("10", 0));
        assertThatThrownBy(() -> tracker.done(position("10", 1), ARRIVAL)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void redeliveryAndLateAnswersMoveNothingBack() {
        tracker.delivered(position("10", 0));
        tracker.done(position("10", 0), ARRIVAL);
        tracker.delivered(position("9", 0));
        tracker.done(position("9", 0), ARRIVAL.minusSeconds(1));
        assertThat(tracker.deliveredUpTo()).contains(position("10", 0));
        assertThat(tracker.unstored()).contains(new Due(at("10", 0), Optional.of(ARRIVAL)));
        tracker.stored(at("10", 0));
        tracker.stored(at("9", 0));
        assertThat(tracker.stored()).isEqualTo(at("10", 0));
    }

    private static RecordPosition position(String sequenceNumber, long subSequenceNumber) {
        return new RecordPosition(SequenceNumber.of(sequenceNumber), subSequenceNumber);
    }

    private static Checkpoint at(String sequenceNumber, long subSequenceNumber) {
        return Checkpoint.at(position(sequenceNumber, subSequenceNumber));
    }
}
