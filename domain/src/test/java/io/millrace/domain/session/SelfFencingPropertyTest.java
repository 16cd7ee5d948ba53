package io.millrace.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.SessionId;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Worker and observer together: nobody is called dead while it still believes that it may deliver. */
class SelfFencingPropertyTest {
    private static final SessionId SESSION = new SessionId("a");
    private static final long FAILOVER = 1_000;

    /** Heartbeats at any pace, each delayed at will, and reads at any pace: the worker has stopped before it is dead. */
    @Property
    void theWorkerHasStoppedBeforeAnObserverCallsItDead(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 1_500) Integer> pausesBetweenHeartbeats,
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 1, max = 400) Integer> pausesBetweenReads,
            @ForAll @IntRange(max = 300) int delayOfWrites,
            @ForAll @IntRange(max = 300) int delayOfReads,
            @ForAll long observersClockOffset) {
        SessionProof proof = new SessionProof(Duration.ofNanos(FAILOVER), Duration.ZERO);
        FailureDetector<SessionId> detector = new FailureDetector<>();
        int beats = 0;
        long nextSend = 0;
        long now = 0;
        for (int pause : pausesBetweenReads) {
            now += pause;
            while (beats < pausesBetweenHeartbeats.size() && nextSend + delayOfWrites <= now) {
                proof.proven(nextSend);
                nextSend += delayOfWrites + pausesBetweenHeartbeats.get(beats++);
            }
            if (beats > 0) {
                long receivedAt = now + delayOfReads;
                detector.observe(SESSION, beats, Duration.ofNanos(FAILOVER), receivedAt + observersClockOffset);
                if (detector.isDead(SESSION, receivedAt + observersClockOffset)) {
                    assertThat(proof.isUsableAt(receivedAt)).isFalse();
                }
            }
        }
    }

    /** Clocks may run at different rates, as far as the margin pays for it. */
    @Property
    void theMarginPaysForDrift(
            @ForAll @LongRange(min = 100, max = 100_000) long failover,
            @ForAll @IntRange(min = 1, max = 90) int marginPercent,
            @ForAll @IntRange(min = -100, max = 100) int driftOfWorker,
            @ForAll @IntRange(min = -100, max = 100) int driftOfObserver) {
        long margin = Math.max(1, failover * marginPercent / 100);
        double bound = (double) margin / (2 * failover - margin);
        SessionProof proof = new SessionProof(Duration.ofNanos(failover), Duration.ofNanos(margin));
        proof.proven(0);

        double observersWait = failover / (1 + bound * driftOfObserver / 100);
        double byTheWorkersClock = observersWait * (1 + bound * driftOfWorker / 100);

        assertThat(proof.isUsableAt((long) Math.ceil(byTheWorkersClock + 1e-6))).isFalse();
    }

    /** A session whose heartbeat is read changing at least every failover time is never dead. */
    @Property
    void whoIsSeenBeatingIsNeverDead(
            @ForAll @Size(max = 100) List<@IntRange(min = 1, max = (int) FAILOVER - 1) Integer> pauses,
            @ForAll long start) {
        FailureDetector<SessionId> detector = new FailureDetector<>();
        long now = start;
        for (int beat = 0; beat < pauses.size(); beat++) {
            now += pauses.get(beat);
            detector.observe(SESSION, beat, Duration.ofNanos(FAILOVER), now);
            assertThat(detector.isDead(SESSION, now)).isFalse();
            assertThat(detector.nextDeadlineNanos()).hasValue(now + FAILOVER);
        }
    }
}
