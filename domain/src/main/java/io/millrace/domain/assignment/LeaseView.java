package io.millrace.domain.assignment;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import java.util.Objects;
import java.util.Optional;

/**
 * A lease as the planner sees it. Only leases that somebody should work on belong into a plan: one at SHARD_END, or one
 * that waits for its parents, is no load and would make a balance that is none.
 *
 * @param key the lease
 * @param owner whom the last plan gave it to, or else who owns it; a session that is not among the workers counts as gone
 * @param weight how much work it is, in any unit that is the same for all; zero or more and finite; above
 *     1e15 counts as 1e15. Whoever measures it adds a base for the shard itself, so that an idle fleet is not sent to and
 *     fro by the last few records
 * @param resting whether it must not be moved for the sake of weight; where it has to move anyway, its weight counts
 */
public record LeaseView(LeaseKey key, Optional<SessionId> owner, double weight, boolean resting) {
    public LeaseView {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(owner, "owner");
        if (!(weight >= 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("the weight of " + key + " must be zero or more, not " + weight);
        }
    }

    /** A lease that may move. */
    public LeaseView(LeaseKey key, Optional<SessionId> owner, double weight) {
        this(key, owner, weight, false);
    }
}
