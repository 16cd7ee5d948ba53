package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.consumer.SubscriptionFetcher.Step;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/**
 * Runs the fetcher against a shard whose service gives subscriptions or refuses them, pushes what it likes when it is asked,
 * ends them, breaks them or falls silent, and whose events may still arrive when their subscription is over.
 */
class SubscriptionFetcherPropertyTest {
    private static final SubscriptionSettings SETTINGS = SubscriptionSettings.defaults();
    private static final long SERVICE_LIFE_NANOS = Duration.ofMinutes(5).toNanos();
    private static final int MOST_CALM_STEPS = 2_000;

    enum Act {
        OPEN,
        PUSH,
        END,
        THROTTLE,
        BREAK,
        REFUSE_AS_IN_USE,
        SPEAK_FOR_THE_DEAD,
        KEEP_SILENT
    }

    /** What happens between two steps of the fetcher. */
    record Turn(Act act, long pauseMillis, int page, int put, boolean room, double jitter) {}

    /** An event on its way. */
    private record Sent(long subscription, int from, int to, boolean last) {}

    /** The shard; its record with index i has the sequence number 7 * (i + 1). */
    private static final class Run {
        private final SubscriptionFetcher fetcher;
        private final ResumeFilter filter;
        private final Checkpoint start;
        private final List<Integer> fetched = new ArrayList<>();
        private final Deque<Sent> late = new ArrayDeque<>();
        private int records;
        private boolean closed;
        private long now;
        private long current;
        private long openedNanos;
        private boolean open;
        private boolean subscribing;
        private boolean wanted;
        private int reached;
        private int latestBegan = -1;

        Run(Checkpoint start, int records, long begin) {
            this.start = start;
            this.fetcher = new SubscriptionFetcher(start, SETTINGS);
            this.filter = new ResumeFilter(start, Optional.empty());
            this.records = records;
            this.now = begin;
        }

        Run through(List<Turn> turns) {
            for (Turn turn : turns) {
                if (step(turn.room())) {
                    return this;
                }
                happens(turn);
            }
            closed = true;
            for (int calm = 0; !step(true); calm++) {
                assertThat(calm).as("steps without a fault").isLessThan(MOST_CALM_STEPS);
                happens(new Turn(subscribing ? Act.OPEN : Act.PUSH, 5, 50, 0, true, 0.5));
            }
            return this;
        }

        /** Does what the fetcher says, and whether that is the end. */
        private boolean step(boolean room) {
            Step step = fetcher.next(room, now);
            if (step instanceof Step.Subscribe subscribe) {
                subscribed(subscribe);
            } else if (step instanceof Step.Request request) {
                assertThat(request.subscription()).isEqualTo(current);
                assertThat(open).isTrue();
                assertThat(wanted).as("one at a time").isFalse();
                wanted = true;
            } else if (step instanceof Step.Cancel cancel) {
                assertThat(cancel.subscription()).isEqualTo(current);
                over();
            } else if (step instanceof Step.WaitUntil wait) {
                assertThat(wait.nanos() - now).isPositive();
                now = open || subscribing ? now : wait.nanos();
            }
            return step instanceof Step.AtEnd;
        }

        private void subscribed(Step.Subscribe subscribe) {
            assertThat(open || subscribing).as("one at a time").isFalse();
            assertThat(subscribe.subscription()).isGreaterThan(current);
            if (openedNanos != 0) {
                assertThat(now - openedNanos)
                        .isGreaterThanOrEqualTo(SETTINGS.takeOverAge().toNanos());
            }
            current = subscribe.subscription();
            subscribing = true;
            if (subscribe.from() instanceof Checkpoint.At at) {
                int number = at.position().sequenceNumber().value().intValueExact();
                reached = number / 7 - (subscribe.including() ? 1 : 0);
            } else {
                reached = subscribe.from().equals(Checkpoint.LATEST) ? -1 : 0;
            }
        }

        private void happens(Turn turn) {
            now += Duration.ofMillis(turn.pauseMillis()).toNanos();
            records += closed ? 0 : turn.put();
            if (open && now - openedNanos > SERVICE_LIFE_NANOS) {
                fetcher.ended(current, turn.jitter(), now);
                over();
            }
            switch (turn.act()) {
                case OPEN -> open(turn.jitter());
                case PUSH -> push(turn.page(), false);
                case SPEAK_FOR_THE_DEAD -> {
                    push(turn.page(), true);
                    speakForTheDead();
                }
                case END -> fetcher.ended(current, turn.jitter(), now);
                case THROTTLE -> fetcher.failed(current, SubscriptionFailure.THROTTLED, turn.jitter(), now);
                case BREAK -> fetcher.failed(current, SubscriptionFailure.UNAVAILABLE, turn.jitter(), now);
                case REFUSE_AS_IN_USE -> fetcher.failed(current, SubscriptionFailure.IN_USE, turn.jitter(), now);
                case KEEP_SILENT -> {}
            }
            if (!fetcher.isCurrent(current)) {
                over();
            }
        }

