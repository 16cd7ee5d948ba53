package io.millrace.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionProofTest {
    private static final long SECOND = 1_000_000_000L;
    private final SessionProof proof = new SessionProof(Duration.ofSeconds(8), Duration.ofSeconds(2));

    @Test
    void isNotUsableBeforeTheFirstProof() {
        assertThat(proof.isProven()).isFalse();
        assertThat(proof.isUsableAt(0)).isFalse();
        assertThatThrownBy(proof::usableUntilNanos).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> proof.sinceProof(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isUsableUntilFailoverTimeLessTheMarginAfterTheSending() {
        proof.proven(10 * SECOND);

        assertThat(proof.usableUntilNanos()).isEqualTo(16 * SECOND);
        assertThat(proof.isUsableAt(16 * SECOND - 1)).isTrue();
        assertThat(proof.isUsableAt(16 * SECOND)).isFalse();
        assertThat(proof.sinceProof(13 * SECOND)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aLateAnswerToAnOlderHeartbeatMovesNothingBack() {
        proof.proven(10 * SECOND);
        proof.proven(9 * SECOND);

        assertThat(proof.usableUntilNanos()).isEqualTo(16 * SECOND);
    }

    @Test
    void becomesUsableAgainWithTheNextProof() {
        proof.proven(0);
        assertThat(proof.isUsableAt(7 * SECOND)).isFalse();

        proof.proven(5 * SECOND);

        assertThat(proof.isUsableAt(7 * SECOND)).isTrue();
    }

    @Test
    void aClockThatWrapsAroundChangesNothing() {
        proof.proven(Long.MAX_VALUE - SECOND);

        assertThat(proof.isUsableAt(Long.MAX_VALUE)).isTrue();
        assertThat(proof.isUsableAt(Long.MIN_VALUE + 4 * SECOND)).isTrue();
        assertThat(proof.isUsableAt(Long.MIN_VALUE + 6 * SECOND)).isFalse();
    }

    @Test
    void refusesTimesThatFenceNothing() {
        assertThatThrownBy(() -> new SessionProof(Duration.ZERO, Duration.ZERO)).hasMessageContaining("failover time");
        assertThatThrownBy(() -> new SessionProof(Duration.ofSeconds(2), Duration.ofSeconds(2)))
                .hasMessageContaining("safety margin");
        assertThatThrownBy(() -> new SessionProof(Duration.ofSeconds(2), Duration.ofNanos(-1)))
                .hasMessageContaining("safety margin");
    }
}
