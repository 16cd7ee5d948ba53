package io.millrace.domain.assignment;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.SessionId;
import java.util.Objects;

/**
 * A living worker as the planner sees it.
 *
 * @param id its session
 * @param capacity how much it should carry relative to others; more than zero and finite. Less
 *     than a millionth of the largest in the fleet counts as a millionth of it
 * @param accepting whether it takes part in the plan; false when it is leaving, and then it keeps nothing
 * @param streams whose leases it can work on; empty for any
 */
public record WorkerView(SessionId id, double capacity, boolean accepting, ImmutableSortedSet<String> streams) {
    public WorkerView {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(streams, "streams");
        if (!(capacity > 0) || Double.isInfinite(capacity)) {
            throw new IllegalArgumentException("the capacity of " + id + " must be more than zero, not " + capacity);
        }
    }

    /** A worker that can work on the leases of any stream. */
    public WorkerView(SessionId id, double capacity, boolean accepting) {
        this(id, capacity, accepting, ImmutableSortedSet.of());
    }

    /** Whether the leases of a stream can be given to it. */
    public boolean serves(String stream) {
        return streams.isEmpty() || streams.contains(stream);
    }

    WorkerView withCapacity(double next) {
        return new WorkerView(id, next, accepting, streams);
    }
}
