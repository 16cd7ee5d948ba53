package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.consumer.PollingFetcher.Step;
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

class PollingFetcherTest {
    private static final PollingSettings SETTINGS = PollingSettings.defaults();
    private static final Checkpoint START = at(100);
    private static final Duration TIP = Duration.ZERO;
    private static final Duration BEHIND = Duration.ofMinutes(1);
    private static final double MIDDLE = 0.5;

    /** Near the end of the range, where a clock that began somewhere overflows. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();

    private final PollingFetcher fetcher = new PollingFetcher(START, SETTINGS);

    @Test
    void beginsWithAnIteratorAfterTheCheckpointAndThenReads() {
        assertThat(fetcher.next(now)).isEqualTo(new Step.GetIterator(START));
        assertThat(fetcher.next(now)).isEqualTo(new Step.InFlight());
        fetcher.iteratorGiven("i1", now);
        assertThat(fetcher.next(now)).isEqualTo(new Step.GetRecords("i1", 10_000));
        assertThat(fetcher.next(now)).isEqualTo(new Step.InFlight());
    }

    @Test
    void readsOnWithTheNextIterator() {
        begin(fetcher);
        fetched(fetcher, 1, "i2", BEHIND);
        assertThat(fetcher.next(now)).isEqualTo(new Step.GetRecords("i2", 10_000));
        assertThat(fetcher.behindLatest()).isEqualTo(BEHIND);
    }

    @Test
    void behindTheTipReadsAsFastAsFiveASecond() {
        begin(fetcher);
        for (int read = 0; read < 4; read++) {
            passes(Duration.ofMillis(10));
            fetched(fetcher, 1, "i", BEHIND);
            assertThat(fetcher.next(now)).isInstanceOf(Step.GetRecords.class);
        }
        passes(Duration.ofMillis(10));
        fetched(fetcher, 1, "i", BEHIND);
        assertThat(waitOf(fetcher)).isEqualTo(Duration.ofMillis(960)); // a second after the first of the five answers
        passes(Duration.ofMillis(960));
        assertThat(fetcher.next(now)).isInstanceOf(Step.GetRecords.class);
    }

    @Test
    void anEmptyAnswerBehindTheTipIsNoReasonToPause() {
        begin(fetcher);
        fetched(fetcher, 0, "i2", BEHIND);
        assertThat(fetcher.next(now)).isInstanceOf(Step.GetRecords.class);
    }

    @Test
    void paysForBytesWithTime() {
        begin(fetcher);
        fetcher.fetched(
                10_000,
                10 * 1024 * 1024,
                Optional.of(position(200)),
                Optional.of("i2"),
                BEHIND,
                ImmutableList.of(),
                now);
        assertThat(waitOf(fetcher)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void paysForTheRestOfASecondRoundedUp() {
        PollingSettings threeBytesPerSecond =
                new PollingSettings(1, 1000, 3, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(270), Backoff.DEFAULT);
        PollingFetcher fresh = new PollingFetcher(START, threeBytesPerSecond);
        fresh.next(now);
        fresh.iteratorGiven("i1", now);
        fresh.next(now);
        fresh.fetched(1, 4, Optional.of(position(101)), Optional.of("i2"), BEHIND, ImmutableList.of(), now);
        assertThat(waitOf(fresh)).isEqualTo(Duration.ofNanos(1_333_333_334));
    }

    @Test
    void pausesLongerAndLongerAtAnEmptyTipAndShortlyAgainAfterARecord() {
        begin(fetcher);
        ImmutableList.Builder<Long> pauses = ImmutableList.builder();
        for (int read = 0; read < 7; read++) {
            fetched(fetcher, 0, "i", TIP);
            Duration pause = waitOf(fetcher);
            pauses.add(pause.toMillis());
            passes(pause);
            assertThat(fetcher.next(now)).isInstanceOf(Step.GetRecords.class);
        }
        assertThat(pauses.build()).containsExactly(200L, 300L, 450L, 675L, 1000L, 1000L, 1000L);

        fetched(fetcher, 1, "i", TIP);
        assertThat(waitOf(fetcher)).isEqualTo(Duration.ofMillis(200));
    }

    @ParameterizedTest
    @EnumSource(
            value = FetchFailure.class,
            names = {"THROTTLED", "UNAVAILABLE"})
    void backsOffAndReadsAgainWithTheSameIterator(FetchFailure failure) {
        begin(fetcher);
        for (long nominalMillis : new long[] {200, 400, 800}) {
            fetcher.failed(failure, MIDDLE, now);
            assertThat(waitOf(fetcher)).isEqualTo(Duration.ofMillis(nominalMillis * 3 / 4));
            passes(Duration.ofMillis(nominalMillis * 3 / 4));
            assertThat(fetcher.next(now)).isEqualTo(new Step.GetRecords("i1", 10_000));
        }
        assertThat(fetcher.consecutiveFailures()).isEqualTo(3);
        fetched(fetcher, 1, "i2", BEHIND);
        assertThat(fetcher.consecutiveFailures()).isZero();
    }

    @Test
    void readsAgainFromTheSamePlaceWhatItHadNoRoomFor() {
        begin(fetcher);
        fetcher.refused(SETTINGS.bytesPerSecond(), now);
        assertThat(fetcher.position()).isEqualTo(START);
        assertThat(waitOf(fetcher)).isEqualTo(Duration.ofSeconds(1));
        passes(Duration.ofSeconds(1));
        assertThat(fetcher.next(now)).isEqualTo(new Step.GetRecords("i1", 10_000));
    }

    @Test
    void anIteratorIsAskedForAgainAfterABackoff() {
        fetcher.next(now);
        fetcher.failed(FetchFailure.UNAVAILABLE, MIDDLE, now);
        assertThat(waitOf(fetcher)).isEqualTo(Duration.ofMillis(150));
        passes(Duration.ofMillis(150));
        assertThat(fetcher.next(now)).isEqualTo(new Step.GetIterator(START));
    }

    @Test
    void replacesAnExpiredIteratorAtOnceFromTheLastRecordFetched() {
        begin(fetcher);
        fetched(fetcher, 107, "i2", BEHIND);
        fetcher.next(now);
        fetcher.failed(FetchFailure.EXPIRED_ITERATOR, MIDDLE, now);
        assertThat(fetcher.next(now)).isEqualTo(new Step.GetIterator(at(207)));
    }

    @Test
    void anIteratorThatExpiresAgainAndAgainDoesNotMakeAStorm() {
        begin(fetcher);
        fetcher.failed(FetchFailure.EXPIRED_ITERATOR, MIDDLE, now);
        fetcher.next(now);
        fetcher.iteratorGiven("i2", now);
        fetcher.next(now);
        fetcher.failed(FetchFailure.EXPIRED_ITERATOR, MIDDLE, now);
        assertThat(waitOf(fetcher)).isEqualTo(Duration.ofMillis(150));
    }

    @Test
    void doesNotUseAnIteratorThatIsTooOldByItsOwnClock() {
        fetcher.next(now);
        passes(Duration.ofSeconds(3)); // how long the answer takes counts as age
        fetcher.iteratorGiven("i1", now);
        passes(Duration.ofSeconds(266));
        PollingFetcher other = new PollingFetcher(START, SETTINGS);
        begin(other);
        passes(Duration.ofSeconds(1));
        assertThat(fetcher.next(now)).isEqualTo(new Step.GetIterator(START));

        fetched(other, 5, "i2", BEHIND);
        passes(Duration.ofSeconds(269));
        assertThat(other.next(now)).isEqualTo(new Step.GetIterator(at(105)));
    }

    @Test
    void asksForASentinelAgainUntilThereIsARecord() {
        for (Checkpoint start :
                ImmutableList.of(Checkpoint.TRIM_HORIZON, Checkpoint.atTimestamp(Instant.ofEpochSecond(1)))) {
            PollingFetcher fresh = new PollingFetcher(start, SETTINGS);
            begin(fresh);
            fetched(fresh, 0, "i2", BEHIND);
            fresh.next(now);
            fresh.failed(FetchFailure.EXPIRED_ITERATOR, MIDDLE, now);
            assertThat(fresh.next(now)).isEqualTo(new Step.GetIterator(start));
        }
    }

    @Test
    void neverAsksForLatestAgainOnceItHadAnIterator() {
        PollingFetcher fresh = new PollingFetcher(Checkpoint.LATEST, SETTINGS);
        assertThat(fresh.next(now)).isEqualTo(new Step.GetIterator(Checkpoint.LATEST));
        fresh.failed(FetchFailure.THROTTLED, MIDDLE, now);
        passes(waitOf(fresh));
        assertThat(fresh.next(now)).isEqualTo(new Step.GetIterator(Checkpoint.LATEST));
        fresh.iteratorGiven("i1", now);
        fresh.next(now);
        fresh.failed(FetchFailure.EXPIRED_ITERATOR, MIDDLE, now);
        passes(waitOf(fresh));
        assertThat(fresh.next(now)).isEqualTo(new Step.GetIterator(Checkpoint.TRIM_HORIZON));
    }

    @Test
    void endsWithTheChildrenOfTheClosedShard() {
        ImmutableList<ChildShard> children = ImmutableList.of(
                new ChildShard(ShardId.ofOrdinal(1), ImmutableList.of(ShardId.ofOrdinal(0)), HashKeyRange.WHOLE));
        begin(fetcher);
        fetcher.fetched(1, 10, Optional.of(position(101)), Optional.empty(), TIP, children, now);
        assertThat(fetcher.next(now)).isEqualTo(new Step.AtEnd(children));
        assertThat(fetcher.next(now)).isEqualTo(new Step.AtEnd(children));
    }

    @Test
    void aShardThatIsNotFoundIsGone() {
        fetcher.next(now);
        fetcher.failed(FetchFailure.NOT_FOUND, MIDDLE, now);
        assertThat(fetcher.next(now)).isEqualTo(new Step.ShardGone());

        PollingFetcher reading = new PollingFetcher(START, SETTINGS);
        begin(reading);
        reading.failed(FetchFailure.NOT_FOUND, MIDDLE, now);
        passes(Duration.ofHours(1));
        assertThat(reading.next(now)).isEqualTo(new Step.ShardGone());
    }

    @Test
    void neverMovesBack() {
        begin(fetcher);
        fetched(fetcher, -3, "i2", BEHIND);
        assertThat(fetcher.position()).isEqualTo(START);
    }

    @Test
    void refusesAnswersToNoCall() {
        assertThatThrownBy(() -> fetcher.iteratorGiven("i", now)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> fetcher.failed(FetchFailure.THROTTLED, 0, now))
                .isInstanceOf(IllegalStateException.class);
        fetcher.next(now);
        assertThatThrownBy(() -> fetched(fetcher, 1, "i", TIP)).isInstanceOf(IllegalStateException.class);
        fetcher.iteratorGiven("i", now);
        fetcher.next(now);
        assertThatThrownBy(() -> fetcher.iteratorGiven("i", now)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesToReadAfterTheEnd() {
        assertThatThrownBy(() -> new PollingFetcher(Checkpoint.SHARD_END, SETTINGS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void settingsNameAllFaultsAtOnce() {
        assertThatThrownBy(() -> new PollingSettings(
                        0,
                        0,
                        0,
                        Duration.ofMillis(-1),
                        Duration.ofSeconds(-1),
                        Duration.ofSeconds(-2),
                        Backoff.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxRecordsPerRead = 0: give 1 to 10000")
                .hasMessageContaining("readsPerSecond = 0")
                .hasMessageContaining("bytesPerSecond = 0")
                .hasMessageContaining("idleMinimum = PT-0.001S")
                .hasMessageContaining("idleMaximum = PT-1S")
                .hasMessageContaining("iteratorLife = PT-2S");
    }

    @Test
    void settingsMayGoToTheirBounds() {
        PollingSettings least = new PollingSettings(
                1,
                1,
                1,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofNanos(1),
                new Backoff(Duration.ofNanos(1), Duration.ofNanos(1)));
        assertThat(least.maxRecordsPerRead()).isEqualTo(1);
        assertThat(SETTINGS.maxRecordsPerRead()).isEqualTo(10_000);
        assertThatThrownBy(() -> withReadAndLife(10_001, Duration.ofSeconds(2))).hasMessageContaining("10001");
        assertThatThrownBy(() -> withReadAndLife(10_000, Duration.ofSeconds(1)))
                .hasMessageContaining("iteratorLife = PT1S");
    }

    private static PollingSettings withReadAndLife(int maxRecordsPerRead, Duration iteratorLife) {
        return new PollingSettings(
                maxRecordsPerRead, 1, 1, Duration.ZERO, Duration.ofSeconds(1), iteratorLife, Backoff.DEFAULT);
    }

    private void begin(PollingFetcher fetcher) {
        fetcher.next(now);
        fetcher.iteratorGiven("i1", now);
        assertThat(fetcher.next(now)).isEqualTo(new Step.GetRecords("i1", 10_000));
    }

    /** Answers a read with records after 100. */
    private void fetched(PollingFetcher fetcher, int records, String next, Duration behind) {
        fetcher.fetched(
                Math.max(records, 0),
                0,
                records == 0 ? Optional.empty() : Optional.of(position(100 + records)),
                Optional.of(next),
                behind,
                ImmutableList.of(),
                now);
    }

    private Duration waitOf(PollingFetcher fetcher) {
        Step step = fetcher.next(now);
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
