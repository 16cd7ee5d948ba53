package io.millrace.engine.coordination;

import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.source.RecordSource;
import java.util.Optional;

/**
 * A stream as the user gives it to a worker.
 *
 * @param records where it is
 * @param processors make the processors of its shards
 * @param initialPosition where to begin when the application has no leases of this stream yet
 * @param polling how its shards are read when they are polled
 * @param fanOut how its shards are read by enhanced fan-out; empty when they are polled
 */
public record StreamSetup(
        RecordSource records,
        RecordProcessorFactory processors,
        InitialPosition initialPosition,
        PollingSettings polling,
        Optional<FanOutSettings> fanOut) {
    public String name() {
        return records.streamName();
    }
}
