package io.millrace.domain.consumer;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.StreamRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * What to do with one batch until all of it is done, under a failure policy. Whoever drives it does what a step says and
 * reports how that ended.
 *
 * <pre>
 *             succeeded, more parts
 *            +--------+      +------- sink threw: the same again
 *            v        |      v      |
 *  first -> Deliver --+--> Park ----+
 *            |  ^ |        | |
 *            |  +-+ failed | +-- taken, more parts: Deliver
 *            |             v
 *            +---------> Done          Stop (policy StopShard, attempts used up)
 *  </pre>
 *
 * <p>Parts are delivered strictly in the order of the shard: what lies behind a failed part waits. A part of more than one
 * record is delivered once before it is halved, because all of it failed together with the rest before.
 *
 * <p>Not safe for use by several threads.
 */
public final class BatchAttempts {
    /** What to do now. */
    public sealed interface Step {
        /**
         * Hand records over to the processor.
         *
         * @param from index in the batch of the first one
         * @param to index after the last one
         * @param attempt 1 when all of them are handed over for the first time, one more for each time they were before
         * @param after how long to wait before
         */
        record Deliver(int from, int to, int attempt, Duration after) implements Step {
            public Deliver {
                Objects.requireNonNull(after, "after");
            }
        }

        /**
         * Give a record to the dead-letter sink.
         *
         * @param index in the batch
         * @param attempts how often the processor had it
         * @param after how long to wait before
         */
        record Park(int index, int attempts, Duration after) implements Step {
            public Park {
                Objects.requireNonNull(after, "after");
            }
        }

        /** @param from stop the shard; the records from this index on are not done */
        record Stop(int from) implements Step {}

        /** All of the batch is done. */
        record Done() implements Step {}
    }

    /** Some records of the batch that are delivered together. */
    private static final class Part {
        private final int from;
        private final int to;
        /** How often its records were handed over, within whatever part. */
        private int handedOver;
        /** How often exactly this part failed. */
        private int failures;

        Part(int from, int to, int handedOver) {
            this.from = from;
            this.to = to;
            this.handedOver = handedOver;
        }

        int size() {
            return to - from;
        }
    }

    private final FailurePolicy policy;
    private final int size;
    /** Not done yet, in order; the first one is in hand. */
    private final ArrayDeque<Part> parts = new ArrayDeque<>();

    private Step current;
    private int sinkFailures;

    /**
     * @param batch at least one record
     * @throws IllegalArgumentException when the batch is empty
     */
    public BatchAttempts(ImmutableList<StreamRecord> batch, FailurePolicy policy) {
        this(batch, policy, 0);
    }

    /** @param handedOver how often these records were handed over before, as part of something larger */
    BatchAttempts(ImmutableList<StreamRecord> batch, FailurePolicy policy, int handedOver) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("a batch has at least one record");
        }
        this.policy = Objects.requireNonNull(policy, "policy");
        this.size = batch.size();
        Part whole = new Part(0, size, handedOver);
        parts.add(whole);
        this.current = deliver(whole, Duration.ZERO);
    }

    /** The first step: all of the batch, at once. */
    public Step first() {
        return current;
    }

    /**
     * The part that was delivered, or the record that was parked, is done.
     *
     * @throws IllegalStateException after Done or Stop
     */
    public Step succeeded() {
        partInHand();
        parts.remove();
        Part next = parts.peek();
        current = next == null ? new Step.Done() : deliver(next, Duration.ZERO);
        return current;
    }

    /**
     * The processor threw on the part that was delivered, or the sink on the record that was to be parked.
     *
     * @param jitter from 0, inclusive, to 1, exclusive
     * @throws IllegalStateException after Done or Stop
     */
    public Step failed(double jitter) {
        Part part = partInHand();
        current = current instanceof Step.Park ? parkAgain(part, jitter) : afterFailure(part, jitter);
        return current;
    }

    /** Records [0, n) of the batch are done. */
    public int doneUpTo() {
        Part part = parts.peek();
        return part == null ? size : part.from;
    }

    private Step afterFailure(Part part, double jitter) {
        part.handedOver++;
        part.failures++;
        if (policy instanceof FailurePolicy.DeadLetter deadLetter) {
            return afterFailure(part, deadLetter, jitter);
        }
        if (policy instanceof FailurePolicy.StopShard stop) {
            return part.failures < stop.attempts()
                    ? deliver(part, stop.backoff().delay(part.failures, jitter))
                    : new Step.Stop(part.from);
        }
        return deliver(part, ((FailurePolicy.Retry) policy).backoff().delay(part.failures, jitter));
    }

    private Step afterFailure(Part part, FailurePolicy.DeadLetter deadLetter, double jitter) {
        boolean wholeOrSingle = part.size() == size || part.size() == 1;
        if (wholeOrSingle && part.failures < deadLetter.attempts()) {
            return deliver(part, deadLetter.backoff().delay(part.failures, jitter));
        }
        if (part.size() == 1) {
            sinkFailures = 0;
            return new Step.Park(part.from, part.handedOver, Duration.ZERO);
        }
        int middle = part.from + part.size() / 2;
        parts.remove();
        parts.addFirst(new Part(middle, part.to, part.handedOver));
        Part firstHalf = new Part(part.from, middle, part.handedOver);
        parts.addFirst(firstHalf);
        return deliver(firstHalf, deadLetter.backoff().delay(1, jitter));
    }

    /** The record stays where it is until the sink has taken it. */
    private Step parkAgain(Part part, double jitter) {
        sinkFailures++;
        Backoff backoff =
                policy instanceof FailurePolicy.DeadLetter deadLetter ? deadLetter.backoff() : Backoff.DEFAULT;
        return new Step.Park(part.from, part.handedOver, backoff.delay(sinkFailures, jitter));
    }

    private static Step deliver(Part part, Duration after) {
        return new Step.Deliver(part.from, part.to, part.handedOver + 1, after);
    }

    private Part partInHand() {
        Part part = parts.peek();
        if (part == null || current instanceof Step.Stop) {
            throw new IllegalStateException("nothing of the batch is in hand: " + current);
        }
        return part;
    }
}
