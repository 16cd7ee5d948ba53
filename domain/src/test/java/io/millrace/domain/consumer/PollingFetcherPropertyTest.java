package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.consumer.PollingFetcher.Step;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/**
 * Runs the fetcher against a shard that answers when it likes, with as much as it likes, or not at all, and whose iterators
 * expire after five minutes.
 */
class PollingFetcherPropertyTest {
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration SERVICE_ITERATOR_LIFE = Duration.ofMinutes(5);
    private static final int RECORD_BYTES = 1000;
    private static final int MOST_CALM_CALLS = 2_000;

    /** How one call goes. */
    record Turn(
            long pauseMillis, long latencyMillis, Optional<FetchFailure> failure, int page, int put, double jitter) {}

    private static final Turn CALM = new Turn(0, 5, Optional.empty(), 50, 0, 0.5);

    /** The shard; its record with index i has the sequence number 7 * i, and an iterator is index, slash, birth. */
    private static final class Shard {
        private int records;
        private boolean closed;

        String iterator(Checkpoint after, long now) {
            int index = 0;
            if (after instanceof Checkpoint.Latest) {
                index = records;
            } else if (after instanceof Checkpoint.At at) {
                index = indexOf(at.position()) + 1;
            }
            return index + "/" + now;
        }

        static int indexOf(RecordPosition position) {
            return position.sequenceNumber().value().intValueExact() / 7;
        }

        static RecordPosition positionOf(int index) {
            return RecordPosition.of(SequenceNumber.of(7L * index));
        }
    }

    private final class Run {
        private final Shard shard = new Shard();
        private final PollingFetcher fetcher;
        private final PollingSettings settings;
        private final Iterator<Turn> turns;
        private final List<Integer> fetched = new ArrayList<>();
        private final List<Long> sent = new ArrayList<>();
        private final List<Long> answered = new ArrayList<>();
        private final List<Long> bytes = new ArrayList<>();
        private long now;
        private int latestBegan = -1;

        Run(Checkpoint start, PollingSettings settings, int records, long begin, List<Turn> turns) {
            this.shard.records = records;
            this.fetcher = new PollingFetcher(start, settings);
            this.settings = settings;
            this.now = begin;
            this.turns = turns.iterator();
        }

        Run untilEnd() {
            int calmTurns = 0;
            Step step = fetcher.next(now);
            while (!(step instanceof Step.AtEnd)) {
                if (step instanceof Step.WaitUntil wait) {
                    assertThat(wait.nanos() - now).isPositive();
                    now = wait.nanos();
                } else {
                    boolean calm = !turns.hasNext();
                    calmTurns += calm ? 1 : 0;
                    assertThat(calmTurns).as("calls without a fault").isLessThan(MOST_CALM_CALLS);
                    shard.closed |= calm;
                    call(step, calm ? CALM : turns.next());
                }
                step = fetcher.next(now);
            }
            return this;
        }

        private void call(Step step, Turn turn) {
            long sentNanos = now;
            assertThat(fetcher.next(now)).isEqualTo(new Step.InFlight());
            now += Duration.ofMillis(turn.latencyMillis()).toNanos();
            if (step instanceof Step.GetIterator get) {
                getIterator(get, turn);
            } else {
                getRecords((Step.GetRecords) step, turn, sentNanos);
            }
            shard.records += shard.closed ? 0 : turn.put();
            now += Duration.ofMillis(turn.pauseMillis()).toNanos();
        }

        private void getIterator(Step.GetIterator get, Turn turn) {
            if (turn.failure().isPresent()) {
                fetcher.failed(turn.failure().get(), turn.jitter(), now);
                return;
            }
            if (get.after().equals(Checkpoint.LATEST)) {
                assertThat(latestBegan).as("LATEST is asked for once").isNegative();
                latestBegan = shard.records;
            }
            fetcher.iteratorGiven(shard.iterator(get.after(), now), now);
        }

        private void getRecords(Step.GetRecords get, Turn turn, long sentNanos) {
            sent.add(sentNanos);
            answered.add(now);
            bytes.add(0L);
            String[] iterator = get.iterator().split("/", 2);
            boolean expired = sentNanos - Long.parseLong(iterator[1]) > SERVICE_ITERATOR_LIFE.toNanos();
            assertThat(expired)
                    .as("an iterator that the fetcher could know to be expired")
                    .isFalse();
            if (turn.failure().isPresent()) {
                fetcher.failed(turn.failure().get(), turn.jitter(), now);
                return;
            }
            int from = Integer.parseInt(iterator[0]);
            int to = Math.min(shard.records, from + Math.min(turn.page(), get.limit()));
            for (int index = from; index < to; index++) {
                fetched.add(index);
            }
            bytes.set(bytes.size() - 1, (long) RECORD_BYTES * (to - from));
            fetcher.fetched(
                    to - from,
                    (long) RECORD_BYTES * (to - from),
                    to > from ? Optional.of(Shard.positionOf(to - 1)) : Optional.empty(),
                    shard.closed && to == shard.records ? Optional.empty() : Optional.of(to + "/" + now),
                    Duration.ofMillis(shard.records - to),
                    ImmutableList.of(),
                    now);
        }

        /** No more reads in any second, counted from where the service may have received them. */
        void checkReadsPerSecond() {
            int quota = settings.readsPerSecond();
            for (int read = quota; read < sent.size(); read++) {
                assertThat(sent.get(read) - answered.get(read - quota)).isGreaterThanOrEqualTo(SECOND_NANOS);
            }
        }

