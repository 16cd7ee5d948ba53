package io.millrace.domain.consumer;

import java.util.Objects;

/**
 * What happens to records that a processor throws on. None of the policies drops a record silently: the KCL goes on with the
 * next records after an exception and loses the batch, Millrace never does.
 */
public sealed interface FailurePolicy {
    /**
     * Hands the same records over again until the processor takes them; the shard waits meanwhile. The default.
     *
     * @param backoff between two attempts
     */
    record Retry(Backoff backoff) implements FailurePolicy {
        public Retry {
            Objects.requireNonNull(backoff, "backoff");
        }
    }

    /**
     * Hands a batch over that many times, then bisects it down to the record that the processor throws on. A record that it
     * throws on that many times when it gets it alone goes to the dead-letter sink, and counts as processed when that has
     * taken it.
     *
     * @param attempts of the whole batch, and of the single record; at least 1
     * @param backoff between two attempts
     */
    record DeadLetter(int attempts, Backoff backoff) implements FailurePolicy {
        public DeadLetter {
            requireAttempts(attempts);
            Objects.requireNonNull(backoff, "backoff");
        }
    }

    /**
     * Hands a batch over that many times, then stops consuming the shard, with a checkpoint before the batch.
     *
     * @param attempts of the batch; at least 1
     * @param backoff between two attempts
     */
    record StopShard(int attempts, Backoff backoff) implements FailurePolicy {
        public StopShard {
            requireAttempts(attempts);
            Objects.requireNonNull(backoff, "backoff");
        }
    }

    /** For ever, with {@link Backoff#DEFAULT}. */
    static FailurePolicy retry() {
        return new Retry(Backoff.DEFAULT);
    }

    /** With {@link Backoff#DEFAULT}. */
    static FailurePolicy deadLetter(int attempts) {
        return new DeadLetter(attempts, Backoff.DEFAULT);
    }

    /** With {@link Backoff#DEFAULT}. */
    static FailurePolicy stopShard(int attempts) {
        return new StopShard(attempts, Backoff.DEFAULT);
    }

    private static void requireAttempts(int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts = " + attempts + ": give at least 1");
        }
    }
}
