package io.millrace.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import io.millrace.domain.lease.SessionId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureDetectorTest {
    private static final SessionId A = new SessionId("a");
    private static final SessionId B = new SessionId("b");
    private static final Duration FAILOVER = Duration.ofNanos(100);
    private final FailureDetector<SessionId> detector = new FailureDetector<>();

    @Test
    void aSessionNeverSeenIsNotDead() {
        assertThat(detector.isDead(A, Long.MAX_VALUE)).isFalse();
        assertThat(detector.silence(A, 5)).isEqualTo(Duration.ZERO);
        assertThat(detector.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void timeWithoutAReadProvesNothing() {
        detector.observe(A, 1, FAILOVER, 0);

        assertThat(detector.isDead(A, 1_000)).isFalse();
        assertThat(detector.silence(A, 1_000)).isEqualTo(Duration.ofNanos(1_000));
    }

    @Test
    void aReadAfterTheFailoverTimeThatShowsTheSameHeartbeatProvesDeath() {
        detector.observe(A, 1, FAILOVER, 0);
        detector.observe(A, 1, FAILOVER, 99);
        assertThat(detector.isDead(A, 500)).isFalse();

        detector.observe(A, 1, FAILOVER, 100);

        assertThat(detector.isDead(A, 100)).isTrue();
    }

    @Test
    void anyChangeOfTheHeartbeatIsLifeEvenBackwards() {
        detector.observe(A, 7, FAILOVER, 0);
        detector.observe(A, 6, FAILOVER, 100);
        assertThat(detector.isDead(A, 100)).isFalse();
        assertThat(detector.nextDeadlineNanos()).hasValue(200);

        detector.observe(A, 7, FAILOVER, 200);

        assertThat(detector.isDead(A, 200)).isFalse();
    }

    @Test
    void theDeadRise() {
        detector.observe(A, 1, FAILOVER, 0);
        detector.observe(A, 1, FAILOVER, 150);
        assertThat(detector.isDead(A, 150)).isTrue();

        detector.observe(A, 2, FAILOVER, 160);

        assertThat(detector.isDead(A, 160)).isFalse();
    }

    @Test
    void eachSessionIsMeasuredByItsOwnFailoverTime() {
        detector.observe(A, 1, FAILOVER, 0);
        detector.observe(B, 1, FAILOVER.multipliedBy(3), 0);
        detector.observe(A, 1, FAILOVER, 200);
        detector.observe(B, 1, FAILOVER.multipliedBy(3), 200);

        assertThat(detector.isDead(A, 200)).isTrue();
        assertThat(detector.isDead(B, 200)).isFalse();
        assertThat(detector.nextDeadlineNanos()).hasValue(300);
    }

    @Test
    void theNextDeadlineIsTheEarliestOfThoseNotKnownDeadAndMayHavePassed() {
        detector.observe(A, 1, FAILOVER, 50);
        detector.observe(B, 1, FAILOVER, 20);
        assertThat(detector.nextDeadlineNanos()).hasValue(120);

        detector.observe(B, 1, FAILOVER, 130);

        assertThat(detector.isDead(B, 130)).isTrue();
        assertThat(detector.nextDeadlineNanos()).hasValue(150);
    }

    @Test
    void anAnswerThatIsOlderThanTheLastTakesNothingBack() {
        detector.observe(A, 1, FAILOVER, 0);
        detector.observe(A, 1, FAILOVER, 120);
        detector.observe(A, 1, FAILOVER, 80);

        assertThat(detector.isDead(A, 120)).isTrue();
    }

    @Test
    void aForgottenSessionStartsAfresh() {
        detector.observe(A, 1, FAILOVER, 0);
        detector.observe(B, 1, FAILOVER, 0);
        detector.retainOnly(ImmutableSet.of(B));
        detector.observe(A, 1, FAILOVER, 300);
        detector.observe(B, 1, FAILOVER, 300);

        assertThat(detector.isDead(A, 300)).isFalse();
        assertThat(detector.isDead(B, 300)).isTrue();
    }

    @Test
    void refusesAFailoverTimeThatIsNone() {
        assertThatThrownBy(() -> detector.observe(A, 1, Duration.ZERO, 0)).hasMessageContaining("failover time of a");
    }
}
