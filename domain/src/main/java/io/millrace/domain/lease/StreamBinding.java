package io.millrace.domain.lease;

import io.millrace.domain.stream.StreamIdentity;
import java.time.Instant;
import java.util.Objects;

/**
 * Which stream an application's leases were made for. Written once, at the application's first start; a worker that finds
 * a stream of another identity under the same name refuses to start.
 *
 * @param stream the stream's identity at that time
 * @param boundAt the service's time at the application's first start: what LATEST means for this application, for ever
 */
public record StreamBinding(StreamIdentity stream, Instant boundAt) implements Entry {
    public StreamBinding {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(boundAt, "boundAt");
    }

    @Override
    public EntryKey entryKey() {
        return EntryKey.streamBinding(stream.name());
    }
}
