package io.millrace.domain.consumer;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import io.millrace.domain.stream.StreamRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Divides the records of one shard among calls that are made side by side, so that those of one partition key are handed
 * over one after the other in their order ({@link ProcessingOrder#KEY}), or all in no order ({@code NONE}).
 *
 * <pre>
 *           add              next                 succeeded
 *  record -----> READY key --------> part in hand -----------> done; its keys are READY if they have more
 *                    ^                |        |
 *                    |                | failed | failed, several keys: each goes on by itself
 *                    |                v        v
 *                    +---------- waits as the failure policy says; then in hand, or parked, or STOPPED
 * </pre>
 *
 * <p>A part has the records of one key or of several; it is as large as keeps all lanes busy, and no larger than a batch.
 * When the processor throws on one of several keys, each of them is handed over again by itself: a poison record holds up
 * nothing but the records behind it of its own key. Under {@link FailurePolicy.StopShard} it is that key that stops.
 *
 * <p>Not safe for use by several threads.
 */
public final class KeyLanes {
    /** A record and its number among those that were taken in. */
    private record Numbered(StreamRecord record, long number) {}

    /** The records of one key that wait. */
    private static final class Key {
        private final Optional<String> name;
        private final ArrayDeque<Numbered> waiting = new ArrayDeque<>();
        /** Whether some of its records are in hand. */
        private boolean taken;

        Key(Optional<String> name) {
            this.name = name;
        }
    }

    /** Some records that are handed over together; see {@link #step}. */
    public static final class Part {
        private final ImmutableList<StreamRecord> records;
        private final ImmutableLongArray numbers;
        private final ImmutableList<Key> keys;
        private Optional<BatchAttempts> attempts;
        private BatchAttempts.Step step;
        private Throwable cause = new IllegalStateException("nothing has failed yet");
        private int done;

        private Part(List<Numbered> taken, List<Key> keys, Optional<BatchAttempts> attempts, BatchAttempts.Step step) {
            this.records = taken.stream().map(Numbered::record).collect(ImmutableList.toImmutableList());
            this.numbers = ImmutableLongArray.copyOf(taken.stream().mapToLong(Numbered::number));
            this.keys = ImmutableList.copyOf(keys);
            this.attempts = attempts;
            this.step = step;
        }

        /** All of its records, in order. */
        public ImmutableList<StreamRecord> records() {
            return records;
        }

        /** The number that a record of it was added with. */
        public long number(int index) {
            return numbers.get(index);
        }

        /** What the processor threw last on records of it. */
        public Throwable cause() {
            return cause;
        }

        /** What to do with it: Deliver, Park or Stop, with indexes into {@link #records()}. */
        public BatchAttempts.Step step() {
            return step;
        }
    }

    /** @param from index in the part of the first record that is done now, and was not before */
    public record Finished(int from, int to) {}

    /** @param part to be given back by {@link #due} when it has waited for so long */
    public record Waiting(Part part, Duration after) {}

    private final ProcessingOrder order;
    private final int lanes;
    private final BatchLimits limits;
    private final FailurePolicy policy;
    /** For look-ups only. */
    private final Map<String, Key> keys = new LinkedHashMap<>();

    private final ArrayDeque<Key> ready = new ArrayDeque<>();
    private final ArrayDeque<Part> again = new ArrayDeque<>();
    private int readyRecords;
    private int pending;
    private long pendingBytes;

    /**
     * @param order KEY or NONE
     * @param lanes how many calls are made at a time
     * @param limits of a call
     */
    public KeyLanes(ProcessingOrder order, int lanes, BatchLimits limits, FailurePolicy policy) {
        if (order == ProcessingOrder.SHARD || lanes < 1) {
            throw new IllegalArgumentException("no lanes: order " + order + ", " + lanes);
        }
        this.order = order;
        this.lanes = lanes;
        this.limits = Objects.requireNonNull(limits, "limits");
        this.policy = Objects.requireNonNull(policy, "policy");
    }

    /**
     * Takes a record in.
     *
     * @param record behind all that were taken in before
     * @param number given back when it is done
     */
    public void add(StreamRecord record, long number) {
        Key key = order == ProcessingOrder.KEY
                ? keys.computeIfAbsent(record.partitionKey(), name -> new Key(Optional.of(name)))
                : new Key(Optional.empty());
        key.waiting.add(new Numbered(record, number));
        pending++;
        pendingBytes += record.sizeBytes();
        if (!key.taken) {
            if (key.waiting.size() == 1) {
                ready.add(key);
            }
            readyRecords++;
        }
    }

    /** How many records were taken in and are not done. */
    public int pending() {
        return pending;
    }

    /** Their bytes, by {@code StreamRecord.sizeBytes}. */
    public long pendingBytes() {
        return pendingBytes;
    }

    /**
     * What to do in a lane that is free, by {@link Part#step()}. How that ended is to be said by {@link #succeeded},
     * {@link #failed} or {@link #notStarted}.
     */
    public Optional<Part> next() {
        Part waited = again.poll();
        if (waited != null) {
            return Optional.of(waited);
        }
        return ready.isEmpty() ? Optional.empty() : Optional.of(take());
    }

    private Part take() {
        int wanted = Math.max(1, Math.min(limits.maxRecords(), (readyRecords + lanes - 1) / lanes));
        List<Numbered> taken = new ArrayList<>();
        List<Key> of = new ArrayList<>();
        long bytes = 0;
        while (!ready.isEmpty() && taken.size() < wanted && bytes < limits.maxBytes()) {
            Key key = ready.remove();
            key.taken = true;
            of.add(key);
            readyRecords -= key.waiting.size();
            // All of a key at once, as far as a batch goes: they could not be handed over side by side anyway.
            do {
                Numbered next = key.waiting.remove();
                taken.add(next);
                bytes += next.record().sizeBytes();
            } while (!key.waiting.isEmpty() && taken.size() < limits.maxRecords() && bytes < limits.maxBytes());
        }
        return new Part(taken, of, Optional.empty(), new BatchAttempts.Step.Deliver(0, taken.size(), 1, Duration.ZERO));
    }

    /** The part, or what of it was in hand, is done, or taken by the dead-letter sink. */
    public Finished succeeded(Part part) {
        int from = part.done;
        int to = part.records.size();
        if (part.attempts.isPresent()) {
            part.step = part.attempts.get().succeeded();
            to = part.attempts.get().doneUpTo();
        }
        part.done = to;
        part.records.subList(from, to).forEach(record -> pendingBytes -= record.sizeBytes());
        pending -= to - from;
        if (to == part.records.size()) {
            part.keys.forEach(this::release);
        } else {
            again.add(part);
        }
        return new Finished(from, to);
    }

    /** It was not begun: it comes again by {@link #next}. */
    public void notStarted(Part part) {
        again.addFirst(part);
    }

    /** A part has waited long enough. */
    public void due(Part part) {
        again.add(part);
    }

    /**
     * The processor threw on what was in hand, or the dead-letter sink did.
     *
     * @param cause what was thrown; a dead-letter sink is told of what the processor threw
     * @param jitter from 0, inclusive, to 1, exclusive
     * @return the part, when it has to wait, or is stopped; empty when its keys go on by themselves, at once
     */
    public Optional<Waiting> failed(Part part, Throwable cause, double jitter) {
        part.cause = cause;
        if (part.attempts.isEmpty() && part.keys.size() > 1) {
            separate(part);
            return Optional.empty();
        }
        BatchAttempts attempts = part.attempts.orElseGet(() -> new BatchAttempts(part.records, policy));
        part.attempts = Optional.of(attempts);
        part.step = attempts.failed(jitter);
        return Optional.of(new Waiting(part, after(part.step)));
    }

    private static Duration after(BatchAttempts.Step step) {
        if (step instanceof BatchAttempts.Step.Deliver deliver) {
            return deliver.after();
        }
        return step instanceof BatchAttempts.Step.Park park ? park.after() : Duration.ZERO;
    }

    private void separate(Part part) {
        int from = 0;
        for (int index = 0; index < part.keys.size(); index++) {
            Key key = part.keys.get(index);
            List<Numbered> own = new ArrayList<>();
            // Of a part with several keys each has a stretch of its own; without keys each record is one.
            do {
                own.add(new Numbered(part.records.get(from), part.numbers.get(from)));
                from++;
            } while (from < part.records.size() && isOf(key, part.records.get(from)));
            ImmutableList<StreamRecord> records =
                    own.stream().map(Numbered::record).collect(ImmutableList.toImmutableList());
            BatchAttempts attempts = new BatchAttempts(records, policy, 1);
            again.add(new Part(own, List.of(key), Optional.of(attempts), attempts.first()));
        }
    }

    private static boolean isOf(Key key, StreamRecord record) {
        return key.name.isPresent() && key.name.get().equals(record.partitionKey());
    }

    private void release(Key key) {
        key.taken = false;
        if (!key.waiting.isEmpty()) {
            ready.add(key);
            readyRecords += key.waiting.size();
        } else {
            key.name.ifPresent(keys::remove);
        }
    }
}
