package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.DoneBeyond;
import io.millrace.domain.checkpoint.OpenRecords;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random records, keys, failures and completions: order a key, nothing lost, and nothing covered that is not done. */
class KeyLanesPropertyTest {
    /** One life of a worker with a shard, until it dies. */
    private static final class Life {
        private final Random random;
        private final KeyLanes lanes;
        private final OpenRecords open = new OpenRecords();
        private final List<KeyLanes.Part> inHand = new ArrayList<>();
        private final List<KeyLanes.Part> waiting = new ArrayList<>();
        private final Map<String, Long> lastOfKey;
        private final TreeMap<Long, Integer> handedOver;
        private final TreeSet<Long> done;
        private final int failures;

        Life(Random random, KeyLanes lanes, Ledger ledger, int failures) {
            this.random = random;
            this.lanes = lanes;
            this.lastOfKey = new LinkedHashMap<>();
            this.handedOver = ledger.handedOver;
            this.done = ledger.done;
            this.failures = failures;
        }

        void takeIn(StreamRecord record, boolean isDone) {
            long number = open.add(record);
            if (isDone) {
                open.done(number);
            } else {
                lanes.add(record, number);
            }
        }

        void step(int lanesAtMost, boolean ordered) {
            if (inHand.size() < lanesAtMost && random.nextInt(3) > 0) {
                lanes.next().ifPresent(part -> begin(part, ordered));
            } else if (!inHand.isEmpty()) {
                end(inHand.remove(random.nextInt(inHand.size())), ordered);
            } else if (!waiting.isEmpty()) {
                lanes.due(waiting.remove(random.nextInt(waiting.size())));
            }
        }

        private void begin(KeyLanes.Part part, boolean ordered) {
            BatchAttempts.Step.Deliver deliver = (BatchAttempts.Step.Deliver) part.step();
            for (StreamRecord record : part.records().subList(deliver.from(), deliver.to())) {
                long sequence = record.sequenceNumber().value().longValueExact();
                handedOver.merge(sequence, 1, Integer::sum);
                if (ordered) {
                    for (KeyLanes.Part other : inHand) {
                        assertThat(other.records())
                                .extracting(StreamRecord::partitionKey)
                                .as("no key is in two calls at a time")
                                .doesNotContain(record.partitionKey());
                    }
                }
            }
            inHand.add(part);
        }

        private void end(KeyLanes.Part part, boolean ordered) {
            if (random.nextInt(100) < failures) {
                lanes.failed(part, new IllegalStateException("refused"), 0.5).ifPresent(wait -> {
                    assertThat(wait.after()).isPositive();
                    waiting.add(wait.part());
                });
                return;
            }
            KeyLanes.Finished finished = lanes.succeeded(part);
            for (int index = finished.from(); index < finished.to(); index++) {
                StreamRecord record = part.records().get(index);
                long sequence = record.sequenceNumber().value().longValueExact();
                open.done(part.number(index));
                done.add(sequence);
                if (ordered) {
                    Long before = lastOfKey.put(record.partitionKey(), sequence);
                    assertThat(before == null || before < sequence)
                            .as("records of a key are done in their order")
                            .isTrue();
                }
            }
        }
    }

    /** What happened over all lives. */
    private static final class Ledger {
        private final TreeMap<Long, Integer> handedOver = new TreeMap<>();
        private final TreeSet<Long> done = new TreeSet<>();
        private Checkpoint checkpoint = Checkpoint.TRIM_HORIZON;
        private Optional<DoneBeyond> beyond = Optional.empty();
    }

    private static StreamRecord record(int sequence, String key) {
        return new StreamRecord(
                RecordPosition.of(SequenceNumber.of(sequence)), key, Optional.empty(), Instant.EPOCH, new byte[3]);
    }

    @Property(tries = 300)
    void overCrashesNothingIsLostAndNothingDoneAndStoredComesAgain(
            @ForAll long seed,
            @ForAll ProcessingOrder order,
            @ForAll @IntRange(min = 1, max = 12) int keys,
            @ForAll @IntRange(min = 1, max = 8) int lanes,
            @ForAll @IntRange(max = 60) int failures) {
        boolean ordered = order != ProcessingOrder.NONE;
        ProcessingOrder lanesOrder = ordered ? ProcessingOrder.KEY : ProcessingOrder.NONE;
        Random random = new Random(seed);
        int count = 1 + random.nextInt(120);
        List<StreamRecord> shard = new ArrayList<>();
        for (int sequence = 1; sequence <= count; sequence++) {
            shard.add(record(sequence * 10, "key-" + random.nextInt(keys)));
        }
        Ledger ledger = new Ledger();
        for (int life = 0; life < 40 && ledger.done.size() < count; life++) {
            liveOnce(random, lanesOrder, lanes, failures, shard, ledger, life == 39 ? 1_000_000 : random.nextInt(200));
        }
        assertThat(ledger.done).hasSize(count);
    }

    private static void liveOnce(
            Random random,
            ProcessingOrder order,
            int lanes,
            int failures,
            List<StreamRecord> shard,
            Ledger ledger,
            int steps) {
        Life life = new Life(
                random,
                new KeyLanes(
                        order,
                        lanes,
                        new BatchLimits(1 + random.nextInt(20), 1_000_000, Duration.ZERO),
                        FailurePolicy.retry()),
                ledger,
                failures);
        ResumeFilter filter = new ResumeFilter(ledger.checkpoint, ledger.beyond);
        int from = 0;
        for (int step = 0; step < steps && ledger.done.size() < shard.size(); step++) {
            if (from < shard.size() && random.nextInt(3) == 0) {
                int to = Math.min(shard.size(), from + 1 + random.nextInt(15));
                for (StreamRecord record :
                        filter.afterStart(com.google.common.collect.ImmutableList.copyOf(shard.subList(from, to)))) {
                    boolean isDone = filter.isDone(record);
                    if (isDone) {
                        assertThat(ledger.done)
                                .as("what is left out is done")
                                .contains(record.sequenceNumber().value().longValueExact());
                    }
                    life.takeIn(record, isDone);
                }
                from = to;
            }
            life.step(lanes, order == ProcessingOrder.KEY);
            if (random.nextInt(10) == 0) {
                store(life, ledger, shard);
            }
        }
    }

    private static void store(Life life, Ledger ledger, List<StreamRecord> shard) {
        Optional<OpenRecords.Mark> mark = life.open.doneUpTo();
        if (mark.isPresent()) {
            ledger.checkpoint = Checkpoint.at(mark.get().position());
            for (StreamRecord record : shard) {
                if (record.position().compareTo(mark.get().position()) <= 0) {
                    assertThat(ledger.done)
                            .as("a checkpoint covers nothing that is not done")
                            .contains(record.sequenceNumber().value().longValueExact());
                }
            }
        }
        ledger.beyond = life.open.doneBeyond();
    }
}
