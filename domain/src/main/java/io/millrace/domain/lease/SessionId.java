package io.millrace.domain.lease;

import java.util.Objects;

/**
 * The name of one life of a worker. A worker that starts again, or that lost its session, gets a new one, so two workers
 * configured with the same worker id never share a session.
 *
 * <p>A worker of the Kinesis Client Library (KCL) that shares the leases has no session; where it owns a lease it is named
 * by an id of its own form, see {@link #foreign}.
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

    /** What the name of a worker that is not Millrace's begins with; no worker of Millrace's may be called so. */
    public static final String FOREIGN_PREFIX = "kcl:";

    /** The name under which a worker of KCL's owns leases here. */
    public static SessionId foreign(String workerId) {
        return new SessionId(FOREIGN_PREFIX + workerId);
    }

    /** Whether it names a worker that is not Millrace's, which heeds no assignment and whose life nobody's session proves. */
    public boolean isForeign() {
        return value.startsWith(FOREIGN_PREFIX);
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
