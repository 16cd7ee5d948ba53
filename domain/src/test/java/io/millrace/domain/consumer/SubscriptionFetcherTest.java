package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.consumer.SubscriptionFetcher.Step;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SubscriptionFetcherTest {
    private static final SubscriptionSettings SETTINGS = SubscriptionSettings.defaults();
    private static final Checkpoint START = at(100);
    private static final double MIDDLE = 0.5;

    /** Near the end of the range, where a clock that began somewhere overflows. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();

    private SubscriptionFetcher fetcher = new SubscriptionFetcher(START, SETTINGS);

    @Test
    void subscribesAtTheCheckpointAndAsksForOneEventAtATime() {
        assertThat(next()).isEqualTo(new Step.Subscribe(1, START, true));
        assertThat(waitOfNext()).isEqualTo(SETTINGS.silence());
        opened(1);
        assertThat(next()).isEqualTo(new Step.Request(1));
        assertThat(next()).isInstanceOf(Step.WaitUntil.class);
        event(1, 101, 105);
        assertThat(next()).isEqualTo(new Step.Request(1));
        assertThat(fetcher.position()).isEqualTo(at(101));
        assertThat(fetcher.behindLatest()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void asksForNothingWithoutRoomAndStillRenews() {
        open();
        assertThat(fetcher.wantsEvent()).isTrue();
        assertThat(fetcher.next(false, now)).isEqualTo(new Step.WaitUntil(renewal()));
        assertThat(fetcher.wantsEvent()).isTrue();
        now = renewal();
        assertThat(fetcher.next(false, now)).isEqualTo(new Step.Cancel(1));
        assertThat(fetcher.wantsEvent()).isFalse();
        assertThat(fetcher.next(false, now)).isEqualTo(new Step.Subscribe(2, START, true));
        assertThat(fetcher.consecutiveFailures()).isZero();
    }

    @Test
    void anEventThatThereIsNoRoomForComesAgainOverTheNextSubscription() {
        open();
        assertThat(next()).isEqualTo(new Step.Request(1));
        event(1, 101, 105);
        assertThat(next()).isEqualTo(new Step.Request(1));
        fetcher.refused();
        assertThat(waitOfNext()).isEqualTo(SETTINGS.takeOverAge());
        now += SETTINGS.takeOverAge().toNanos();
        assertThat(next()).isEqualTo(new Step.Subscribe(2, at(105), false));
        assertThat(fetcher.consecutiveFailures()).isZero();
    }

    @Test
    void goesOnAfterTheContinuationOfTheLastEvent() {
        open();
        next();
        event(1, 101, 105);
        fetcher.ended(1, MIDDLE, now += Duration.ofMinutes(5).toNanos());
        assertThat(next()).isEqualTo(new Step.Subscribe(2, at(105), false));
    }

    @Test
    void renewsBeforeTheServiceEndsItAndNotAllAtOnce() {
        next();
        passes(Duration.ofSeconds(1)); // how long the answer takes counts as age
        fetcher.opened(1, 0.2, now);
        next();
        event(1, 101, 101);
        passes(Duration.ofSeconds(280));
        next();
        assertThat(waitOfNext()).isEqualTo(Duration.ofSeconds(1));
        passes(Duration.ofSeconds(1));
        assertThat(next()).isEqualTo(new Step.Cancel(1));
        assertThat(next()).isEqualTo(new Step.Subscribe(2, at(101), false));
    }

    @Test
    void anEndInOrderIsFollowedByAnotherSubscriptionButNotSoonerThanTheServiceAllows() {
        open();
        passes(Duration.ofSeconds(2));
        fetcher.ended(1, MIDDLE, now);
        assertThat(waitOfNext()).isEqualTo(Duration.ofSeconds(3));
        passes(Duration.ofSeconds(3));
        assertThat(next()).isEqualTo(new Step.Subscribe(2, START, true));
        assertThat(fetcher.consecutiveFailures()).isZero();
    }

    @Test
    void anEndBeforeTheBeginningIsAFailure() {
        next();
        fetcher.ended(1, MIDDLE, now);
        assertThat(fetcher.consecutiveFailures()).isOne();
        assertThat(waitOfNext()).isEqualTo(Duration.ofMillis(150));
    }

    @ParameterizedTest
    @EnumSource(
            value = SubscriptionFailure.class,
            names = {"THROTTLED", "UNAVAILABLE"})
    void backsOffLongerAndLonger(SubscriptionFailure failure) {
        long number = 1;
        for (long nominalMillis : new long[] {200, 400, 800}) {
            assertThat(next()).isEqualTo(new Step.Subscribe(number, START, true));
            fetcher.failed(number++, failure, MIDDLE, now);
            assertThat(waitOfNext()).isEqualTo(Duration.ofMillis(nominalMillis * 3 / 4));
            passes(Duration.ofMillis(nominalMillis * 3 / 4));
        }
        assertThat(fetcher.consecutiveFailures()).isEqualTo(3);
    }

    @Test
    void onlyAnEventEndsARowOfFailures() {
        next();
        fetcher.failed(1, SubscriptionFailure.UNAVAILABLE, MIDDLE, now);
        passes(Duration.ofSeconds(10));
        next();
        opened(2);
        assertThat(fetcher.consecutiveFailures()).isOne();
        next();
        event(2, 101, 101);
        assertThat(fetcher.consecutiveFailures()).isZero();
    }

    @Test
    void waitsUntilTheOtherSubscriptionIsOldEnough() {
        next();
        fetcher.failed(1, SubscriptionFailure.IN_USE, MIDDLE, now);
        assertThat(waitOfNext()).isEqualTo(Duration.ofMillis(5_150));
    }

    @Test
    void takesSilenceForADeadConnection() {
        open();
        next();
        assertThat(waitOfNext()).isEqualTo(SETTINGS.eventSilence());
        passes(SETTINGS.eventSilence());
        assertThat(next()).isEqualTo(new Step.Cancel(1));
        assertThat(fetcher.consecutiveFailures()).isOne();
        assertThat(next()).isEqualTo(new Step.Subscribe(2, START, true));

        passes(SETTINGS.silence());
        assertThat(next()).isEqualTo(new Step.Cancel(2));
        assertThat(next()).isInstanceOf(Step.Subscribe.class);
    }

    @Test
    void silenceCountsFromTheRequest() {
        open();
        passes(Duration.ofMinutes(1));
        assertThat(next()).isEqualTo(new Step.Request(1));
        assertThat(waitOfNext()).isEqualTo(SETTINGS.eventSilence());
    }

    @Test
    void whatIsSlowIsWaitedForLongerEachTime() {
        int number = 1;
        for (int seconds : new int[] {10, 20, 30, 30}) {
            assertThat(next()).isInstanceOf(Step.Subscribe.class);
            opened(number);
            next();
            assertThat(waitOfNext()).isEqualTo(Duration.ofSeconds(seconds));
            passes(Duration.ofSeconds(seconds));
            assertThat(next()).isEqualTo(new Step.Cancel(number));
            number++;
        }
        next();
        opened(number);
        assertThat(waitOfEvent(number, Duration.ofSeconds(25))).as("slow").isEqualTo(Duration.ofSeconds(30));
        assertThat(waitOfEvent(number, Duration.ofSeconds(6)))
                .as("as the service does with nothing to say")
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(waitOfEvent(number, Duration.ofSeconds(9)))
                .as("never in vain")
                .isEqualTo(Duration.ofSeconds(10));
    }

    /** How long the event after the next is waited for. */
    private Duration waitOfEvent(long subscription, Duration comesAfter) {
        next();
        passes(comesAfter);
        event(subscription, 101, 101);
        next();
        Duration wait = waitOfNext();
        event(subscription, 101, 101);
        return wait;
    }

    @Test
    void ignoresWhatASubscriptionThatIsOverStillSays() {
        open();
        next();
        event(1, 101, 101);
        next();
        passes(SETTINGS.silence());
        next();
        assertThat(next()).isEqualTo(new Step.Subscribe(2, at(101), false));
        assertThat(event(1, 102, 102)).isFalse();
        opened(1);
        fetcher.ended(1, MIDDLE, now);
        fetcher.failed(1, SubscriptionFailure.NOT_FOUND, MIDDLE, now);
        assertThat(fetcher.isCurrent(1)).isFalse();
        assertThat(fetcher.isCurrent(2)).isTrue();
        opened(2);
        assertThat(next()).isEqualTo(new Step.Request(2));
        assertThat(fetcher.position()).isEqualTo(at(101));
    }

    @Test
    void aSentinelIsAskedForAgainUntilThereIsAnEvent() {
        for (Checkpoint start :
                ImmutableList.of(Checkpoint.TRIM_HORIZON, Checkpoint.atTimestamp(Instant.ofEpochSecond(1)))) {
            fetcher = new SubscriptionFetcher(start, SETTINGS);
            assertThat(next()).isEqualTo(new Step.Subscribe(1, start, false));
            opened(1);
            fetcher.ended(1, MIDDLE, now);
            passes(SETTINGS.takeOverAge());
            assertThat(next()).isEqualTo(new Step.Subscribe(2, start, false));
        }
    }

    @Test
    void latestSkipsNothingBetweenTwoSubscriptions() {
        fetcher = new SubscriptionFetcher(Checkpoint.LATEST, SETTINGS);
        assertThat(next()).isEqualTo(new Step.Subscribe(1, Checkpoint.LATEST, false));
        fetcher.failed(1, SubscriptionFailure.THROTTLED, MIDDLE, now);
        passes(Duration.ofSeconds(5));
        assertThat(next()).isEqualTo(new Step.Subscribe(2, Checkpoint.LATEST, false));
        opened(2);
        next();
        fetcher.event(2, Optional.empty(), Optional.of(SequenceNumber.of(70)), Duration.ZERO, ImmutableList.of(), now);
        passes(SETTINGS.takeOverAge());
        fetcher.ended(2, MIDDLE, now);
        assertThat(next()).isEqualTo(new Step.Subscribe(3, at(70), false));
    }

    @Test
    void latestThatWasLostBeforeAnEventBecomesTheOldest() {
        fetcher = new SubscriptionFetcher(Checkpoint.LATEST, SETTINGS);
        next();
        opened(1);
        passes(SETTINGS.takeOverAge());
        fetcher.failed(1, SubscriptionFailure.UNAVAILABLE, MIDDLE, now);
        passes(Duration.ofSeconds(1));
        assertThat(next()).isEqualTo(new Step.Subscribe(2, Checkpoint.TRIM_HORIZON, false));
    }

    @Test
    void endsWithTheChildrenOfTheClosedShard() {
        ImmutableList<ChildShard> children = ImmutableList.of(
                new ChildShard(ShardId.ofOrdinal(1), ImmutableList.of(ShardId.ofOrdinal(0)), HashKeyRange.WHOLE));
        open();
        next();
        fetcher.event(1, Optional.of(position(101)), Optional.empty(), Duration.ZERO, children, now);
        fetcher.ended(1, MIDDLE, now);
        passes(Duration.ofHours(1));
        assertThat(next()).isEqualTo(new Step.AtEnd(children));
        assertThat(fetcher.wantsEvent()).isFalse();
    }

    @Test
    void whatIsNotFoundIsGone() {
        next();
        fetcher.failed(1, SubscriptionFailure.NOT_FOUND, MIDDLE, now);
        passes(Duration.ofHours(1));
        assertThat(next()).isEqualTo(new Step.ShardGone());
    }

    @Test
    void whatWasNotFoundAndIsThereAfterAllIsAskedForAfterAPause() {
        Duration before = Duration.ZERO;
        for (int attempt = 1; attempt <= 4; attempt++) {
            assertThat(next()).isEqualTo(new Step.Subscribe(attempt, START, true));
            fetcher.failed(attempt, SubscriptionFailure.NOT_FOUND, MIDDLE, now);
            fetcher.resume();
            Duration pause = waitOfNext();
            assertThat(pause).isGreaterThan(before);
            before = pause;
            passes(pause);
        }
    }

    @Test
    void neverMovesBack() {
        open();
        next();
        event(1, 97, 97);
        assertThat(fetcher.position()).isEqualTo(START);
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> new SubscriptionFetcher(Checkpoint.SHARD_END, SETTINGS))
                .isInstanceOf(IllegalArgumentException.class);
        open();
        assertThatThrownBy(() -> opened(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> event(1, 101, 101)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void settingsNameAllFaultsAtOnce() {
        assertThatThrownBy(() -> new SubscriptionSettings(
                        Duration.ZERO,
                        Duration.ofSeconds(-1),
                        Duration.ZERO,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(-2),
                        Backoff.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("renewSpread = PT-1S")
                .hasMessageContaining("silence = PT0S")
                .hasMessageContaining("eventSilence = PT3S")
                .hasMessageContaining("takeOverAge = PT-2S");
        assertThatThrownBy(() -> new SubscriptionSettings(
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Backoff.DEFAULT))
                .hasMessageContaining("renewAfter = PT6S: give more");
    }

    private void open() {
        next();
        opened(1);
    }

    private Step next() {
        return fetcher.next(true, now);
    }

    private void opened(long subscription) {
        fetcher.opened(subscription, 0, now);
    }

    /** When a subscription that is sent now and opened without jitter is renewed. */
    private long renewal() {
        return ((Step.WaitUntil) fetcher.next(false, now)).nanos();
    }

    private boolean event(long subscription, long last, long continuation) {
        return fetcher.event(
                subscription,
                Optional.of(position(last)),
                Optional.of(SequenceNumber.of(continuation)),
                Duration.ofSeconds(1),
                ImmutableList.of(),
                now);
    }

    private Duration waitOfNext() {
        Step step = next();
        assertThat(step).isInstanceOf(Step.WaitUntil.class);
        return Duration.ofNanos(((Step.WaitUntil) step).nanos() - now);
    }

    private void passes(Duration time) {
        now += time.toNanos();
    }

    private static Checkpoint at(long sequenceNumber) {
        return Checkpoint.at(SequenceNumber.of(sequenceNumber));
    }

    private static RecordPosition position(long sequenceNumber) {
        return RecordPosition.of(SequenceNumber.of(sequenceNumber));
    }

    private static StreamRecord record(long sequenceNumber, long subSequenceNumber) {
        return new StreamRecord(
                new RecordPosition(SequenceNumber.of(sequenceNumber), subSequenceNumber),
                "key",
                Optional.empty(),
                Instant.EPOCH,
                new byte[0]);
    }
}
