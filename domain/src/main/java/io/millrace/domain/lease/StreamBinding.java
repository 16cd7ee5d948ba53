package io.millrace.domain.lease;

import io.millrace.domain.stream.StreamIdentity;
import java.time.Instant;
import java.util.Objects;

/**
 * Which stream an application's leases were made for. Written once, at the application's first start; a worker that finds
 * a stream of another identity under the same name refuses to start.
 *
 * <p>While leases are copied from elsewhere, the binding says that not all are there yet: it then names no stream that a
 * worker could find, so that even one that does not know of copies refuses to start.
 *
 * @param stream the stream's identity at that time
 * @param boundAt the service's time at the application's first start: what LATEST means for this application, for ever
 */
public record StreamBinding(StreamIdentity stream, Instant boundAt) implements Entry {
    private static final String INCOMPLETE = "incomplete, being copied: ";

    public StreamBinding {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(boundAt, "boundAt");
    }

    @Override
    public EntryKey entryKey() {
        return EntryKey.streamBinding(stream.name());
    }

    /** Whether the leases are being copied and not all of them are there; no worker may start. */
    public boolean isIncomplete() {
        return stream.arn().startsWith(INCOMPLETE);
    }

    /** The same binding while leases are being copied. */
    public StreamBinding incomplete() {
        return isIncomplete() ? this : withArn(INCOMPLETE + stream.arn());
    }

    /** The same binding once all leases are there. */
    public StreamBinding complete() {
        return isIncomplete() ? withArn(stream.arn().substring(INCOMPLETE.length())) : this;
    }

    private StreamBinding withArn(String arn) {
        return new StreamBinding(new StreamIdentity(stream.name(), arn, stream.creationTime()), boundAt);
    }
}
