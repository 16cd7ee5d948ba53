package io.millrace.engine.coordination;

import io.millrace.domain.lease.StreamBinding;
import java.time.Duration;
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
    public String name() {
        return setup.name();
    }
}
