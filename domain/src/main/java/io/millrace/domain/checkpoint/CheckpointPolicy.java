package io.millrace.domain.checkpoint;

import java.time.Duration;
import java.util.Objects;

/** When the engine stores progress by itself. */
public sealed interface CheckpointPolicy {
    /** Whenever a batch is done. Costs most writes, repeats least after a crash. */
    record AfterEachBatch() implements CheckpointPolicy {}

    /**
     * At most once in an interval, with all that is done by then.
     *
     * @param interval positive
     */
    record Every(Duration interval) implements CheckpointPolicy {
        public Every {
            Objects.requireNonNull(interval, "interval");
            if (interval.isZero() || interval.isNegative()) {
                throw new IllegalArgumentException("interval = " + interval + ": give a positive duration");
            }
        }
    }

    /** Never: the processor checkpoints, at the shard's end too. */
    record Manual() implements CheckpointPolicy {}

    static CheckpointPolicy afterEachBatch() {
        return new AfterEachBatch();
    }

    /**
     * @param interval positive
     * @throws IllegalArgumentException when it is not
     */
    static CheckpointPolicy every(Duration interval) {
        return new Every(interval);
    }

    static CheckpointPolicy manual() {
        return new Manual();
    }
}
