package io.millrace.domain.consumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How one shard is read by enhanced fan-out. The service ends a subscription after 5 minutes, sends an event every 5 seconds
 * or so when there are no records, and gives a consumer another subscription to a shard no sooner than 5 seconds after the
 * one before ("SubscribeToShard" of the Kinesis documentation).
 *
 * @param renewAfter how old a subscription gets before it is replaced, at most; more than {@code takeOverAge} and
 *     {@code renewSpread} together
 * @param renewSpread by how much sooner than {@code renewAfter} it may be replaced, so that a worker's subscriptions, which
 *     begin together, do not end together; zero or more
 * @param silence how long the answer to a subscription is waited for before the connection counts as dead, and an event at
 *     most; positive
 * @param eventSilence how long an event that was asked for is waited for at first, and twice as long each time that was in vain,
 *     up to {@code silence}; positive, at most {@code silence}
 * @param takeOverAge how old a subscription must be before the service lets another one take its place; zero or more
 * @param backoff the pauses after failures
 */
public record SubscriptionSettings(
        Duration renewAfter,
        Duration renewSpread,
        Duration silence,
        Duration eventSilence,
        Duration takeOverAge,
        Backoff backoff) {
    /**
     * @throws IllegalArgumentException when a value is out of its range; all faults in one message
     */
    public SubscriptionSettings {
        Objects.requireNonNull(renewAfter, "renewAfter");
        Objects.requireNonNull(renewSpread, "renewSpread");
        Objects.requireNonNull(silence, "silence");
        Objects.requireNonNull(eventSilence, "eventSilence");
        Objects.requireNonNull(takeOverAge, "takeOverAge");
        Objects.requireNonNull(backoff, "backoff");
        List<String> faults = new ArrayList<>();
        if (renewSpread.isNegative()) {
            faults.add("renewSpread = " + renewSpread + ": give zero or more");
        }
        if (silence.isZero() || silence.isNegative()) {
            faults.add("silence = " + silence + ": give a positive duration");
        }
        if (eventSilence.isZero() || eventSilence.isNegative() || eventSilence.compareTo(silence) > 0) {
            faults.add("eventSilence = " + eventSilence + ": give a positive duration, at most that of silence, "
                    + silence);
        }
        if (takeOverAge.isNegative()) {
            faults.add("takeOverAge = " + takeOverAge + ": give zero or more");
        }
        if (renewAfter.compareTo(takeOverAge.plus(renewSpread)) <= 0) {
            faults.add("renewAfter = " + renewAfter + ": give more than takeOverAge and renewSpread together, "
                    + takeOverAge.plus(renewSpread));
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("no subscription settings: " + String.join("; ", faults));
        }
    }

    /** Subscriptions are replaced between 15 and 30 seconds before the service ends them. */
    public static SubscriptionSettings defaults() {
        return new SubscriptionSettings(
                Duration.ofSeconds(285),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Backoff.DEFAULT);
    }
}
