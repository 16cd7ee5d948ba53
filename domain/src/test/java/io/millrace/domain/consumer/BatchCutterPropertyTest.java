package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

class BatchCutterPropertyTest {
    /** A page that arrives after some time; after that either every batch that is due is taken, or one, or one by force. */
    record Arrival(long afterNanos, List<Integer> sizes, Take take) {}

    enum Take {
        NONE,
        ALL_DUE,
        FLUSH_ONE
    }

    @Property
    void allBatchesTogetherAreAllRecordsWithinTheLimitsAndInTime(
            @ForAll("limits") BatchLimits limits, @ForAll("arrivals") List<Arrival> arrivals, @ForAll long begin) {
        BatchCutter cutter = new BatchCutter(limits);
        List<StreamRecord> added = new ArrayList<>();
        List<StreamRecord> taken = new ArrayList<>();
        List<Tuple2<StreamRecord, Long>> waiting = new ArrayList<>();
        long now = begin;
        for (Arrival arrival : arrivals) {
            now += arrival.afterNanos();
            ImmutableList<StreamRecord> page = Records.ofSizes(added.size(), arrival.sizes());
            cutter.add(page, now);
            for (StreamRecord record : page) {
                added.add(record);
                waiting.add(Tuple.of(record, now));
            }
            boolean more = arrival.take() != Take.NONE;
            while (more) {
                Optional<ImmutableList<StreamRecord>> batch = cutter.cut(now, arrival.take() == Take.FLUSH_ONE);
                batch.ifPresent(records -> {
                    checkLimits(limits, records);
                    checkAsFullAsItGets(limits, records, waiting);
                    taken.addAll(records);
                    waiting.subList(0, records.size()).clear();
                });
                more = batch.isPresent() && arrival.take() == Take.ALL_DUE;
            }
            if (arrival.take() == Take.ALL_DUE) {
                checkNothingIsOverdue(limits, cutter, waiting, now);
            }
            assertThat(cutter.bufferedRecords()).isEqualTo(waiting.size());
            assertThat(cutter.bufferedBytes())
                    .isEqualTo(waiting.stream()
                            .mapToLong(one -> one.get1().sizeBytes())
                            .sum());
        }
        for (var rest = cutter.cut(now, true); rest.isPresent(); rest = cutter.cut(now, true)) {
            checkLimits(limits, rest.get());
            taken.addAll(rest.get());
        }
        assertThat(taken).isEqualTo(added);
    }

    private static void checkLimits(BatchLimits limits, ImmutableList<StreamRecord> batch) {
        assertThat(batch).isNotEmpty();
        assertThat(batch.size()).isLessThanOrEqualTo(limits.maxRecords());
        if (batch.size() > 1) {
            assertThat(bytes(batch)).isLessThanOrEqualTo(limits.maxBytes());
        }
    }

    /** The next record, if there is one, would have broken a limit. */
    private static void checkAsFullAsItGets(
            BatchLimits limits, ImmutableList<StreamRecord> batch, List<Tuple2<StreamRecord, Long>> waiting) {
        if (waiting.size() > batch.size()) {
            int next = waiting.get(batch.size()).get1().sizeBytes();
            assertThat(batch.size() == limits.maxRecords() || bytes(batch) + next > limits.maxBytes())
                    .isTrue();
        }
    }

    private static void checkNothingIsOverdue(
            BatchLimits limits, BatchCutter cutter, List<Tuple2<StreamRecord, Long>> waiting, long now) {
        if (waiting.isEmpty()) {
            assertThat(cutter.dueAtNanos()).isEmpty();
            return;
        }
        long due = waiting.get(0).get2() + limits.maxWait().toNanos();
        assertThat(due - now).isPositive();
        assertThat(cutter.dueAtNanos()).hasValue(due);
        assertThat(waiting.size()).isLessThan(limits.maxRecords());
        assertThat(cutter.bufferedBytes()).isLessThan(limits.maxBytes());
    }

    private static long bytes(ImmutableList<StreamRecord> batch) {
        return batch.stream().mapToLong(StreamRecord::sizeBytes).sum();
    }

    @Provide
    Arbitrary<BatchLimits> limits() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.longs().between(1, 60),
                        Arbitraries.longs().between(0, 20))
                .as((records, bytes, wait) -> new BatchLimits(records, bytes, Duration.ofNanos(wait)));
    }

    @Provide
    Arbitrary<List<Arrival>> arrivals() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 15),
                        Arbitraries.integers().between(0, 30).list().ofMaxSize(30),
                        Arbitraries.of(Take.class))
                .as(Arrival::new)
                .list()
                .ofMaxSize(20);
    }
}
