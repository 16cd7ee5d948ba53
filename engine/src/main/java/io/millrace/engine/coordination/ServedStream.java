package io.millrace.engine.coordination;

import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.stream.InitialPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A stream that this worker works on: it exists, and it is the one that the application's leases were made for.
 *
 * @param setup what the user says of it
 * @param source the stream as the loop sees it
 * @param binding which stream the leases are for
 * @param retention how long it keeps a record
 * @param fanOut with whom shards are read by enhanced fan-out; empty when they are polled, perhaps because there is no consumer
 */
public record ServedStream(
        StreamSetup setup,
        SourceClient source,
        StreamBinding binding,
        Duration retention,
        Optional<FanOutConsumer> fanOut) {
    /** From when on the application reads, as it began: empty for the oldest record. */
    Optional<Instant> firstMoment() {
        InitialPosition position = setup.initialPosition();
        if (position instanceof InitialPosition.TrimHorizon) {
            return Optional.empty();
        }
        // A shard that was open at the first start and has closed since still holds records of after it.
        return Optional.of(position instanceof InitialPosition.AtTimestamp at ? at.timestamp() : binding.boundAt());
    }

    public String name() {
        return setup.name();
    }
}
