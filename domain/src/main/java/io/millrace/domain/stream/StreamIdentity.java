package io.millrace.domain.stream;

import java.time.Instant;
import java.util.Objects;

/**
 * What tells a stream from another of the same name, for instance one that was deleted and created again.
 *
 * @param name the stream's name
 * @param arn its Amazon Resource Name, or a text that serves as one where the source has none
 * @param creationTime when it was created, by the service's clock, in whole seconds
 */
public record StreamIdentity(String name, String arn, Instant creationTime) {
    public StreamIdentity {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(arn, "arn");
        Objects.requireNonNull(creationTime, "creationTime");
    }
}
