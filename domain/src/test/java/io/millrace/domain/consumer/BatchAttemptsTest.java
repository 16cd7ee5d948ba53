package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.consumer.BatchAttempts.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchAttemptsTest {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    private static final FailurePolicy RETRY = new FailurePolicy.Retry(BACKOFF);
    private static final FailurePolicy DEAD_LETTER = new FailurePolicy.DeadLetter(2, BACKOFF);

    @Test
    void aBatchThatIsTakenIsDone() {
        BatchAttempts attempts = new BatchAttempts(Records.count(3), RETRY);
        assertThat(attempts.first()).isEqualTo(new Step.Deliver(0, 3, 1, Duration.ZERO));
        assertThat(attempts.doneUpTo()).isZero();
        assertThat(attempts.succeeded()).isEqualTo(new Step.Done());
        assertThat(attempts.doneUpTo()).isEqualTo(3);
    }

    @Test
    void retriesTheSameRecordsLaterAndLater() {
        BatchAttempts attempts = new BatchAttempts(Records.count(3), RETRY);
        assertThat(attempts.failed(0)).isEqualTo(new Step.Deliver(0, 3, 2, Duration.ofMillis(50)));
        assertThat(attempts.failed(0)).isEqualTo(new Step.Deliver(0, 3, 3, Duration.ofMillis(100)));
        assertThat(attempts.failed(0.5)).isEqualTo(new Step.Deliver(0, 3, 4, Duration.ofMillis(300)));
        assertThat(attempts.succeeded()).isEqualTo(new Step.Done());
    }

    @Test
    void stopsTheShardBeforeTheBatchThatFails() {
        BatchAttempts attempts = new BatchAttempts(Records.count(3), new FailurePolicy.StopShard(2, BACKOFF));
        assertThat(attempts.failed(0)).isEqualTo(new Step.Deliver(0, 3, 2, Duration.ofMillis(50)));
        assertThat(attempts.failed(0)).isEqualTo(new Step.Stop(0));
        assertThat(attempts.doneUpTo()).isZero();
        assertThatThrownBy(() -> attempts.failed(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(attempts::succeeded).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void bisectsDownToThePoisonRecordAndParksItAlone() {
        BatchAttempts attempts = new BatchAttempts(Records.count(4), DEAD_LETTER); // record 2 is the poison
        attempts.failed(0);
        assertThat(attempts.failed(0)).isEqualTo(new Step.Deliver(0, 2, 3, Duration.ofMillis(50)));
        assertThat(attempts.succeeded()).isEqualTo(new Step.Deliver(2, 4, 3, Duration.ZERO));
        assertThat(attempts.doneUpTo()).isEqualTo(2);
        assertThat(attempts.failed(0)).isEqualTo(new Step.Deliver(2, 3, 4, Duration.ofMillis(50)));
        assertThat(attempts.failed(0)).isEqualTo(new Step.Deliver(2, 3, 5, Duration.ofMillis(50)));
        assertThat(attempts.failed(0)).isEqualTo(new Step.Park(2, 5, Duration.ZERO));
        assertThat(attempts.doneUpTo()).isEqualTo(2);
        assertThat(attempts.succeeded()).isEqualTo(new Step.Deliver(3, 4, 4, Duration.ZERO));
        assertThat(attempts.doneUpTo()).isEqualTo(3);
        assertThat(attempts.succeeded()).isEqualTo(new Step.Done());
    }

    @Test
    void asksASinkThatThrowsAgain() {
        BatchAttempts attempts = new BatchAttempts(Records.count(1), DEAD_LETTER);
        attempts.failed(0);
        assertThat(attempts.failed(0)).isEqualTo(new Step.Park(0, 2, Duration.ZERO));
        assertThat(attempts.failed(0)).isEqualTo(new Step.Park(0, 2, Duration.ofMillis(50)));
        assertThat(attempts.failed(0)).isEqualTo(new Step.Park(0, 2, Duration.ofMillis(100)));
        assertThat(attempts.doneUpTo()).isZero();
        assertThat(attempts.succeeded()).isEqualTo(new Step.Done());
        assertThat(attempts.doneUpTo()).isEqualTo(1);
    }

    @Test
    void nothingComesAfterDone() {
        BatchAttempts attempts = new BatchAttempts(Records.count(1), RETRY);
        attempts.succeeded();
        assertThatThrownBy(attempts::succeeded).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesWhatIsNoBatchOrNoPolicy() {
        assertThatThrownBy(() -> new BatchAttempts(ImmutableList.of(), RETRY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FailurePolicy.deadLetter(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FailurePolicy.stopShard(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(FailurePolicy.retry()).isEqualTo(new FailurePolicy.Retry(Backoff.DEFAULT));
        assertThat(FailurePolicy.deadLetter(1)).isEqualTo(new FailurePolicy.DeadLetter(1, Backoff.DEFAULT));
        assertThat(FailurePolicy.stopShard(1)).isEqualTo(new FailurePolicy.StopShard(1, Backoff.DEFAULT));
    }
}