        private void open(double jitter) {
            if (!subscribing) {
                return;
            }
            if (reached < 0) {
                assertThat(latestBegan).as("LATEST is taken once").isNegative();
                latestBegan = records;
                reached = records;
            }
            subscribing = false;
            open = true;
            openedNanos = now;
            fetcher.opened(current, jitter, now);
        }

        /** Sends an event, or lets it be on its way until its subscription is over. */
        private void push(int page, boolean slow) {
            if (!open || !wanted) {
                return;
            }
            int to = Math.min(records, reached + page);
            Sent sent = new Sent(current, reached, to, closed && to == records);
            reached = to;
            if (slow) {
                late.add(sent);
                fetcher.failed(current, SubscriptionFailure.UNAVAILABLE, 0.5, now);
            } else {
                wanted = false;
                assertThat(arrives(sent)).isTrue();
            }
        }

        private void speakForTheDead() {
            while (!late.isEmpty()) {
                Sent sent = late.remove();
                assertThat(arrives(sent)).isFalse();
                fetcher.ended(sent.subscription(), 0.5, now);
                fetcher.opened(sent.subscription(), 0.5, now);
            }
        }

        private boolean arrives(Sent sent) {
            ImmutableList<StreamRecord> all = IntStream.range(sent.from(), sent.to())
                    .mapToObj(Run::record)
                    .collect(ImmutableList.toImmutableList());
            boolean counts = fetcher.event(
                    sent.subscription(),
                    all.isEmpty()
                            ? Optional.empty()
                            : Optional.of(all.get(all.size() - 1).position()),
                    sent.last() ? Optional.empty() : Optional.of(SequenceNumber.of(7L * sent.to() + 3)),
                    Duration.ofMillis(records - sent.to()),
                    ImmutableList.of(),
                    now);
            if (counts) {
                filter.afterStart(all)
                        .forEach(record ->
                                fetched.add(record.sequenceNumber().value().intValueExact() / 7 - 1));
            }
            return counts;
        }

        private void over() {
            open = false;
            subscribing = false;
            wanted = false;
        }

        private static StreamRecord record(int index) {
            return new StreamRecord(positionOf(index), "key", Optional.empty(), Instant.EPOCH, new byte[0]);
        }
    }

    @Property(tries = 1000)
    void readsEveryRecordOnceInOrder(
            @ForAll("starts") Checkpoint start,
            @ForAll @IntRange(min = 11, max = 100) int records,
            @ForAll long begin,
            @ForAll("turns") List<Turn> turns) {
        Run run = new Run(start, records, begin).through(turns);
        int first = start instanceof Checkpoint.At at
                ? at.position().sequenceNumber().value().intValueExact() / 7
                : 0;
        assertThat(run.fetched).isEqualTo(indices(first, run.records));
    }

    @Property(tries = 500)
    void aStartAtLatestSkipsNothingThatCameAfterTheFirstSubscription(
            @ForAll @IntRange(min = 0, max = 100) int records, @ForAll long begin, @ForAll("turns") List<Turn> turns) {
        Run run = new Run(Checkpoint.LATEST, records, begin).through(turns);
        int first = run.fetched.isEmpty() ? run.records : run.fetched.get(0);
        assertThat(first).isLessThanOrEqualTo(run.latestBegan);
        assertThat(run.fetched).isEqualTo(indices(first, run.records));
    }

    private static RecordPosition positionOf(int index) {
        return RecordPosition.of(SequenceNumber.of(7L * (index + 1)));
    }

    private static List<Integer> indices(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Provide
    Arbitrary<Checkpoint> starts() {
        return Arbitraries.oneOf(
                Arbitraries.just(Checkpoint.TRIM_HORIZON),
                Arbitraries.integers().between(0, 10).map(index -> Checkpoint.at(positionOf(index))));
    }

    @Provide
    Arbitrary<List<Turn>> turns() {
        Arbitrary<Act> acts = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(Act.OPEN)),
                Tuple.of(6, Arbitraries.just(Act.PUSH)),
                Tuple.of(3, Arbitraries.of(Act.values())));
        Arbitrary<Long> pauses = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.longs().between(0, 6_000)),
                Tuple.of(1, Arbitraries.longs().between(20_000, 400_000)));
        return Combinators.combine(
                        acts,
                        pauses,
                        Arbitraries.integers().between(0, 30),
                        Arbitraries.integers().between(0, 20),
                        Arbitraries.frequency(Tuple.of(4, true), Tuple.of(1, false)),
                        Arbitraries.doubles().between(0, true, 1, false))
                .as(Turn::new)
                .list()
                .ofMaxSize(80);
    }
}
