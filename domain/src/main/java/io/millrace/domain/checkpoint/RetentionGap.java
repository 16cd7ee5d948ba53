package io.millrace.domain.checkpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds checkpoints that the stream's retention has overtaken. Kinesis then goes on at the oldest retained record without a
 * word, and so does the KCL; Millrace says so.
 */
public final class RetentionGap {
    private RetentionGap() {}

    /**
     * How much time the retention is ahead of a checkpoint. What arrived within that time after the checkpoint's record is
     * trimmed: as many records as there were, perhaps none in a quiet shard.
     *
     * @param checkpointArrival when the record of the checkpoint arrived; empty when it is not known or there was none
     * @param retention how long the stream keeps records
     * @param serviceTime now, by the service's clock
     * @return empty when nothing after the checkpoint can be trimmed yet, or when that is not known
     */
    public static Optional<Duration> beyond(
            Optional<Instant> checkpointArrival, Duration retention, Instant serviceTime) {
        return checkpointArrival
                .map(arrival -> Duration.between(arrival, serviceTime.minus(retention)))
                .filter(gap -> !gap.isNegative() && !gap.isZero());
    }
}
