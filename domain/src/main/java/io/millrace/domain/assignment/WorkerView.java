package io.millrace.domain.assignment;

import io.millrace.domain.lease.SessionId;
import java.util.Objects;

/**
 * A living worker as the planner sees it.
 *
 * @param id its session
 * @param capacity how much it should carry relative to others; more than zero and finite. Less
 *     than a millionth of the largest in the fleet counts as a millionth of it
 * @param accepting whether it takes part in the plan; false when it is leaving, and then it keeps nothing
 */
public record WorkerView(SessionId id, double capacity, boolean accepting) {
    public WorkerView {
        Objects.requireNonNull(id, "id");
        if (!(capacity > 0) || Double.isInfinite(capacity)) {
            throw new IllegalArgumentException("the capacity of " + id + " must be more than zero, not " + capacity);
        }
    }
}