        /** From any answer to any later read, the bytes answered meanwhile fit the pace. */
        void checkBytesPerSecond() {
            double worstExcess = 0;
            for (int first = 0; first < sent.size(); first++) {
                long total = 0;
                for (int read = first; read + 1 < sent.size(); read++) {
                    total += bytes.get(read);
                    double seconds = (double) (sent.get(read + 1) - answered.get(first)) / SECOND_NANOS;
                    worstExcess = Math.max(worstExcess, total - seconds * settings.bytesPerSecond());
                }
            }
            assertThat(worstExcess).as("bytes above the pace").isLessThan(1);
        }
    }

    @Property(tries = 500)
    void readsEveryRecordOnceInOrderAndKeepsThePace(
            @ForAll("starts") Checkpoint start,
            @ForAll("settings") PollingSettings settings,
            @ForAll @IntRange(min = 0, max = 300) int records,
            @ForAll long begin,
            @ForAll("turns") List<Turn> turns) {
        Run run = new Run(start, settings, Math.max(records, 11), begin, turns).untilEnd();
        int first = start instanceof Checkpoint.At at ? Shard.indexOf(at.position()) + 1 : 0;
        assertThat(run.fetched).isEqualTo(indices(first, run.shard.records));
        run.checkReadsPerSecond();
        run.checkBytesPerSecond();
    }

    @Property(tries = 500)
    void aStartAtLatestSkipsNothingThatCameAfterTheFirstIterator(
            @ForAll @IntRange(min = 0, max = 100) int records, @ForAll long begin, @ForAll("turns") List<Turn> turns) {
        Run run = new Run(Checkpoint.LATEST, PollingSettings.defaults(), records, begin, turns).untilEnd();
        int first = run.fetched.isEmpty() ? run.shard.records : run.fetched.get(0);
        assertThat(first).isLessThanOrEqualTo(run.latestBegan);
        assertThat(run.fetched).isEqualTo(indices(first, run.shard.records));
    }

    @Property
    void pausesAtAnEmptyTipGrowWithinTheirBounds(
            @ForAll("settings") PollingSettings settings, @ForAll @IntRange(min = 1, max = 30) int reads) {
        Assume.that(settings.readsPerSecond() > 1);
        PollingFetcher fetcher = new PollingFetcher(Checkpoint.TRIM_HORIZON, settings);
        long now = 0;
        fetcher.next(now);
        fetcher.iteratorGiven("i", now);
        Step step = fetcher.next(now);
        long maximumNanos = settings.idleMaximum().toNanos();
        long beforeNanos = settings.idleMinimum().toNanos();
        for (int read = 0; read < reads; read++) {
            assertThat(step).isInstanceOf(Step.GetRecords.class);
            now += SECOND_NANOS; // the answers are so slow that the quota of reads never asks for a pause
            fetcher.fetched(0, 0, Optional.empty(), Optional.of("i"), Duration.ZERO, ImmutableList.of(), now);
            step = fetcher.next(now);
            long pauseNanos = 0;
            if (step instanceof Step.WaitUntil wait) {
                pauseNanos = wait.nanos() - now;
                now = wait.nanos();
                step = fetcher.next(now);
            }
            assertThat(pauseNanos).isBetween(beforeNanos, maximumNanos);
            assertThat(read > 0 && pauseNanos == beforeNanos && pauseNanos < maximumNanos)
                    .as("an empty shard is read less and less often")
                    .isFalse();
            beforeNanos = pauseNanos;
        }
    }

    private static List<Integer> indices(int from, int to) {
        List<Integer> indices = new ArrayList<>();
        for (int index = from; index < to; index++) {
            indices.add(index);
        }
        return indices;
    }

    @Provide
    Arbitrary<Checkpoint> starts() {
        return Arbitraries.oneOf(
                Arbitraries.just(Checkpoint.TRIM_HORIZON),
                Arbitraries.integers().between(0, 10).map(index -> Checkpoint.at(Shard.positionOf(index))));
    }

    @Provide
    Arbitrary<PollingSettings> settings() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 100),
                        Arbitraries.integers().between(1, 8),
                        Arbitraries.longs().between(1_000, 2_000_000),
                        Arbitraries.longs().between(0, 500),
                        Arbitraries.longs().between(0, 1_000))
                .as((limit, reads, bytes, idle, moreIdle) -> new PollingSettings(
                        limit,
                        reads,
                        bytes,
                        Duration.ofMillis(idle),
                        Duration.ofMillis(idle + moreIdle),
                        Duration.ofSeconds(270),
                        Backoff.DEFAULT));
    }

    @Provide
    Arbitrary<List<Turn>> turns() {
        Arbitrary<Optional<FetchFailure>> failures = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(Optional.empty())),
                Tuple.of(
                        2,
                        Arbitraries.of(FetchFailure.THROTTLED, FetchFailure.UNAVAILABLE, FetchFailure.EXPIRED_ITERATOR)
                                .map(Optional::of)));
        Arbitrary<Long> pauses = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.longs().between(0, 300)),
                Tuple.of(1, Arbitraries.longs().between(200_000, 400_000)));
        return Combinators.combine(
                        pauses,
                        Arbitraries.longs().between(0, 800),
                        failures,
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.doubles().between(0, true, 1, false))
                .as(Turn::new)
                .list()
                .ofMaxSize(60);
    }
}
