package io.millrace.domain.lease;

import java.util.Objects;

/**
 * The name of one life of a worker. A worker that starts again, or that lost its session, gets a new one, so two workers
 * configured with the same worker id never share a session.
 *
 * @param value never blank
 */
public record SessionId(String value) implements Comparable<SessionId> {
    public SessionId {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException("a session id is never blank");
        }
    }

    @Override
    public int compareTo(SessionId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
