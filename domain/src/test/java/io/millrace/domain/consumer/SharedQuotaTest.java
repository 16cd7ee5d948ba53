package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Several readers of one shard, of which the service answers five reads a second, whoever sends them. */
class SharedQuotaTest {
    private static final long TICK_NANOS = Duration.ofMillis(5).toNanos();
    private static final int QUOTA = 5;

    private final Random random = new Random(7);
    private final ArrayDeque<Long> answeredAtNanos = new ArrayDeque<>();
    private long nowNanos;

    /** Always has something to read, so that it takes what it may. */
    private final class Reader {
        private final PollingFetcher fetcher = new PollingFetcher(Checkpoint.TRIM_HORIZON, PollingSettings.defaults());
        private int answered;
        private int refused;

        void tick() {
            PollingFetcher.Step step = fetcher.next(nowNanos);
            if (step instanceof PollingFetcher.Step.GetIterator) {
                fetcher.iteratorGiven("iterator", nowNanos);
            } else if (step instanceof PollingFetcher.Step.GetRecords) {
                read();
            }
        }

        private void read() {
            while (!answeredAtNanos.isEmpty()
                    && nowNanos - answeredAtNanos.peek()
                            >= Duration.ofSeconds(1).toNanos()) {
                answeredAtNanos.remove();
            }
            if (answeredAtNanos.size() < QUOTA) {
                answeredAtNanos.add(nowNanos);
                answered++;
                fetcher.fetched(
                        0,
                        0,
                        Optional.empty(),
                        Optional.of("iterator"),
                        Duration.ofHours(1),
                        ImmutableList.of(),
                        nowNanos);
            } else {
                refused++;
                fetcher.failed(FetchFailure.THROTTLED, random.nextDouble(), nowNanos);
            }
        }
    }

    private void run(Duration duration, List<Reader> readers) {
        for (Reader reader : readers) {
            reader.answered = 0;
            reader.refused = 0;
        }
        for (long end = nowNanos + duration.toNanos(); nowNanos < end; nowNanos += TICK_NANOS) {
            readers.forEach(Reader::tick);
        }
    }

    private List<Reader> readers(int count) {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            readers.add(new Reader());
        }
        return readers;
    }

    @Test
    void aReaderAloneTakesAllOfIt() {
        List<Reader> alone = readers(1);

        run(Duration.ofMinutes(1), alone);

        assertThat(alone.get(0).answered).isGreaterThan(280);
        assertThat(alone.get(0).refused).isZero();
    }

    @Test
    void threeReadersShareItAndAreSeldomRefused() {
        List<Reader> three = readers(3);
        run(Duration.ofMinutes(1), three);

        run(Duration.ofMinutes(5), three);

        int answered = three.stream().mapToInt(reader -> reader.answered).sum();
        int refused = three.stream().mapToInt(reader -> reader.refused).sum();
        assertThat(answered).as("answered of 1,500").isGreaterThan(1_100);
        assertThat(refused).as("refused").isLessThan(answered / 5);
        assertThat(three).allSatisfy(reader -> assertThat(reader.answered).isBetween(answered / 4, answered * 5 / 12));
    }

    @Test
    void whoIsAloneAgainTakesAllOfIt() {
        List<Reader> two = readers(2);
        run(Duration.ofMinutes(1), two);
        List<Reader> rest = two.subList(0, 1);
        run(Duration.ofSeconds(20), rest);

        run(Duration.ofMinutes(1), rest);

        assertThat(rest.get(0).answered).isGreaterThan(280);
    }
}
